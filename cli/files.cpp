#include "cli/files.hpp"

#include "cli/descriptor.hpp"
#include "cli/exit_code.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace pawl::cli
{
namespace
{
/// What a failure of the system comes to, and what to do about it.
std::pair<ExitCode, const char*> verdict(int error)
{
    switch (error)
    {
    case ENOENT:
    case EISDIR:
        return {ExitCode::usage, "name a file that is there"};
    case EIO:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return {ExitCode::node_fault, "check the disk, then try again"};
    default:
        return {ExitCode::refused, "give this user the right to, or choose another place"};
    }
}

Stop cannot(const char* what, const std::filesystem::path& path, int error)
{
    const auto [code, advice] = verdict(error);
    return {code,
            fmt::format("cannot {} {}: {}; {}", what, path.string(), std::strerror(error), advice)};
}

bool write_all(int file, BytesView bytes)
{
    while (!bytes.empty())
    {
        const ssize_t done = write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return fsync(file) == 0;
}
} // namespace

bool file_exists(const std::filesystem::path& path)
{
    std::error_code error;
    const bool exists = std::filesystem::exists(path, error);
    if (error)
        throw cannot("look for", path, error.value());
    return exists;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    if (!file_exists(folder))
        return files;
    std::error_code error;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error))
        files.push_back(at->path());
    if (error)
        throw cannot("list", folder, error.value());
    return files;
}

Bytes read_file(const std::filesystem::path& path)
{
    const auto all = [](std::istream& in)
    { return Bytes{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}}; };
    if (path == "-")
        return all(std::cin);
    // Opening a folder succeeds; reading it does not.
    if (std::error_code error; std::filesystem::is_directory(path, error))
        throw cannot("read", path, EISDIR);
    std::ifstream in{path, std::ios::binary};
    if (!in)
        throw cannot("read", path, errno);
    Bytes bytes = all(in);
    if (in.bad())
        throw cannot("read", path, EIO);
    return bytes;
}

void write_new_file(const std::filesystem::path& path, BytesView bytes, bool secret)
{
    if (path.has_parent_path())
    {
        std::error_code error;
        std::filesystem::create_directories(path.parent_path(), error);
        if (error)
            throw cannot("make", path.parent_path(), error.value());
    }
    const Descriptor file{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                               secret ? S_IRUSR | S_IWUSR : S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH)};
    if (file.get() < 0 && errno == EEXIST)
        throw Stop{
            ExitCode::refused,
            fmt::format("{} exists already: remove it or choose another name", path.string())};
    if (file.get() < 0 || !write_all(file.get(), bytes))
        throw cannot("write", path, errno);
}
} // namespace pawl::cli
