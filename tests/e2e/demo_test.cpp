// The demonstration, small, and what it says where something is missing.
#include "cli/process.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace pawl::test
{
namespace
{
using ::testing::AnyOf;
using ::testing::HasSubstr;

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
    const auto report =
        nlohmann::json::parse(process.read_document(std::chrono::seconds{120}), nullptr, false);
    EXPECT_EQ(process.wait(), 0);
    ASSERT_TRUE(report.is_object());
    EXPECT_EQ(report["verdict"], "held");
    EXPECT_EQ(report["replay"]["verdict"], "identical");
    const auto& all = report["contracts"].back();
    EXPECT_EQ(all["contract"], "all");
    EXPECT_GT(std::stoull(all["calls"].get<std::string>()), 60);
    for (const char* const kind : {"ok", "reverted", "trapped", "out_of_gas"})
        EXPECT_NE(all[kind], "0") << kind;
    EXPECT_THAT(process.read_document(std::chrono::seconds{1}), AnyOf("", "\n"))
        << "there is one document";
}

TEST(demo, fails_where_an_example_is_missing)
{
    const TemporaryFolder folder;
    cli::Process process = demo(folder, folder.path());
    const auto report =
        nlohmann::json::parse(process.read_document(std::chrono::seconds{60}), nullptr, false);
    EXPECT_EQ(process.wait(), 2);
    EXPECT_EQ(report["verdict"], "failed");
    EXPECT_THAT(report["because"].get<std::string>(), HasSubstr("build the examples first"));
}
} // namespace
} // namespace pawl::test
