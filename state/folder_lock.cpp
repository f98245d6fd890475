#include "state/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace pawl::state
{
StoreResult<FolderLock> FolderLock::take(const std::filesystem::path& folder)
{
    constexpr int mode = 0644;
    const int file = ::open((folder / "pawl.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (file < 0)
        return fail(StoreErrorKind::not_writable,
                    "folder " + folder.string() +
                        " cannot be written: " + std::system_category().message(errno) +
                        "; give this user the right to, or choose another folder");
    FolderLock lock{file};
    if (::flock(file, LOCK_EX | LOCK_NB) != 0)
        return fail(StoreErrorKind::in_use,
                    "folder " + folder.string() +
                        " is in use by another process; stop it, or choose another folder");
    return lock;
}

FolderLock::~FolderLock()
{
    if (file_ >= 0)
        ::close(file_);
}
} // namespace pawl::state
