// Writes seeds: for each target that takes an encoding, a few values encoded.
#include "base/sha256.hpp"
#include "chain/block.hpp"
#include "contract/receipt.hpp"
#include "contract/transaction.hpp"
#include "fuzz/generators/program.hpp"
#include "fuzz/generators/random_bytes.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace pawl::fuzz
{
namespace
{
/// A folder for each target, one file for each seed.
class Seeds
{
public:
    explicit Seeds(std::filesystem::path folder) : folder_{std::move(folder)} {}

    void write(const std::string& target, BytesView seed)
    {
        std::filesystem::create_directories(folder_ / target);
        std::ofstream file{folder_ / target / fmt::format("seed-{:02}", count_++),
                           std::ios::binary};
        const std::string_view text = as_text(seed);
        file.write(text.data(), static_cast<std::streamsize>(text.size()));
    }

private:
    std::filesystem::path folder_;
    u32 count_ = 0;
};

void write_programs(Seeds& seeds)
{
    constexpr u64 programs = 64;
    for (u64 number = 0; number < programs; ++number)
    {
        const Bytes choices = random_bytes(number, 16 * number);
        seeds.write("validate", generate_program(choices));
        seeds.write("gas_law", choices);
        seeds.write("tiers", choices);
    }
}

std::vector<Bytes> write_transactions(Seeds& seeds)
{
    using namespace contract;
    const Bytes32 name = sha256(as_bytes("seed"));
    const Coins coins{{to_bytes("pawl"), U256{7}}};
    const std::array<Action, 4> actions{StoreCode{generate_program({})},
                                        Deploy{name, {1}, name, coins, {2, 3}},
                                        Call{name, coins, {4}}, Transfer{name, coins}};
    std::vector<Bytes> all;
    for (const Action& action : actions)
    {
        const TransactionBody body{.chain_id = "seed",
                                   .sender = name,
                                   .nonce = 1,
                                   .gas_limit = 100'000,
                                   .fee = U256{9},
                                   .action = action};
        all.push_back(encode(Transaction{body, {}}));
        seeds.write("transaction", all.back());
    }
    return all;
}

void write_receipt(Seeds& seeds)
{
    contract::Receipt receipt;
    receipt.chain_id = "seed";
    receipt.return_data = {1, 2};
    receipt.events.emplace_back();
    seeds.write("receipt", encode(receipt));
}
} // namespace
} // namespace pawl::fuzz

int main(int count, char** words)
{
    using namespace pawl;
    if (count != 2)
    {
        fmt::print(stderr, "usage: make_seeds FOLDER\n");
        return 2;
    }
    fuzz::Seeds seeds{words[1]};
    fuzz::write_programs(seeds);
    fuzz::write_receipt(seeds);
    chain::Block block;
    block.header.chain_id = "seed";
    block.transactions = fuzz::write_transactions(seeds);
    seeds.write("block", encode(block));
    return 0;
}
