// A disk that loses power, or refuses a write, at a chosen operation.
#pragma once

#include "base/integers.hpp"

#include <filesystem>
#include <memory>

namespace rocksdb
{
class Env;
} // namespace rocksdb

namespace pawl::state
{
/// What happens at the chosen operation.
enum class Fault : u8
{
    power_loss, ///< It fails and so does every later one.
    refusal,    ///< It alone fails.
};

/// The machine's file system under RocksDB. An operation is whatever changes a file or a folder:
/// creating, appending, syncing, renaming, deleting, syncing the folder.
class FaultyDisk
{
public:
    /// Lets `allowed` operations through before the fault.
    FaultyDisk(Fault fault, u64 allowed);
    /// Never fails; and never waits for the real disk, either.
    FaultyDisk();
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    [[nodiscard]] rocksdb::Env* environment() const;
    /// Whether the fault has happened.
    [[nodiscard]] bool failed() const;
    /// Takes away all that was not synced, as a cut of power may: bytes behind a file's last sync,
    /// and files created or renamed since the folder's. Requires: nothing is open any more.
    void lose_unsynced();

private:
    class Journal;
    class FileSystem;

    std::shared_ptr<Journal> journal_;
    std::unique_ptr<rocksdb::Env> environment_;
};
} // namespace pawl::state
