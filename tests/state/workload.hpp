// A deterministic chain of state changes, and the model of what they lead to.
#pragma once

#include "base/bytes.hpp"
#include "state/store.hpp"

#include <filesystem>
#include <map>
#include <random>

namespace pawl::state
{
/// A value, or the end of the test.
template <typename T>
T must(StoreResult<T> result)
{
    if (!result)
        throw std::runtime_error{result.error().text};
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// The entries of a state.
using Model = std::map<Bytes, Bytes, BytesLess>;

/// Lays changes over a model.
void lay_over(Model& model, const Changes& changes);

/// The state root of a model by the definition.
[[nodiscard]] Bytes32 root_of(const Model& model);

/// The chain that all store tests run: block `height` is a function of the height alone. Keys are
/// few, and some are prefixes of others or hold zero bytes, so that deletions and order matter.
class Workload
{
public:
    explicit Workload(std::size_t writes = 20) : writes_{writes} {}

    [[nodiscard]] static Bytes key(u64 number);
    [[nodiscard]] static constexpr u64 key_count() { return 120; }
    [[nodiscard]] Changes block(u64 height) const;
    /// The state after the blocks 1 to `height`.
    [[nodiscard]] Model after(u64 height) const;

private:
    std::size_t writes_;
};

/// What the workload's chain commits at a height, prepared on the store's tip.
[[nodiscard]] StoreResult<Commit> make_commit(const Store& store, u64 height, Changes changes);

/// Commits the workload's blocks up to `last`.
void run_to(Store& store, const Workload& work, u64 last);

/// A folder that goes with the object.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A small cache, so that reads reach the files.
[[nodiscard]] RocksOptions folder_options(const std::filesystem::path& folder);
} // namespace pawl::state
