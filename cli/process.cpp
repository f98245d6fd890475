#include "cli/process.hpp"

#include "cli/exit_code.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace pawl::cli
{
namespace
{
Stop failed(const char* what)
{
    return {ExitCode::node_fault, fmt::format("{}: {}", what, std::strerror(errno))};
}

/// In the child: wires its outputs and becomes the program.
[[noreturn]] void become(const std::vector<std::string>& words, int output,
                         const std::filesystem::path& errors)
{
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (const std::string& word : words)
        argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const int file = open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0 && dup2(output, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0)
        execv(argv[0], argv.data());
    _exit(127);
}
} // namespace

Process::Process(const std::vector<std::string>& words, const std::filesystem::path& errors)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw failed("cannot make a pipe");
    child_ = fork();
    if (child_ == 0)
        become(words, ends[1], errors);
    close(ends[1]);
    output_ = ends[0];
    if (child_ < 0)
        throw failed("cannot start a process");
}

Process::~Process()
{
    if (child_ > 0)
    {
        kill(child_, SIGKILL);
        static_cast<void>(wait());
    }
    close(output_);
}

std::string Process::read_document(std::chrono::seconds patience)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    std::string text;
    while (!nlohmann::json::accept(text))
    {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        pollfd ready{output_, POLLIN, 0};
        if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) == 0)
            break;
        char buffer[4096];
        const ssize_t count = read(output_, buffer, sizeof buffer);
        if (count <= 0)
            break;
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

void Process::terminate() const
{
    if (child_ > 0)
        kill(child_, SIGTERM);
}

void Process::kill_now() const
{
    if (child_ > 0)
        kill(child_, SIGKILL);
}

int Process::wait()
{
    int status = 0;
    if (child_ <= 0 || waitpid(child_, &status, 0) != child_)
        return -1;
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
} // namespace pawl::cli
