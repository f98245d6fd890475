// A node's life: start, work, stop, start again; and what it refuses.
#include "base/sha256.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/node_process.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::HasSubstr;

class NodeTest : public ::testing::Test
{
protected:
    /// Runs a client command against a node.
    [[nodiscard]] Ran ask(const NodeProcess& node, std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--node", node.address(), "--json"});
        return run_pawl(home(), arguments);
    }

    /// The same, of a command that must succeed.
    [[nodiscard]] Json must(const NodeProcess& node,
                            const std::vector<std::string>& arguments) const
    {
        const Ran ran = ask(node, arguments);
        EXPECT_EQ(ran.exit_code, 0) << ran.err << ran.out;
        return Json::parse(ran.out, nullptr, false);
    }

    [[nodiscard]] std::filesystem::path home() const { return folder_.path() / "home"; }

    /// The lines that a node which does not start writes, without those of the log.
    [[nodiscard]] Ran refused(const std::vector<std::string>& arguments,
                              const std::string& listen = "127.0.0.1:0") const
    {
        std::vector<std::string> all{"node",    "--dev",       "--listen",    listen,
                                     "--admin", "127.0.0.1:0", "--log-level", "error"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run_pawl(home(), all);
    }

    void SetUp() override { std::filesystem::create_directories(home()); }

    TemporaryFolder folder_;
};

constexpr std::size_t lines(const std::string& text)
{
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST_F(NodeTest, transfers_survive_a_restart_and_replay_identically)
{
    std::string root;
    {
        NodeProcess node{home()};
        ASSERT_TRUE(node.running());
        const Json sent = must(node, {"transfer", "dev2", "5000", "--from", "dev1"});
        EXPECT_EQ(sent["status"], "ok");
        EXPECT_EQ(sent["height"], "1");
        root = must(node, {"inspect", "block", "latest"})["state_root"];
        EXPECT_EQ(node.stop(), 0);
    }
    {
        NodeProcess node{home()};
        ASSERT_TRUE(node.running());
        EXPECT_EQ(node.said("state_root"), root);
        EXPECT_EQ(node.said("height"), "1");
        EXPECT_EQ(must(node, {"account", "dev1"})["nonce"], "1");
        EXPECT_EQ(node.stop(), 0);
    }
    const Ran replayed = run_pawl(home(), {"replay", "--json"});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.err;
    const Json report = Json::parse(replayed.out);
    EXPECT_EQ(report["verdict"], "identical");
    EXPECT_EQ(report["state_root"], root);
    EXPECT_EQ(report["transactions"], "1");
}

/// The files of a folder, with their sizes and when they were written.
using Files = std::map<std::string, std::pair<std::uintmax_t, std::filesystem::file_time_type>>;
Files files_of(const std::filesystem::path& folder)
{
    Files out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            out[entry.path()] = {entry.file_size(), entry.last_write_time()};
    return out;
}

TEST_F(NodeTest, a_replay_writes_nothing_and_needs_a_chain)
{
    NodeProcess node{home()};
    ASSERT_TRUE(node.running());
    EXPECT_EQ(must(node, {"transfer", "dev2", "5000", "--from", "dev1"})["status"], "ok");
    const Ran beside = run_pawl(home(), {"replay"});
    EXPECT_EQ(beside.exit_code, 4);
    EXPECT_THAT(beside.err, HasSubstr("in use by process"));
    EXPECT_EQ(node.stop(), 0);

    const Files before = files_of(home());
    EXPECT_EQ(run_pawl(home(), {"replay"}).exit_code, 0);
    EXPECT_EQ(files_of(home()), before);

    const auto empty = folder_.path() / "empty";
    std::filesystem::create_directories(empty);
    for (const auto& folder : {empty, home(), folder_.path() / "nowhere"})
    {
        const Ran ran = run_pawl(home(), {"replay", "--data", folder});
        EXPECT_EQ(ran.exit_code, 4) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr("choose another folder"));
        EXPECT_EQ(lines(ran.err), 1);
    }
    EXPECT_TRUE(std::filesystem::is_empty(empty));
    EXPECT_EQ(files_of(home()), before);
}

TEST_F(NodeTest, a_killed_node_comes_back_whole)
{
    u64 acknowledged = 0;
    for (int round = 0; round < 3; ++round)
    {
        NodeProcess node{home()};
        ASSERT_TRUE(node.running()) << "round " << round;
        // Whoever was told that a transaction stands in a block finds it there.
        EXPECT_EQ(must(node, {"account", "dev1"})["nonce"], std::to_string(acknowledged));
        std::jthread killer{
            [&]
            {
                std::this_thread::sleep_for(std::chrono::milliseconds{150 + 70 * round});
                node.process().kill_now();
            }};
        while (
            ask(node, {"transfer", "dev2", "1", "--from", "dev1", "--gas", "2000000"}).exit_code ==
            0)
            ++acknowledged;
        EXPECT_EQ(node.process().wait(), 128 + SIGKILL);
        killer.join();
        NodeProcess again{home()};
        ASSERT_TRUE(again.running());
        const u64 nonce = std::stoull(must(again, {"account", "dev1"})["nonce"].get<std::string>());
        // The last one may stand in a block although nobody could be told.
        EXPECT_GE(nonce, acknowledged);
        EXPECT_LE(nonce, acknowledged + 1);
        acknowledged = nonce;
        EXPECT_EQ(again.stop(), 0);
    }
    EXPECT_EQ(run_pawl(home(), {"replay"}).exit_code, 0);
}

TEST_F(NodeTest, a_full_disk_ends_it_with_code_5_and_loses_no_block)
{
    constexpr std::size_t file_bytes = 256 * 1024;
    constexpr u64 more_than_fit = 1000;
    u64 acknowledged = 0;
    {
        NodeProcess node = NodeProcess::on_small_disk(home(), file_bytes);
        ASSERT_TRUE(node.running());
        Ran last;
        while (acknowledged < more_than_fit)
        {
            last = ask(node, {"transfer", "dev2", "1", "--from", "dev1", "--gas", "2000000"});
            if (last.exit_code != 0)
                break;
            ++acknowledged;
        }
        ASSERT_LT(acknowledged, more_than_fit) << "the disk never filled";
        EXPECT_THAT(last.err, HasSubstr("may still be committed"));
        EXPECT_EQ(node.process().wait(), 5);
    }
    NodeProcess again{home()};
    ASSERT_TRUE(again.running());
    const u64 nonce = std::stoull(must(again, {"account", "dev1"})["nonce"].get<std::string>());
    EXPECT_GE(nonce, acknowledged);
    EXPECT_LE(nonce, acknowledged + 1);
    EXPECT_EQ(must(again, {"transfer", "dev2", "1", "--from", "dev1"})["status"], "ok");
    EXPECT_EQ(again.stop(), 0);
    EXPECT_EQ(run_pawl(home(), {"replay"}).exit_code, 0);
}

TEST_F(NodeTest, a_transaction_without_an_answer_can_be_looked_for)
{
    NodeProcess node{home(), std::chrono::milliseconds{2500}};
    ASSERT_TRUE(node.running());
    const Ran sent = ask(
        node, {"transfer", "dev2", "1", "--from", "dev1", "--gas", "2000000", "--timeout", "1"});
    EXPECT_EQ(sent.exit_code, 7);
    const Json error = Json::parse(sent.err, nullptr, false);
    EXPECT_THAT(error["error"].get<std::string>(), HasSubstr("may still be committed"));
    const std::string hash = error["transaction"];
    // What is sent meanwhile goes behind it.
    EXPECT_EQ(must(node, {"account", "dev1"})["next_nonce"], "1");
    EXPECT_EQ(must(node, {"transfer", "dev2", "1", "--from", "dev1", "--gas", "2000000"})["status"],
              "ok");
    // The next transaction meets the newest state, whatever was asked for.
    EXPECT_EQ(must(node, {"account", "dev1", "--height", "0"})["next_nonce"], "2");
    Ran found;
    for (int tries = 0; tries < 100; ++tries)
    {
        found = ask(node, {"inspect", "transaction", hash});
        if (found.exit_code == 0)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    EXPECT_EQ(found.exit_code, 0) << found.err;
    EXPECT_EQ(node.stop(), 0);
}

TEST_F(NodeTest, a_second_node_on_the_folder_is_refused_by_name)
{
    NodeProcess node{home()};
    ASSERT_TRUE(node.running());
    const Ran second = refused({});
    EXPECT_EQ(second.exit_code, 4);
    EXPECT_THAT(second.err, HasSubstr("in use"));
    EXPECT_THAT(second.err, HasSubstr((home() / "data").string()));
    EXPECT_EQ(lines(second.err), 1) << second.err;
    EXPECT_EQ(run_pawl(home(), {"replay"}).exit_code, 4) << "a replay opens the folder, too";
}

TEST_F(NodeTest, a_port_in_use_is_one_line)
{
    NodeProcess node{home()};
    ASSERT_TRUE(node.running());
    const Ran second = refused({"--data", folder_.path() / "other"}, node.address());
    EXPECT_EQ(second.exit_code, 4);
    EXPECT_THAT(second.err, HasSubstr("cannot listen on " + node.address()));
    EXPECT_EQ(lines(second.err), 1) << second.err;
}

TEST_F(NodeTest, a_folder_that_cannot_be_made_is_one_line)
{
    std::ofstream{folder_.path() / "file"} << "not a folder";
    const Ran ran = refused({"--data", folder_.path() / "file" / "data"});
    EXPECT_EQ(ran.exit_code, 4) << ran.err;
    EXPECT_EQ(lines(ran.err), 1) << ran.err;
}

TEST_F(NodeTest, another_chains_folder_is_refused)
{
    {
        NodeProcess node{home()};
        ASSERT_TRUE(node.running());
        EXPECT_EQ(node.stop(), 0);
    }
    const auto other = folder_.path() / "other.json";
    ASSERT_EQ(
        run_pawl(home(), {"genesis", "new", other, "--chain-id", "other", "--account", "dev1=5"})
            .exit_code,
        0);
    const Ran ran = refused({"--genesis", other});
    EXPECT_EQ(ran.exit_code, 4) << ran.err;
    EXPECT_EQ(lines(ran.err), 1) << ran.err;
}

TEST_F(NodeTest, a_missing_genesis_says_how_to_make_one)
{
    const Ran ran = run_pawl(home(), {"node"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("pawl genesis new"));
}

TEST_F(NodeTest, nobody_there_is_code_7)
{
    const Ran ran =
        run_pawl(home(), {"account", "0x" + std::string(64, '1'), "--node", "127.0.0.1:9"});
    EXPECT_EQ(ran.exit_code, 7);
    EXPECT_THAT(ran.err, HasSubstr("pawl node"));
}

TEST_F(NodeTest, invalid_and_unknown_things_are_code_4)
{
    NodeProcess node{home()};
    ASSERT_TRUE(node.running());
    const std::string nothing(64, '0');
    EXPECT_EQ(ask(node, {"inspect", "receipt", nothing}).exit_code, 4);
    EXPECT_EQ(ask(node, {"inspect", "block", "77"}).exit_code, 4);
    EXPECT_EQ(ask(node, {"query", nothing, "count"}).exit_code, 4);
    EXPECT_EQ(ask(node, {"account", "dev1", "--height", "99"}).exit_code, 4);
    const Ran poor =
        ask(node, {"transfer", "dev2", "1", "--from", "dev1", "--gas", "10", "--fee", "0"});
    EXPECT_EQ(poor.exit_code, 4) << poor.out;
    EXPECT_EQ(must(node, {"account", "dev1"})["nonce"], "0");
}

TEST_F(NodeTest, a_receipts_raw_bytes_hash_to_what_blocks_hold)
{
    NodeProcess node{home()};
    ASSERT_TRUE(node.running());
    const std::string hash = must(node, {"transfer", "dev2", "5", "--from", "dev1"})["transaction"];
    const Ran raw =
        run_pawl(home(), {"inspect", "receipt", hash, "--raw", "--node", node.address()});
    ASSERT_EQ(raw.exit_code, 0);
    const std::string said = must(node, {"inspect", "receipt", hash})["receipt_hash"];
    EXPECT_EQ(to_hex(sha256(as_bytes(raw.out))), said);
}

TEST_F(NodeTest, an_inspected_transaction_says_who_signed_what)
{
    NodeProcess node{home()};
    ASSERT_TRUE(node.running());
    const std::string hash = must(node, {"transfer", "dev2", "5", "--from", "dev1"})["transaction"];
    const Json shown = must(node, {"inspect", "transaction", hash});
    EXPECT_EQ(shown["transaction"], hash);
    EXPECT_EQ(shown["chain_id"], "pawl-dev");
    EXPECT_EQ(shown["scheme"], "secp256k1");
    const Json key = Json::parse(run_pawl(home(), {"key", "show", "dev1", "--json"}).out);
    EXPECT_EQ(shown["key"], key["public_key"]);
    EXPECT_EQ(shown["sender"], key["address"]);
    EXPECT_EQ(shown["expires_height"], "never");
}
} // namespace
} // namespace pawl::test
