// The examples on a node, through the program alone.
#include "base/integers.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/node_process.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::HasSubstr;

class ContractTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(example("counter")))
            GTEST_SKIP() << "the example contracts are not built: they need clang 22";
        std::filesystem::create_directories(home());
        node_.emplace(home());
        ASSERT_TRUE(node_->running());
    }

    [[nodiscard]] std::filesystem::path home() const { return folder_.path() / "home"; }
    [[nodiscard]] static std::string example(const std::string& name)
    {
        return std::string{PAWL_EXAMPLES} + "/" + name + ".wasm";
    }

    [[nodiscard]] Ran ask(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--node", node_->address(), "--json"});
        return run_pawl(home(), arguments);
    }
    [[nodiscard]] Json must(const std::vector<std::string>& arguments) const
    {
        const Ran ran = ask(arguments);
        EXPECT_EQ(ran.exit_code, 0) << ran.err << ran.out;
        return Json::parse(ran.out, nullptr, false);
    }
    [[nodiscard]] std::string deploy(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), "deploy");
        arguments.insert(arguments.end(), {"--from", "dev1"});
        return must(arguments)["contract"];
    }

    TemporaryFolder folder_;
    std::optional<NodeProcess> node_;
};

TEST_F(ContractTest, a_counter_counts)
{
    const std::string counter = deploy({example("counter"), "u64:5"});
    const Json added =
        must({"call", counter, "add", "u64:7", "--from", "dev2", "--returns", "u64"});
    EXPECT_EQ(added["returned"], Json::array({"12"}));
    EXPECT_EQ(added["events"][0]["type"], "added");
    EXPECT_EQ(must({"query", counter, "count", "--returns", "u64"})["returned"],
              Json::array({"12"}));
    // The state of an earlier block is still there.
    const std::string before = std::to_string(std::stoull(added["height"].get<std::string>()) - 1);
    EXPECT_EQ(must({"query", counter, "count", "--returns", "u64", "--height", before})["returned"],
              Json::array({"5"}));
    EXPECT_EQ(must({"inspect", "contract", counter})["abi"], 0);
}

TEST_F(ContractTest, an_estimate_is_exact)
{
    const std::string counter = deploy({example("counter"), "u64:5"});
    const std::vector<std::string> call{"call", counter, "add", "u64:7", "--from", "dev1"};
    std::vector<std::string> estimate = call;
    estimate.insert(estimate.begin(), "estimate");
    const u64 gas = std::stoull(must(estimate)["gas_used"].get<std::string>());

    std::vector<std::string> less = call;
    less.insert(less.end(), {"--gas", std::to_string(gas - 1)});
    const Ran failed = ask(less);
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_EQ(Json::parse(failed.out)["status"], "out_of_gas");

    std::vector<std::string> enough = call;
    enough.insert(enough.end(), {"--gas", std::to_string(gas)});
    EXPECT_EQ(must(enough)["gas_used"], std::to_string(gas));
}

TEST_F(ContractTest, a_call_that_would_fail_is_not_sent_unless_asked_to)
{
    const std::string faulty = deploy({example("faulty")});
    const Ran held = ask({"call", faulty, "trap", "--from", "dev2"});
    EXPECT_EQ(held.exit_code, 1);
    EXPECT_THAT(held.err, HasSubstr("not sent"));
    EXPECT_EQ(must({"account", "dev2"})["nonce"], "0");

    const Ran sent = ask({"call", faulty, "trap", "--from", "dev2", "--gas", "9000000"});
    EXPECT_EQ(sent.exit_code, 1);
    EXPECT_EQ(Json::parse(sent.out)["trap"], "unreachable");
    EXPECT_EQ(must({"account", "dev2"})["nonce"], "1");
    EXPECT_EQ(must({"query", faulty, "marked", "--returns", "u64"})["returned"],
              Json::array({"0"}));
}

TEST_F(ContractTest, a_revert_carries_the_contracts_words)
{
    const std::string faulty = deploy({example("faulty")});
    const Ran ran =
        ask({"call", faulty, "fail", "text:no more of this", "--from", "dev1", "--gas", "9000000"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_EQ(Json::parse(ran.out)["returned"], "no more of this");
}

TEST_F(ContractTest, a_dry_run_commits_nothing)
{
    const std::string counter = deploy({example("counter"), "u64:5"});
    const Json tried =
        must({"call", counter, "add", "u64:7", "--from", "dev1", "--dry-run", "--returns", "u64"});
    EXPECT_EQ(tried["returned"], Json::array({"12"}));
    EXPECT_EQ(tried["committed"], false);
    EXPECT_EQ(must({"query", counter, "count", "--returns", "u64"})["returned"],
              Json::array({"5"}));
}

TEST_F(ContractTest, bad_code_is_code_3_and_nothing_is_sent)
{
    const auto file = folder_.path() / "bad.wasm";
    std::ofstream{file} << "no module";
    const Ran ran = ask({"deploy", file, "--from", "dev1"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, HasSubstr("bad_magic"));
    EXPECT_EQ(must({"account", "dev1"})["nonce"], "0");
}

TEST_F(ContractTest, stored_code_comes_back_as_it_was_and_is_stored_once)
{
    const std::string counter = deploy({example("counter"), "u64:1"});
    const std::string hash = must({"inspect", "contract", counter})["code_hash"];
    const Ran raw =
        run_pawl(home(), {"inspect", "code", hash, "--raw", "--node", node_->address()});
    std::ifstream in{example("counter"), std::ios::binary};
    EXPECT_EQ(raw.out, (std::string{std::istreambuf_iterator<char>{in}, {}}));
    const Json again = must({"deploy", example("counter"), "u64:2", "--from", "dev1"});
    EXPECT_FALSE(again.contains("stored_by"));
    EXPECT_NE(again["contract"], counter);
}
} // namespace
} // namespace pawl::test
