// Runs the program as its users do: in a process of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pawl::test
{
/// What a run of the program left behind.
struct Ran
{
    int exit_code = -1;
    std::string out, err;
};

/// A folder that goes away with its owner.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// Runs `pawl --home HOME ARGUMENTS...` to its end. Its output goes to a file where one is named.
[[nodiscard]] Ran run_pawl(const std::filesystem::path& home,
                           const std::vector<std::string>& arguments,
                           const std::filesystem::path& output = {});
} // namespace pawl::test
