#include "contract/code_artifacts.hpp"

#include "engine/artifact/build_id.hpp"
#include "engine/artifact/key.hpp"
#include "engine/artifact/reprice.hpp"
#include "engine/artifact/without_bodies.hpp"
#include "engine/module/decode.hpp"

namespace pawl::contract
{
namespace
{
Expected<AnalysedModule> module_of(const Artifact& artifact, const Profile& profile,
                                   const Schedule& schedule)
{
    auto module = decode(to_bytes(artifact.module()), profile.module);
    if (!module)
        return std::unexpected{module.error()};
    AnalysedModule out{*std::move(module), {}};
    out.plan.profile_id = profile.id;
    out.plan.schedule_id = schedule.id;
    out.plan.instantiation_price = artifact.instantiation_price();
    return out;
}

Expected<PreparedCode> prepare(const Artifact& artifact, const Profile& profile,
                               const Schedule& schedule, const CompilingTier& tier)
{
    auto module = module_of(artifact, profile, schedule);
    if (!module)
        return std::unexpected{module.error()};
    auto tables = artifact.tables();
    if (!tables)
        return std::unexpected{tables.error()};
    if (tables->functions.size() != module->module.code.size())
        return reject(Code::function_code_mismatch, 0);
    PreparedCode out{*std::move(module), nullptr};
    out.executable = tier.place(out.module.module, *std::move(tables), artifact.code());
    return out;
}
} // namespace

Bytes32 CodeArtifacts::key(const Bytes32& hash, const Bytes32& profile_id,
                           const Bytes32& schedule_id) const
{
    return artifact_key({.module_hash = hash,
                         .profile_id = profile_id,
                         .schedule_id = schedule_id,
                         .target = tier_.target(),
                         .build = engine_build()});
}

std::optional<PreparedCode> CodeArtifacts::load(const Bytes32& hash, const Profile& profile,
                                                const Schedule& schedule) const
{
    const Bytes32 key = this->key(hash, profile.id, schedule.id);
    const auto artifact = folder_.find(key);
    if (!artifact)
        return std::nullopt;
    auto prepared = prepare(**artifact, profile, schedule, tier_);
    if (!prepared)
    {
        folder_.report_unusable(key, message(prepared.error().code));
        return std::nullopt;
    }
    return *std::move(prepared);
}

std::unique_ptr<Executable> CodeArtifacts::make(const Bytes32& hash,
                                                const AnalysedModule& module) const
{
    CompiledModule compiled = tier_.compile(module);
    keep(hash, module, compiled);
    const Bytes code = std::move(compiled.code);
    return tier_.place(module.module, std::move(compiled), code);
}

bool CodeArtifacts::reprice(const Bytes32& hash, const Bytes32& from_schedule,
                            const AnalysedModule& module) const
{
    const auto artifact = folder_.find(key(hash, module.plan.profile_id, from_schedule));
    if (!artifact)
        return false;
    auto tables = (*artifact)->tables();
    if (!tables)
        return false;
    CompiledModule compiled{*std::move(tables), to_bytes((*artifact)->code())};
    const auto set_price = [this](std::span<u8> code, u32 site, u32 price)
    { return tier_.set_price(code, site, price); };
    if (!pawl::reprice(compiled, module.plan, set_price))
        return false;
    keep(hash, module, compiled);
    return true;
}

void CodeArtifacts::keep(const Bytes32& hash, const AnalysedModule& module,
                         const CompiledModule& compiled) const
{
    const Bytes skeleton = without_bodies(module.module);
    folder_.keep(key(hash, module.plan.profile_id, module.plan.schedule_id),
                 {.module = skeleton,
                  .instantiation_price = module.plan.instantiation_price,
                  .compiled = compiled});
}
} // namespace pawl::contract
