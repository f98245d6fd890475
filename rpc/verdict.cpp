#include "rpc/verdict.hpp"

#include "base/sha256.hpp"
#include "engine/runtime/link.hpp"

#include <fmt/format.h>

#include <array>

namespace pawl::rpc
{
namespace
{
HostTable hosts_of(std::span<const contract::Abi* const> abis)
{
    std::vector<HostSet> sets;
    sets.reserve(abis.size());
    for (const contract::Abi* const abi : abis)
        sets.push_back(abi->host_set());
    return HostTable{sets};
}

/// Where an import stands in the module.
u64 offset_of(const Module& module, const Import& import)
{
    return static_cast<u64>(import.module.data() - as_text(module.bytes).data());
}
} // namespace

std::span<const contract::Abi* const> known_abis()
{
    static const std::array abis{&contract::pawl_abi()};
    return abis;
}

Verdict judge(Bytes code, const Profile& profile, const Schedule& schedule,
              const contract::Abi* host)
{
    Verdict verdict;
    verdict.code_hash = sha256(code);
    const auto analysed = analyse(std::move(code), profile, schedule);
    if (!analysed)
    {
        verdict.rejection = analysed.error();
        return verdict;
    }
    const Module& module = analysed->module;
    verdict.functions = module.functions.size();
    verdict.code_bytes = module.code_section.size();
    verdict.charge_regions = analysed->plan.region_offsets.size();
    verdict.instantiation_gas = analysed->plan.instantiation_price;

    const HostTable hosts = hosts_of(host == nullptr ? known_abis() : std::span{&host, 1});
    for (const LinkError& error : unresolved_imports(module, hosts))
    {
        const Import& import = module.imports[error.import];
        verdict.missing_imports.push_back(fmt::format("{}.{}", import.module, import.name));
        if (host != nullptr && !verdict.rejection)
            verdict.rejection = Rejection{error.code, offset_of(module, import)};
    }
    if (host == nullptr || verdict.rejection)
        return verdict;
    if (const auto admitted = host->admit(module); !admitted)
        verdict.rejection = admitted.error();
    return verdict;
}
} // namespace pawl::rpc
