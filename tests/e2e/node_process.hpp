// A node in a process of its own, as operators run it.
#pragma once

#include "cli/process.hpp"

#include <nlohmann/json.hpp>

namespace pawl::test
{
/// `pawl node --dev` in a home folder, on free ports.
class NodeProcess
{
public:
    explicit NodeProcess(const std::filesystem::path& home,
                         std::chrono::milliseconds block_interval = std::chrono::milliseconds{10})
        : NodeProcess{home, {}, {}, block_interval}
    {
    }

    /// The same, where no file can grow beyond so many bytes, as on a disk that is full. It runs
    /// the interpreter: the limit holds for files in memory too, and compiled code is in one.
    /// So are images of memories, which come with a module's second instance.
    [[nodiscard]] static NodeProcess on_small_disk(const std::filesystem::path& home,
                                                   std::size_t file_bytes);

    /// Whether it came up.
    [[nodiscard]] bool running() const noexcept { return started_.is_object(); }
    /// A field of what it said when it came up.
    [[nodiscard]] std::string said(const char* field) const { return started_.at(field); }
    [[nodiscard]] std::string address() const { return said("address"); }

    [[nodiscard]] cli::Process& process() noexcept { return process_; }
    /// Stops it in order; gives its exit code.
    int stop();

private:
    NodeProcess(const std::filesystem::path& home, std::vector<std::string> launcher,
                const std::vector<std::string>& options, std::chrono::milliseconds block_interval);

    cli::Process process_;
    nlohmann::json started_;
};
} // namespace pawl::test
