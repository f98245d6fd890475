// Tells artifacts that this node wrote from all other bytes.
#pragma once

#include "base/bytes.hpp"

namespace pawl
{
/// A message authentication code under a secret: AES-256-GMAC (NIST SP 800-38D).
class Seal
{
public:
    using Nonce = std::array<u8, 12>;
    using Tag = std::array<u8, 16>;

    explicit Seal(const Bytes32& secret) noexcept : secret_{secret} {}

    /// What nobody can give who does not have the secret. Requires: under one secret no nonce is
    /// used for two byte strings.
    [[nodiscard]] Tag tag(const Nonce& nonce, BytesView bytes) const;
    /// Whether the tag is that of the bytes. Takes the same time for all wrong ones.
    [[nodiscard]] bool fits(const Tag& tag, const Nonce& nonce, BytesView bytes) const;

    /// A nonce that was not used before: at random.
    [[nodiscard]] static Nonce new_nonce();

private:
    Bytes32 secret_;
};
} // namespace pawl
