// The whole path of a block: decode, verify signatures, execute token transfers, hash receipts,
// update the tree, write and sync one batch in a folder.
#include "base/codec.hpp"
#include "base/sha256.hpp"
#include "tests/chain/fixture.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace pawl::chain
{
namespace
{
constexpr u64 gas_limit = 3'500'000;
constexpr u8 senders = 9;

Bytes read_example(const std::string& name)
{
    std::ifstream file{std::string{PAWL_EXAMPLES} + "/" + name + ".wasm", std::ios::binary};
    if (!file)
        throw std::runtime_error{name + ".wasm was not built"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Builds signed transactions of accounts 1 to 9, with the nonces that follow.
class Signer
{
public:
    Bytes sign(u8 from, contract::Action action, u64 limit = gas_limit)
    {
        contract::TransactionBody body;
        body.chain_id = "test-1";
        body.sender = accounts_[from - 1].address;
        body.nonce = nonces_[from - 1]++;
        body.gas_limit = limit;
        body.action = std::move(action);
        return encode(contract::sign(std::move(body), accounts_[from - 1].key));
    }

    [[nodiscard]] const Bytes32& address(u8 number) const { return accounts_[number - 1].address; }

private:
    std::vector<Account> accounts_ = []
    {
        std::vector<Account> out;
        for (u8 number = 1; number <= senders; ++number)
            out.emplace_back(number);
        return out;
    }();
    std::array<u64, senders> nonces_{};
};

/// A chain in a folder with the token deployed and every sender holding some of it.
class TokenChain
{
public:
    TokenChain()
        : folder_{std::filesystem::temp_directory_path() /
                  ("pawl-bench-" + std::to_string(getpid()))},
          executor_{make_executor()}
    {
        std::filesystem::remove_all(folder_);
        Genesis genesis = test_genesis();
        chain_ = must(Chain::open(genesis, Place{.folder = folder_}, *executor_));
        deploy();
    }
    ~TokenChain()
    {
        chain_.reset();
        std::filesystem::remove_all(folder_);
    }
    TokenChain(const TokenChain&) = delete;
    TokenChain& operator=(const TokenChain&) = delete;

    Chain& chain() { return *chain_; }

    /// A block's worth of transfers to receivers that change, so that the state grows.
    std::vector<Bytes> transfers(std::size_t count)
    {
        std::vector<Bytes> out;
        for (std::size_t i = 0; i < count; ++i)
        {
            Bytes32 to;
            Encoder number;
            number.u64(receiver_++ % 100'000);
            std::ranges::copy(number.view(), to.bytes.begin());
            const u8 from = static_cast<u8>(1 + i % senders);
            out.push_back(signer_.sign(from, transfer_of(to, 1)));
        }
        return out;
    }

private:
    contract::Call transfer_of(const Bytes32& to, u64 amount) const
    {
        const Bytes input = Encoder{}.bytes(as_bytes("transfer")).raw(to).u256(U256{amount}).take();
        return {token_, {}, input};
    }

    void deploy()
    {
        const Bytes code = read_example("token");
        contract::Deploy action;
        action.code_hash = sha256(code);
        action.input = Encoder{}
                           .bytes(as_bytes("Token"))
                           .bytes(as_bytes("TOK"))
                           .u8(0)
                           .u256(U256{u64{1} << 60})
                           .take();
        const u64 large = 2'000'000'000;
        const Candidate made = extend(*chain_, {signer_.sign(1, contract::StoreCode{code}, large),
                                                signer_.sign(1, std::move(action), large)});
        token_ = bytes32(made.receipts.at(1).return_data).value();
        std::vector<Bytes> shares;
        for (u8 number = 2; number <= senders; ++number)
            shares.push_back(signer_.sign(1, transfer_of(signer_.address(number), u64{1} << 50)));
        extend(*chain_, std::move(shares));
    }

    std::filesystem::path folder_;
    std::unique_ptr<contract::Executor> executor_;
    std::unique_ptr<Chain> chain_;
    Signer signer_;
    Bytes32 token_;
    u64 receiver_ = 0;
};

void block_path(benchmark::State& state)
{
    TokenChain token;
    const auto count = static_cast<std::size_t>(state.range(0));
    u64 gas = 0;
    for (auto _ : state)
    {
        state.PauseTiming();
        std::vector<Bytes> transactions = token.transfers(count);
        state.ResumeTiming();
        const Candidate candidate = extend(token.chain(), std::move(transactions));
        for (const contract::Receipt& receipt : candidate.receipts)
        {
            if (receipt.status != contract::Status::ok)
                state.SkipWithError("a transfer failed");
            gas += receipt.gas_used;
        }
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.counters["gas/s"] =
        benchmark::Counter(static_cast<double>(gas), benchmark::Counter::kIsRate);
}

BENCHMARK(block_path)
    ->Arg(1)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(5000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
} // namespace
} // namespace pawl::chain

BENCHMARK_MAIN();
