// Programs run beside this one.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace pawl::cli
{
/// A child process whose standard output is read here. Killed where its owner goes first.
class Process
{
public:
    /// Starts `words`, the first of which is the program; its standard error goes to a file.
    Process(const std::vector<std::string>& words, const std::filesystem::path& errors);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// What it writes until that is a whole JSON document, it ends, or the time is over.
    [[nodiscard]] std::string read_document(std::chrono::seconds patience);
    /// Asks it to end.
    void terminate() const;
    /// Ends it at once, as a power failure would.
    void kill_now() const;
    /// Its exit code, or 128 and the signal that ended it.
    [[nodiscard]] int wait();

private:
    pid_t child_ = -1;
    int output_ = -1;
};
} // namespace pawl::cli
