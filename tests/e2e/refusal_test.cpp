// What a node does not start with, and what a replay finds: damaged folders, rules it cannot
// follow.
#include "base/sha256.hpp"
#include "contract/receipt.hpp"
#include "state/records.hpp"
#include "state/rocks_database.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/node_process.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::HasSubstr;

class Refusal : public ::testing::Test
{
protected:
    void SetUp() override { std::filesystem::create_directories(home()); }

    [[nodiscard]] std::filesystem::path home() const { return folder_.path() / "home"; }
    [[nodiscard]] std::filesystem::path data() const { return home() / "data"; }

    /// Starts a node that is expected not to come up: its exit code and one line.
    [[nodiscard]] Ran refused() const
    {
        Ran ran = run_pawl(home(), {"node", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                                    "--log-level", "error"});
        EXPECT_EQ(ran.out, "");
        EXPECT_EQ(std::ranges::count(ran.err, '\n'), 1) << ran.err;
        return ran;
    }

    /// Two runs of a node, each with a block: the first one's stands in tables, the second one's in
    /// the database's log.
    void make_chain() const
    {
        for (int run = 0; run < 2; ++run)
        {
            NodeProcess node{home()};
            ASSERT_TRUE(node.running());
            const Ran sent = run_pawl(
                home(), {"transfer", "dev2", "1", "--from", "dev1", "--node", node.address()});
            ASSERT_EQ(sent.exit_code, 0) << sent.err;
            ASSERT_EQ(node.stop(), 0);
        }
    }

    /// The largest of the database's files whose name holds `part`.
    [[nodiscard]] std::filesystem::path largest(const std::string& part) const
    {
        std::filesystem::path found;
        for (const auto& entry : std::filesystem::directory_iterator{data()})
            if (entry.path().filename().string().find(part) != std::string::npos &&
                (found.empty() || entry.file_size() > std::filesystem::file_size(found)))
                found = entry.path();
        EXPECT_FALSE(found.empty()) << "the folder has no " << part;
        return found;
    }

    void expect_damaged() const
    {
        const Ran ran = refused();
        EXPECT_EQ(ran.exit_code, 5) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr("restore the folder from a backup"));
    }

    /// Writes a genesis that `change` made another, and expects a node to refuse it.
    void expect_unfit(void (*change)(Json&), const std::string& why) const
    {
        const auto file = home() / "genesis.json";
        std::filesystem::remove_all(home());
        ASSERT_EQ(run_pawl(home(), {"genesis", "new", file, "--chain-id", "x"}).exit_code, 0);
        Json genesis = Json::parse(std::ifstream{file});
        change(genesis);
        std::ofstream{file} << genesis.dump();
        const Ran ran = refused();
        EXPECT_EQ(ran.exit_code, 4) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr(why));
    }

    TemporaryFolder folder_;
};

/// Writes over the middle of a file.
void spoil_middle(const std::filesystem::path& path)
{
    std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
    file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(path) / 2));
    file << "spoilt bytes";
}

TEST_F(Refusal, a_database_whose_current_file_names_nothing)
{
    make_chain();
    std::ofstream{data() / "CURRENT"} << "MANIFEST-999999\n";
    expect_damaged();
}

TEST_F(Refusal, a_database_with_a_damaged_manifest)
{
    make_chain();
    spoil_middle(largest("MANIFEST"));
    expect_damaged();
}

TEST_F(Refusal, a_database_with_a_table_cut_short)
{
    make_chain();
    const auto table = largest(".sst");
    std::filesystem::resize_file(table, std::filesystem::file_size(table) / 2);
    expect_damaged();
}

TEST_F(Refusal, a_database_with_a_damaged_log)
{
    make_chain();
    spoil_middle(largest(".log"));
    expect_damaged();
}

TEST_F(Refusal, a_semantics_version_that_this_build_lacks)
{
    expect_unfit([](Json& genesis) { genesis["activations"][0]["semantics_version"] = 999; },
                 "version 999");
}

TEST_F(Refusal, a_profile_or_schedule_that_genesis_does_not_hold)
{
    expect_unfit([](Json& genesis) { genesis["activations"][0]["profile"] = std::string(64, 'f'); },
                 "profile ffffff");
    expect_unfit([](Json& genesis)
                 { genesis["activations"][0]["schedule"] = std::string(64, 'f'); },
                 "schedule ffffff");
}

TEST_F(Refusal, a_profile_that_does_not_hash_to_its_id)
{
    expect_unfit(
        [](Json& genesis)
        {
            Json& text = genesis["profiles"].front();
            text = text.get<std::string>() + "# more\n";
        },
        "does not hash to its id");
}

/// Gives genesis a profile or schedule with a line that no build knows, under its right id.
void add_line(Json& genesis, const char* kind, const char* kinds)
{
    const std::string text = genesis[kinds].front().get<std::string>() + "moon = yes\n";
    const std::string id = to_hex(sha256(as_bytes(text)));
    genesis[kinds] = {{id, text}};
    genesis["activations"][0][kind] = id;
}

TEST_F(Refusal, a_profile_or_schedule_with_an_unknown_line)
{
    expect_unfit([](Json& genesis) { add_line(genesis, "profile", "profiles"); }, "profile");
    expect_unfit([](Json& genesis) { add_line(genesis, "schedule", "schedules"); }, "schedule");
}

TEST_F(Refusal, a_genesis_that_is_no_json_is_refused_with_its_place)
{
    std::ofstream{home() / "genesis.json"} << "{\n  \"chain_id\": x\n}\n";
    const Ran ran = refused();
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_THAT(ran.err, HasSubstr("not JSON at line 2, column 15\n"));
}

/// Adds to the gas that a stored receipt says was used.
void falsify(const std::filesystem::path& folder, const state::Locator& place)
{
    const auto database = state::open_rocks_database({.folder = folder});
    ASSERT_TRUE(database) << database.error().text;
    const Bytes key = state::place_key(place);
    const auto stored = (*database)->snapshot()->get(state::Table::receipt, key);
    ASSERT_TRUE(stored && *stored);
    auto receipt = contract::decode_receipt(**stored);
    ASSERT_TRUE(receipt);
    ++receipt->gas_used;
    state::Batch batch;
    batch.put(state::Table::receipt, key, encode(*receipt));
    ASSERT_TRUE((*database)->write(batch));
}

TEST_F(Refusal, a_falsified_receipt_is_a_mismatch_that_replay_names)
{
    make_chain();
    ASSERT_EQ(run_pawl(home(), {"replay"}).exit_code, 0);
    falsify(data(), {2, 0});
    const Ran ran = run_pawl(home(), {"replay", "--json"});
    EXPECT_EQ(ran.exit_code, 6) << ran.err;
    const Json report = Json::parse(ran.out);
    EXPECT_EQ(report["verdict"], "different");
    const Json& difference = report["first_difference"];
    EXPECT_EQ(difference["height"], "2");
    EXPECT_EQ(difference["index"], 0);
    EXPECT_EQ(difference["field"], "gas_used");
    EXPECT_EQ(std::stoull(difference["recorded"].get<std::string>()),
              std::stoull(difference["replayed"].get<std::string>()) + 1);
}
} // namespace
} // namespace pawl::test
