// SHA-256 (FIPS 180-4), from OpenSSL: the only hash that reaches consensus.
#pragma once

#include "base/bytes.hpp"

#include <memory>
#include <string_view>

namespace pawl
{
/// An incremental SHA-256. Movable; one per thread of use.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    Sha256(const Sha256& other);
    Sha256& operator=(const Sha256& other);

    Sha256& update(BytesView bytes);
    Sha256& update(std::string_view text) { return update(as_bytes(text)); }

    /// The digest of all bytes so far; the object can go on being updated.
    [[nodiscard]] Bytes32 digest() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The digest of one byte string.
[[nodiscard]] Bytes32 sha256(BytesView bytes);

/// The digest of a concatenation, without building it.
[[nodiscard]] Bytes32 sha256(std::initializer_list<BytesView> parts);
} // namespace pawl
