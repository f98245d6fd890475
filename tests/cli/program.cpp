#include "tests/cli/program.hpp"

#include "base/check.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pawl::test
{
namespace
{
std::string read_text(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

void redirect(int descriptor, const std::filesystem::path& to)
{
    const int file = open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(126);
}
} // namespace

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = std::filesystem::temp_directory_path() / "pawl-test-XXXXXX";
    PAWL_CHECK(mkdtemp(pattern.data()) != nullptr, "the temporary folder can be made");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Ran run_pawl(const std::filesystem::path& home, const std::vector<std::string>& arguments,
             const std::filesystem::path& output)
{
    const TemporaryFolder captured;
    const auto out = output.empty() ? captured.path() / "out" : output;
    const auto err = captured.path() / "err";
    std::vector<std::string> words{PAWL_PROGRAM, "--home", home.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);

    const pid_t child = fork();
    PAWL_CHECK(child >= 0, "a process can be made");
    if (child == 0)
    {
        redirect(STDOUT_FILENO, out);
        redirect(STDERR_FILENO, err);
        execv(argv[0], argv.data());
        _exit(127);
    }
    int status = 0;
    PAWL_CHECK(waitpid(child, &status, 0) == child, "the child is ours");
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            output.empty() ? read_text(out) : std::string{}, read_text(err)};
}
} // namespace pawl::test
