#include "workload.hpp"

#include "base/sha256.hpp"
#include "reference_tree.hpp"
#include "state/keys.hpp"

#include <cstdlib>

namespace pawl::state
{
void lay_over(Model& model, const Changes& changes)
{
    for (const auto& [key, value] : changes.values)
    {
        model.erase(key);
        if (value)
            model[key] = *value;
    }
}

Bytes32 root_of(const Model& model)
{
    ReferenceLeaves leaves;
    for (const auto& [key, value] : model)
        leaves[sha256(key)] = sha256(value);
    return reference_root(leaves);
}

Bytes Workload::key(u64 number)
{
    Bytes32 owner;
    owner.bytes[31] = static_cast<u8>(number % 3);
    const u64 shape = number / 3;
    // 0, 00, 000, ... and ff, and a few ordinary ones: prefixes of each other, zero bytes, ends.
    Bytes rest(shape % 5, static_cast<u8>(shape % 7 == 0 ? 0 : shape));
    if (shape % 4 == 0)
        rest.push_back(0xFF);
    if (shape % 3 == 0)
        rest.push_back(0);
    return storage_key(owner, rest);
}

Changes Workload::block(u64 height) const
{
    std::mt19937_64 random{height};
    Changes out;
    for (std::size_t at = 0; at < writes_; ++at)
    {
        std::optional<Bytes>& value = out.values[key(random() % key_count())];
        value.reset();
        if (random() % 3 != 0)
            value = to_bytes(std::to_string(random() % 50));
    }
    return out;
}

Model Workload::after(u64 height) const
{
    Model model;
    for (u64 at = 1; at <= height; ++at)
        lay_over(model, block(at));
    return model;
}

StoreResult<Commit> make_commit(const Store& store, u64 height, Changes changes)
{
    const auto snapshot = store.snapshot();
    if (!snapshot)
        return std::unexpected{snapshot.error()};
    auto prepared = (*snapshot)->prepare(height, std::move(changes));
    if (!prepared)
        return std::unexpected{prepared.error()};
    const std::string name = std::to_string(height);
    const Bytes32 hash = sha256(as_bytes("block " + name));
    return Commit{std::move(*prepared),
                  hash,
                  to_bytes("metadata " + name),
                  to_bytes("block " + name),
                  {to_bytes("receipt 0 of " + name), to_bytes("receipt 1 of " + name)},
                  {{sha256(as_bytes("tx " + name)), 1}}};
}

void run_to(Store& store, const Workload& work, u64 last)
{
    const auto tip = must(store.snapshot())->tip();
    for (u64 height = tip ? tip->height + 1 : 1; height <= last; ++height)
        must(store.commit(must(make_commit(store, height, work.block(height)))));
}

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "pawl-state-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error{"no temporary folder"};
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

RocksOptions folder_options(const std::filesystem::path& folder)
{
    RocksOptions out;
    out.folder = folder;
    out.cache_bytes = std::size_t{8} << 20;
    return out;
}
} // namespace pawl::state
