// A folder for one process at a time.
#pragma once

#include "state/error.hpp"

#include <filesystem>
#include <utility>

namespace pawl::state
{
/// Holds a folder as long as it lives. The system lets go of it when the process ends, however.
class FolderLock
{
public:
    /// `in_use` where another holder has it, `not_writable` where it cannot be taken at all.
    [[nodiscard]] static StoreResult<FolderLock> take(const std::filesystem::path& folder);

    /// The folder with others who only read it, and nothing is written there: `in_use` where a
    /// holder of `take` has it. A folder that was never taken has no lock to share.
    [[nodiscard]] static StoreResult<FolderLock> share(const std::filesystem::path& folder);

    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept : file_{std::exchange(other.file_, -1)} {}
    FolderLock& operator=(FolderLock&&) = delete;

private:
    explicit FolderLock(int file) noexcept : file_{file} {}

    int file_;
};
} // namespace pawl::state
