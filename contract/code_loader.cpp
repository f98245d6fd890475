#include "contract/code_loader.hpp"

#include "engine/runtime/link.hpp"

namespace pawl::contract
{
namespace
{
HostTable make_hosts(std::span<const Abi* const> abis)
{
    std::vector<HostSet> sets;
    sets.reserve(abis.size());
    for (const Abi* abi : abis)
        sets.push_back(abi->host_set());
    return HostTable{sets};
}

CodeKey key_of(const Bytes32& hash, const BlockContext& block)
{
    return {.code_hash = hash, .profile_id = block.profile->id, .schedule_id = block.schedule->id};
}

std::size_t bytes_of(const LoadedCode& code)
{
    return code.executable->bytes() + code.module.module.heap_bytes() +
           code.module.plan.heap_bytes();
}

/// Where an import's name stands in the module.
u64 import_offset(const Module& module, u32 import)
{
    const char* const begin = as_text(module.bytes).data();
    return static_cast<u64>(module.imports[import].module.data() - begin);
}
} // namespace

CodeLoader::CodeLoader(const Tier& tier, std::span<const Abi* const> abis, std::size_t cache_bytes,
                       const ArtifactFolder* folder)
    : tier_{tier}, abis_{abis.begin(), abis.end()}, hosts_{make_hosts(abis)}, cache_{cache_bytes}
{
    if (const CompilingTier* const compiling = tier.compiling(); folder && compiling)
        artifacts_.emplace(*compiling, *folder);
}

Expected<CodeLoader::Linked> CodeLoader::link(BytesView bytes, const BlockContext& block) const
{
    auto analysed = analyse(to_bytes(bytes), *block.profile, *block.schedule);
    if (!analysed)
        return std::unexpected{analysed.error()};
    auto imports = resolve_imports(analysed->module, {.hosts = &hosts_, .instances = {}});
    if (!imports)
        return reject(imports.error().code,
                      import_offset(analysed->module, imports.error().import));
    return Linked{std::move(*analysed), std::move(*imports)};
}

Expected<const Abi*> CodeLoader::admit(BytesView bytes, const BlockContext& block) const
{
    const auto linked = link(bytes, block);
    if (!linked)
        return std::unexpected{linked.error()};
    Rejection why{};
    for (const Abi* abi : abis_)
    {
        const auto admitted = abi->admit(linked->module.module);
        if (admitted)
            return abi;
        why = admitted.error();
    }
    return std::unexpected{why};
}

std::shared_ptr<const LoadedCode> CodeLoader::find(const Bytes32& hash,
                                                   const BlockContext& block) const
{
    const CodeKey key = key_of(hash, block);
    if (auto cached = cache_.find(key); cached || !artifacts_)
        return cached;
    const CodeCache::Turn turn{cache_, key};
    if (auto cached = cache_.find(key))
        return cached;
    auto code = load_artifact(hash, block);
    if (code != nullptr)
        cache_.insert(key, code);
    return code;
}

std::shared_ptr<const LoadedCode> CodeLoader::load_artifact(const Bytes32& hash,
                                                            const BlockContext& block) const
{
    auto prepared = artifacts_->load(hash, *block.profile, *block.schedule);
    if (!prepared)
        return nullptr;
    auto imports = resolve_imports(prepared->module.module, {.hosts = &hosts_, .instances = {}});
    if (!imports)
        return nullptr; // Another node's hosts had them: the verdict is that of `load`.
    auto code = std::make_shared<LoadedCode>();
    code->module = std::move(prepared->module);
    code->executable = std::move(prepared->executable);
    code->imports = *std::move(imports);
    code->bytes = bytes_of(*code);
    return code;
}

Expected<std::shared_ptr<const LoadedCode>> CodeLoader::load(const Bytes32& hash, BytesView bytes,
                                                             const BlockContext& block) const
{
    const CodeKey key = key_of(hash, block);
    const CodeCache::Turn turn{cache_, key};
    if (auto cached = cache_.find(key))
        return cached;
    auto linked = link(bytes, block);
    if (!linked)
        return std::unexpected{linked.error()};
    // The executable refers to the module, so that stands where it will stay first.
    auto code = std::make_shared<LoadedCode>();
    code->module = std::move(linked->module);
    code->executable =
        artifacts_ ? artifacts_->make(hash, code->module) : tier_.prepare(code->module);
    code->imports = std::move(linked->imports);
    code->bytes = bytes_of(*code);
    cache_.insert(key, code);
    return code;
}

const Abi* CodeLoader::abi(u8 number) const noexcept
{
    for (const Abi* abi : abis_)
        if (abi->number() == number)
            return abi;
    return nullptr;
}
} // namespace pawl::contract
