// Code from artifacts, and artifacts from code.
#pragma once

#include "determinism/profile.hpp"
#include "engine/artifact/folder.hpp"
#include "engine/tier.hpp"
#include "metering/schedule.hpp"

namespace pawl::contract
{
/// A module that can run.
struct PreparedCode
{
    /// From an artifact it is without function bodies, and of the plan there is what instantiation
    /// needs: the ids and the price.
    AnalysedModule module;
    std::unique_ptr<Executable> executable;
};

/// The artifacts of one tier in one folder, both of which outlive it. Thread-safe.
class CodeArtifacts
{
public:
    CodeArtifacts(const CompilingTier& tier, const ArtifactFolder& folder) noexcept
        : tier_{tier}, folder_{folder}
    {
    }

    /// The code of a module, by the hash of its bytes, under rules that accepted it; nothing where
    /// there is no artifact to be used.
    [[nodiscard]] std::optional<PreparedCode> load(const Bytes32& hash, const Profile& profile,
                                                   const Schedule& schedule) const;
    /// Compiles a module and keeps what comes of it.
    [[nodiscard]] std::unique_ptr<Executable> make(const Bytes32& hash,
                                                   const AnalysedModule& module) const;
    /// Keeps, for the rules that a module was analysed by, what stands in the artifact for another
    /// schedule: only prices are written. False where there is none, or that is not enough.
    [[nodiscard]] bool reprice(const Bytes32& hash, const Bytes32& from_schedule,
                               const AnalysedModule& module) const;

private:
    [[nodiscard]] Bytes32 key(const Bytes32& hash, const Bytes32& profile_id,
                              const Bytes32& schedule_id) const;
    void keep(const Bytes32& hash, const AnalysedModule& module,
              const CompiledModule& compiled) const;

    const CompilingTier& tier_;
    const ArtifactFolder& folder_;
};
} // namespace pawl::contract
