#include "tests/e2e/node_process.hpp"

namespace pawl::test
{
namespace
{
std::vector<std::string> words(const std::filesystem::path& home)
{
    return {
        PAWL_PROGRAM,  "--home",  home,          "--json",           "node", "--dev", "--listen",
        "127.0.0.1:0", "--admin", "127.0.0.1:0", "--block-interval", "10"};
}
} // namespace

NodeProcess::NodeProcess(const std::filesystem::path& home)
    : process_{words(home), home / "node.log"},
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
