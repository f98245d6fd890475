// The bytes of an artifact: docs/formats/artifact.md.
#pragma once

#include "base/expected.hpp"
#include "engine/artifact/seal.hpp"
#include "engine/runtime/native_code.hpp"

#include <optional>

namespace pawl
{
/// What an artifact holds of a module, to be written.
struct ArtifactContent
{
    BytesView module; ///< without bodies
    u64 instantiation_price = 0;
    const CompiledModule& compiled;
};

/// An artifact's bytes.
[[nodiscard]] Bytes write_artifact(const Bytes32& key, const ArtifactContent& content,
                                   const Seal& seal, const Seal::Nonce& nonce);

/// An artifact that is what a node with the same secret wrote under the same key. Views into its
/// bytes, which nobody may change meanwhile.
class Artifact
{
public:
    static constexpr std::size_t header_bytes = 96;

    /// How large an artifact is that begins with this header; nothing where none does.
    [[nodiscard]] static std::optional<u64> total_bytes(BytesView header);

    /// Refuses all bytes but those that write_artifact gave for the key and the secret.
    [[nodiscard]] static Expected<Artifact> open(BytesView bytes, const Bytes32& key,
                                                 const Seal& seal);

    /// The module without bodies.
    [[nodiscard]] BytesView module() const noexcept { return module_; }
    [[nodiscard]] u64 instantiation_price() const noexcept { return instantiation_price_; }
    [[nodiscard]] BytesView code() const noexcept { return code_; }
    /// What is known of the code. Refused where it does not lie in the code, or in no order.
    [[nodiscard]] Expected<CodeTables> tables() const;

private:
    Artifact() = default;

    u64 instantiation_price_ = 0;
    u32 imported_functions_ = 0;
    BytesView functions_, traps_, calls_, sites_, regions_, module_, code_;
};
} // namespace pawl
