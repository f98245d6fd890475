#include "tests/e2e/node_process.hpp"

namespace pawl::test
{
namespace
{
/// The node's command line, behind that of what launches it.
std::vector<std::string> words(std::vector<std::string> launcher, const std::filesystem::path& home,
                               const std::vector<std::string>& options,
                               std::chrono::milliseconds block_interval)
{
    const std::vector<std::string> node{PAWL_PROGRAM,
                                        "--home",
                                        home,
                                        "--json",
                                        "node",
                                        "--dev",
                                        "--listen",
                                        "127.0.0.1:0",
                                        "--admin",
                                        "127.0.0.1:0",
                                        "--block-interval",
                                        std::to_string(block_interval.count())};
    launcher.insert(launcher.end(), node.begin(), node.end());
    launcher.insert(launcher.end(), options.begin(), options.end());
    return launcher;
}
} // namespace

NodeProcess NodeProcess::on_small_disk(const std::filesystem::path& home, std::size_t file_bytes)
{
    constexpr std::size_t shell_block_bytes = 512;
    const std::string blocks = std::to_string(file_bytes / shell_block_bytes);
    // The signal is ignored so that a write beyond the limit fails instead.
    return {home,
            {"/bin/sh", "-c", "trap '' XFSZ; ulimit -f " + blocks + "; exec \"$0\" \"$@\""},
            {"--tier", "interpreter"},
            std::chrono::milliseconds{10}};
}

NodeProcess::NodeProcess(const std::filesystem::path& home, std::vector<std::string> launcher,
                         const std::vector<std::string>& options,
                         std::chrono::milliseconds block_interval)
    : process_{words(std::move(launcher), home, options, block_interval), home / "node.log"},
      started_(
          nlohmann::json::parse(process_.read_document(std::chrono::seconds{30}), nullptr, false))
{
}

int NodeProcess::stop()
{
    process_.terminate();
    return process_.wait();
}
} // namespace pawl::test
