// A node in this process, asked over a real connection.
#include "base/sha256.hpp"
#include "cli/demo/input.hpp"
#include "cli/keys.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "rpc/client.hpp"
#include "rpc/node.hpp"
#include "rpc/verdict.hpp"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include <fstream>
#include <thread>

namespace pawl::rpc
{
namespace
{
using chain::FailureKind;
using cli::demo::arguments;
using cli::demo::input;
using ::testing::HasSubstr;

constexpr u64 plenty = 100'000'000;

Bytes read_example(const std::string& name)
{
    std::ifstream in{std::string{PAWL_EXAMPLES} + "/" + name + ".wasm", std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Lets a block, and so a run that nobody pays for, take so much gas that a loop goes on for years.
void lift_block_gas(chain::Genesis& genesis)
{
    std::string profile = genesis.profiles.begin()->second;
    const auto begin = profile.find("block.gas");
    const auto end = profile.find('\n', begin);
    profile.replace(begin, end - begin, "block.gas = " + std::to_string(u64{1} << 61));
    const Bytes32 id = sha256(as_bytes(profile));
    genesis.profiles = {{id, std::move(profile)}};
    genesis.activations.front().parameters.profile_id = id;
}

/// A node in memory, an account with funds, and a client.
class RpcNode : public ::testing::Test
{
protected:
    void SetUp() override { start(std::chrono::milliseconds{1}); }

    void start(std::chrono::nanoseconds block_interval)
    {
        chain::Genesis genesis = chain::default_genesis("rpc-test", {});
        lift_block_gas(genesis);
        genesis.accounts[key_.address][genesis.fee_denomination] = U256{~u64{0}};
        options_.listen = "127.0.0.1:0";
        options_.admin = "127.0.0.1:0";
        options_.sequencer.block_interval_ns = static_cast<u64>(block_interval.count());
        options_.build = "test";
        auto started = Node::start(genesis, options_, executor_, {});
        ASSERT_TRUE(started) << started.error().text;
        node_ = *std::move(started);
        client_.emplace(node_->address());
    }

    [[nodiscard]] Bytes signed_by_us(contract::Action action, u64 gas = plenty)
    {
        contract::TransactionBody body;
        body.chain_id = "rpc-test";
        body.sender = key_.address;
        body.nonce = nonce_++;
        body.gas_limit = gas;
        body.fee = U256{gas};
        body.action = std::move(action);
        return contract::encode(contract::sign(std::move(body), key_.secret));
    }

    /// Stores and deploys an example; nothing where the examples are not built.
    [[nodiscard]] std::optional<Bytes32> deploy(const std::string& name, const Bytes& with)
    {
        const Bytes code = read_example(name);
        if (code.empty())
            return std::nullopt;
        EXPECT_EQ(client_->upload(signed_by_us(contract::StoreCode{code}))->receipt.status,
                  contract::Status::ok);
        const auto made = client_->submit(
            signed_by_us(contract::Deploy{sha256(code), {}, std::nullopt, {}, with}));
        EXPECT_EQ(made->receipt.status, contract::Status::ok);
        return bytes32(made->receipt.return_data);
    }

    /// Runs a contract's endless method until `patience` is over.
    [[nodiscard]] chain::Attempt<DryRun> loop(const Bytes32& faulty,
                                              std::chrono::milliseconds patience) const
    {
        Client client{node_->address(), patience};
        return client.dry_run(key_.address, contract::Call{faulty, {}, input("loop")});
    }

    /// Waits until so many queries run or wait.
    void wait_for_queries(std::size_t count) const
    {
        Client admin{node_->admin_address()};
        while (admin.status()->queued_queries < count)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }

    cli::Key key_ = cli::make_key(Bytes32{{1}});
    Interpreter tier_;
    contract::Executor executor_{tier_, known_abis()};
    NodeOptions options_;
    std::unique_ptr<Node> node_;
    std::optional<Client> client_;
    u64 nonce_ = 0;
};

TEST_F(RpcNode, a_transfer_is_found_in_every_way_there_is)
{
    const Bytes32 to{{9}};
    const Bytes bytes = signed_by_us(contract::Transfer{to, {{to_bytes("upawl"), U256{77}}}});
    const auto done = client_->submit(bytes);
    ASSERT_TRUE(done) << done.error().text;
    EXPECT_EQ(done->receipt.status, contract::Status::ok);
    EXPECT_EQ(done->hash, contract::transaction_hash(bytes));

    EXPECT_EQ(client_->transaction(done->hash)->bytes, bytes);
    EXPECT_EQ(client_->receipt(done->hash)->canonical, done->canonical);
    EXPECT_EQ(client_->account(key_.address)->nonce, 1);
    EXPECT_EQ(client_->account(key_.address, 0)->nonce, 0) << "genesis is height 0";
    EXPECT_EQ(client_->block(0).error().kind, FailureKind::not_found);
    EXPECT_EQ(client_->account(to)->balances.at(0).amount, U256{77});
    EXPECT_TRUE(client_->account(to, done->receipt.height)->balances.size() == 1);

    std::vector<BlockTransaction> inside;
    const auto block = client_->block(done->receipt.height, [&](BlockTransaction&& transaction)
                                      { inside.push_back(std::move(transaction)); });
    ASSERT_TRUE(block);
    EXPECT_EQ(block->result.block_hash, chain::block_hash(block->header));
    ASSERT_EQ(inside.size(), 1);
    EXPECT_EQ(inside[0].bytes, bytes);
    EXPECT_EQ(inside[0].canonical_receipt, done->canonical);
}

TEST_F(RpcNode, state_comes_with_proofs_under_the_root)
{
    const Bytes key = state::nonce_key(key_.address);
    const auto absent = client_->state(key, {}, true);
    ASSERT_TRUE(absent);
    EXPECT_FALSE(absent->value);
    EXPECT_TRUE(
        state::proves_absence(*state::decode_proof(absent->proof), absent->at.state_root, key));

    ASSERT_TRUE(client_->submit(
        signed_by_us(contract::Transfer{Bytes32{{9}}, {{to_bytes("upawl"), U256{1}}}})));
    const auto present = client_->state(key, {}, true);
    ASSERT_TRUE(present);
    ASSERT_TRUE(present->value);
    EXPECT_TRUE(state::proves_inclusion(*state::decode_proof(present->proof),
                                        present->at.state_root, key, *present->value));
    EXPECT_FALSE(present->ics23_proof.empty());
    EXPECT_EQ(client_->state(to_bytes("short")).error().kind, FailureKind::bad_input);
}

TEST_F(RpcNode, refusals_say_whose_fault_it_was)
{
    EXPECT_EQ(client_->submit(to_bytes("junk")).error().kind, FailureKind::bad_input);
    const Bytes first = signed_by_us(contract::Transfer{Bytes32{{9}}, {}});
    const Bytes second = signed_by_us(contract::Transfer{Bytes32{{9}}, {}});
    const auto ahead = client_->submit(second);
    ASSERT_FALSE(ahead);
    EXPECT_EQ(ahead.error().kind, FailureKind::refused);
    EXPECT_THAT(ahead.error().text, HasSubstr("nonce"));
    EXPECT_EQ(client_->receipt(Bytes32{}).error().kind, FailureKind::not_found);
    EXPECT_EQ(client_->account(key_.address, 1000).error().kind, FailureKind::out_of_range);
    EXPECT_EQ(client_->contract(key_.address).error().kind, FailureKind::not_found);
    EXPECT_EQ(client_->query(key_.address, {}).error().kind, FailureKind::not_found);
}

TEST_F(RpcNode, an_upload_that_is_too_large_is_refused_before_it_is_whole)
{
    const auto done = client_->upload(Bytes(default_profile().transaction_bytes + 1));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, FailureKind::bad_input);
}

TEST_F(RpcNode, a_deadline_stops_execution_and_frees_its_thread)
{
    const auto faulty = deploy("faulty", {});
    if (!faulty)
        GTEST_SKIP() << "the example contracts are not built: they need clang 22";
    // As many endless runs as there are threads, and more: if they went on, nothing would answer.
    for (std::size_t i = 0; i < options_.query_threads + 2; ++i)
    {
        const auto run = loop(*faulty, std::chrono::milliseconds{200});
        ASSERT_FALSE(run);
        EXPECT_EQ(run.error().kind, FailureKind::cancelled);
    }
    const auto answer = client_->query(*faulty, input("marked"));
    EXPECT_TRUE(answer) << answer.error().text;
}

TEST_F(RpcNode, blocks_go_on_while_queries_are_at_their_limit)
{
    const auto faulty = deploy("faulty", {});
    if (!faulty)
        GTEST_SKIP() << "the example contracts are not built: they need clang 22";
    std::vector<std::jthread> flood;
    for (std::size_t i = 0; i < 2 * options_.query_threads; ++i)
        flood.emplace_back([&] { EXPECT_FALSE(loop(*faulty, std::chrono::seconds{3})); });
    wait_for_queries(flood.size());
    Client hasty{node_->address(), std::chrono::milliseconds{2500}};
    EXPECT_TRUE(hasty.submit(
        signed_by_us(contract::Transfer{Bytes32{{9}}, {{to_bytes("upawl"), U256{1}}}})));
}

TEST_F(RpcNode, an_estimate_is_what_the_call_then_uses)
{
    const auto counter = deploy("counter", arguments(u64{5}));
    if (!counter)
        GTEST_SKIP() << "the example contracts are not built: they need clang 22";
    const contract::Action call = contract::Call{*counter, {}, input("add", u64{7})};
    const auto estimate = client_->estimate(key_.address, call, contract::Scheme::secp256k1);
    ASSERT_TRUE(estimate) << estimate.error().text;
    EXPECT_EQ(estimate->status, contract::Status::ok);
    u64 sum = estimate->execution_gas;
    for (const u64 category : estimate->gas)
        sum += category;
    EXPECT_EQ(sum, estimate->gas_used);
    const auto done = client_->submit(signed_by_us(call, estimate->gas_used));
    ASSERT_TRUE(done);
    EXPECT_EQ(done->receipt.status, contract::Status::ok);
    EXPECT_EQ(done->receipt.gas_used, estimate->gas_used);
}

TEST_F(RpcNode, the_verdict_on_a_module_is_given_without_storing_it)
{
    const auto verdict = client_->check(to_bytes("junk"));
    ASSERT_TRUE(verdict);
    ASSERT_TRUE(verdict->rejection);
    EXPECT_EQ(verdict->rejection->code, Code::bad_magic);
    EXPECT_EQ(client_->code(verdict->code_hash).error().kind, FailureKind::not_found);
}

TEST_F(RpcNode, a_node_says_what_it_is)
{
    Client admin{node_->admin_address()};
    const auto status = admin.status();
    ASSERT_TRUE(status) << status.error().text;
    EXPECT_EQ(status->build, "test");
    EXPECT_EQ(status->tier, "interpreter");
    EXPECT_EQ(status->chain_id, "rpc-test");
    // Only where operators are answered.
    EXPECT_EQ(client_->status().error().kind, FailureKind::unsupported);
}

TEST_F(RpcNode, a_node_that_stops_says_so_and_not_that_nobody_answers)
{
    const auto faulty = deploy("faulty", {});
    if (!faulty)
        GTEST_SKIP() << "the example contracts are not built: they need clang 22";
    // Keeps the node from being done before it is asked.
    std::jthread asking{[&] { EXPECT_FALSE(loop(*faulty, std::chrono::seconds{3})); }};
    wait_for_queries(1);
    std::jthread stopping{[&] { node_->stop(std::chrono::seconds{60}); }};
    chain::Attempt<Submission> sent;
    do
        sent = client_->submit(
            signed_by_us(contract::Transfer{Bytes32{{9}}, {{to_bytes("upawl"), U256{1}}}}));
    while (sent);
    EXPECT_EQ(sent.error().kind, FailureKind::stopped) << sent.error().text;
    EXPECT_THAT(sent.error().text, ::testing::StartsWith("the node is stopping"));
}

TEST_F(RpcNode, stopping_commits_what_waits_and_answers_it)
{
    node_.reset();
    start(std::chrono::hours{1});
    chain::Attempt<Submission> done;
    std::jthread waiting{[&]
                         {
                             done = client_->submit(signed_by_us(
                                 contract::Transfer{Bytes32{{9}}, {{to_bytes("upawl"), U256{1}}}}));
                         }};
    Client admin{node_->admin_address()};
    for (int tries = 0; tries < 2000 && admin.status()->queued_transactions == 0; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    node_->stop();
    waiting.join();
    ASSERT_TRUE(done) << done.error().text;
    EXPECT_EQ(done->receipt.height, 1);
    EXPECT_EQ(client_->chain().error().kind, FailureKind::unreachable);
}
} // namespace
} // namespace pawl::rpc
