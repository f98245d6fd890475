// Tables in a folder, kept by RocksDB.
#pragma once

#include "state/database.hpp"

#include <filesystem>

namespace rocksdb
{
class Env;
} // namespace rocksdb

namespace pawl::state
{
/// Whether opening may make a store.
enum class OpenMode : u8
{
    create,    ///< Where there is none.
    existing,  ///< Else `not_found`.
    read_only, ///< The same, and nothing in the folder is written: it may be a backup.
};

/// How a folder is opened.
struct RocksOptions
{
    std::filesystem::path folder;
    OpenMode mode = OpenMode::create;
    /// Memory for blocks read.
    std::size_t cache_bytes = std::size_t{512} << 20;
    /// The operating system; tests put a failing one here. Must outlive the database.
    rocksdb::Env* environment = nullptr;
};

/// Opens or creates the tables of a folder, which this process then has to itself.
[[nodiscard]] StoreResult<std::unique_ptr<Database>>
open_rocks_database(const RocksOptions& options);
} // namespace pawl::state
