// From code bytes to code that can run.
#pragma once

#include "contract/abi.hpp"
#include "contract/code_artifacts.hpp"

namespace pawl::contract
{
/// Loads code for one tier and a fixed list of ABIs. Thread-safe; threads that want the same code
/// wait for the one that makes it ready.
class CodeLoader
{
public:
    /// Tier, ABIs and folder outlive it. The folder serves a tier that compiles.
    CodeLoader(const Tier& tier, std::span<const Abi* const> abis, std::size_t cache_bytes,
               const ArtifactFolder* folder = nullptr);

    /// Whether store_code may accept the code: the ABI that it is recognised as. Caches nothing,
    /// since nobody may ever run it.
    [[nodiscard]] Expected<const Abi*> admit(BytesView bytes, const BlockContext& block) const;

    /// Code from the cache or from an artifact, or nullptr.
    [[nodiscard]] std::shared_ptr<const LoadedCode> find(const Bytes32& hash,
                                                         const BlockContext& block) const;
    /// Makes stored code ready under the rules in force, and caches it.
    [[nodiscard]] Expected<std::shared_ptr<const LoadedCode>>
    load(const Bytes32& hash, BytesView bytes, const BlockContext& block) const;

    /// The ABI of this number, or nullptr where this build has none.
    [[nodiscard]] const Abi* abi(u8 number) const noexcept;
    [[nodiscard]] const HostTable& hosts() const noexcept { return hosts_; }
    [[nodiscard]] const Tier& tier() const noexcept { return tier_; }

private:
    /// Code as far as every tier needs it.
    struct Linked
    {
        AnalysedModule module;
        std::vector<External> imports;
    };
    [[nodiscard]] Expected<Linked> link(BytesView bytes, const BlockContext& block) const;
    /// Requires: there are artifacts.
    [[nodiscard]] std::shared_ptr<const LoadedCode> load_artifact(const Bytes32& hash,
                                                                  const BlockContext& block) const;

    const Tier& tier_;
    std::optional<CodeArtifacts> artifacts_;
    std::vector<const Abi*> abis_;
    HostTable hosts_;
    mutable CodeCache cache_;
};
} // namespace pawl::contract
