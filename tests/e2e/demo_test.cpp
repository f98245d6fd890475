// The demonstration, small, and what it says where something is missing.
#include "cli/process.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pawl::test
{
namespace
{
cli::Process demo(const TemporaryFolder& folder, const std::string& examples)
{
    return cli::Process{{PAWL_DEMO, "--txs", "60", "--senders", "4", "--program", PAWL_PROGRAM,
                         "--examples", examples, "--folder", folder.path(), "--json"},
                        folder.path() / "demo.log"};
}

TEST(demo, holds_end_to_end)
{
    if (!std::filesystem::exists(std::string{PAWL_EXAMPLES} + "/token.wasm"))
        GTEST_SKIP() << "the example contracts are not built: they need clang 22";
    const TemporaryFolder folder;
    cli::Process process = demo(folder, PAWL_EXAMPLES);
    const auto table =
        nlohmann::json::parse(process.read_document(std::chrono::seconds{120}), nullptr, false);
    ASSERT_TRUE(table.is_object());
    const auto& all = table["contracts"].back();
    EXPECT_EQ(all["contract"], "all");
    EXPECT_GT(std::stoull(all["calls"].get<std::string>()), 60);
    EXPECT_EQ(process.wait(), 0);
}

TEST(demo, fails_where_an_example_is_missing)
{
    const TemporaryFolder folder;
    cli::Process process = demo(folder, folder.path());
    EXPECT_EQ(process.wait(), 2);
}
} // namespace
} // namespace pawl::test
