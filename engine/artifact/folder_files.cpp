#include "engine/artifact/folder_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>
#include <utility>

namespace pawl
{
namespace
{
constexpr mode_t for_this_user = S_IRUSR | S_IWUSR;

/// A file that closes itself.
class File
{
public:
    explicit File(int number) noexcept : number_{number} {}
    ~File()
    {
        if (number_ >= 0)
            close(number_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int get() const noexcept { return number_; }

private:
    int number_;
};

std::unexpected<int> failure(int error = errno)
{
    return std::unexpected{error};
}

bool read_all(int file, std::span<u8> out)
{
    while (!out.empty())
    {
        const ssize_t got = read(file, out.data(), out.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO; // It was longer when it was opened.
        if (got <= 0)
            return false;
        out = out.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

bool write_all(int file, BytesView bytes)
{
    while (!bytes.empty())
    {
        const ssize_t put = write(file, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return fsync(file) == 0;
}

bool belongs_to_this_user_alone(const struct stat& status) noexcept
{
    return status.st_uid == geteuid() && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

bool is_as_large_as_it_says(const FolderFiles::Demand& demand, int file, u64 size)
{
    std::array<u8, 128> room{};
    const std::span header = std::span{room}.first(demand.header_bytes);
    return pread(file, header.data(), header.size(), 0) == static_cast<ssize_t>(header.size()) &&
           demand.total_bytes(header) == size;
}

// What is wrong with a file, as errno; 0 where nothing is.
int unmet(const FolderFiles::Demand& demand, int file, const struct stat& status)
{
    if (!S_ISREG(status.st_mode))
        return EINVAL;
    if (demand.own && !belongs_to_this_user_alone(status))
        return EPERM;
    const auto size = static_cast<u64>(status.st_size);
    if (size > demand.most_bytes)
        return EFBIG;
    if (demand.total_bytes != nullptr && !is_as_large_as_it_says(demand, file, size))
        return EBADMSG;
    return 0;
}

// Differs from every other, of this process and of those beside it: at random.
std::string temporary_name(const std::string& name)
{
    std::array<u8, 8> bytes{};
    RAND_bytes(bytes.data(), bytes.size()); // Where that fails, the name may be taken already.
    return fmt::format("{}.{}{}", name, to_hex(bytes), temporary_ending);
}
} // namespace

FolderFiles::FolderFiles(FolderFiles&& other) noexcept : folder_{std::exchange(other.folder_, -1)}
{
}

FolderFiles::~FolderFiles()
{
    if (folder_ >= 0)
        close(folder_);
}

FolderFiles::Result<FolderFiles> FolderFiles::open(const std::filesystem::path& path)
{
    std::error_code error;
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), error);
    if (error || (mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST))
        return failure(error ? error.value() : errno);
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return failure();
    return FolderFiles{folder};
}

auto FolderFiles::read(const std::string& name, const Demand& demand) const -> Result<Content>
{
    // Neither through a link nor from something that would let us wait.
    const File file{openat(folder_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat status{};
    if (file.get() < 0 || fstat(file.get(), &status) != 0)
        return failure();
    if (const int error = unmet(demand, file.get(), status); error != 0)
        return failure(error);
    const auto size = static_cast<std::size_t>(status.st_size);
    Content out{std::unique_ptr<u8[]>{new (std::nothrow) u8[size]}, size};
    if (out.bytes == nullptr)
        return failure(ENOMEM);
    if (!read_all(file.get(), {out.bytes.get(), size}))
        return failure();
    return out;
}

auto FolderFiles::write_temporary(const std::string& name, BytesView bytes) const
    -> Result<std::string>
{
    std::string temporary = temporary_name(name);
    const File file{openat(folder_, temporary.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, for_this_user)};
    if (file.get() < 0)
        return failure();
    if (write_all(file.get(), bytes))
        return temporary;
    const int error = errno;
    remove(temporary);
    return failure(error);
}

auto FolderFiles::replace(const std::string& name, BytesView bytes) const -> Result<void>
{
    const auto temporary = write_temporary(name, bytes);
    if (!temporary)
        return failure(temporary.error());
    if (renameat(folder_, temporary->c_str(), folder_, name.c_str()) == 0)
        return {};
    const int error = errno;
    remove(*temporary);
    return failure(error);
}

auto FolderFiles::add(const std::string& name, BytesView bytes) const -> Result<void>
{
    const auto temporary = write_temporary(name, bytes);
    if (!temporary)
        return failure(temporary.error());
    const int linked = linkat(folder_, temporary->c_str(), folder_, name.c_str(), 0);
    const int error = errno;
    remove(*temporary);
    if (linked != 0 && error != EEXIST)
        return failure(error);
    return {};
}

auto FolderFiles::list() const -> std::vector<Entry>
{
    std::vector<Entry> out;
    // Another description of the folder, because listing moves its place.
    const int again = openat(folder_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* const listing = again < 0 ? nullptr : fdopendir(again);
    if (listing == nullptr)
        return out;
    while (const dirent* const entry = readdir(listing))
    {
        struct stat status{};
        if (fstatat(folder_, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode))
            out.push_back({entry->d_name, static_cast<u64>(status.st_size),
                           status.st_mtim.tv_sec * i64{1'000'000'000} + status.st_mtim.tv_nsec});
    }
    closedir(listing);
    return out;
}

void FolderFiles::remove(const std::string& name) const noexcept
{
    unlinkat(folder_, name.c_str(), 0);
}
} // namespace pawl
