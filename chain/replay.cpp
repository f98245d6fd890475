#include "chain/replay.hpp"

#include <fmt/format.h>

namespace pawl::chain
{
namespace
{
using contract::Receipt;

/// One field of two receipts, as a person reads them.
struct FieldPair
{
    std::string_view name;
    std::string recorded, replayed;
};

std::string show(const contract::Categories& gas)
{
    return fmt::format("{}", fmt::join(gas, " "));
}

/// The first field in which two receipts differ; of two that differ only in their bytes, those.
FieldPair first_difference(const Receipt& recorded, const Receipt& replayed)
{
    const auto number = [](std::string_view field, u64 a, u64 b)
    { return FieldPair{field, std::to_string(a), std::to_string(b)}; };
    const auto bytes = [](std::string_view field, BytesView a, BytesView b)
    { return FieldPair{field, to_hex(a), to_hex(b)}; };
    const FieldPair fields[] = {
        bytes("transaction_hash", recorded.transaction_hash, replayed.transaction_hash),
        {"status", std::string{name(recorded.status)}, std::string{name(replayed.status)}},
        {"trap", std::string{name(recorded.trap)}, std::string{name(replayed.trap)}},
        number("gas_used", recorded.gas_used, replayed.gas_used),
        {"gas by category", show(recorded.gas), show(replayed.gas)},
        bytes("return_data", recorded.return_data, replayed.return_data),
        number("number of events", recorded.events.size(), replayed.events.size()),
        bytes("read_set", recorded.read_set, replayed.read_set),
        bytes("write_set", recorded.write_set, replayed.write_set),
        bytes("host_digest", recorded.host_digest, replayed.host_digest),
    };
    for (const FieldPair& field : fields)
        if (field.recorded != field.replayed)
            return field;
    return bytes("receipt", encode(recorded), encode(replayed));
}

/// Compares one block that came out again with the record of it.
class BlockComparison
{
public:
    BlockComparison(const Chain& recorded, const Candidate& replayed)
        : recorded_{recorded}, replayed_{replayed}, height_{replayed.block.header.height}
    {
    }

    Attempt<std::optional<Difference>> run(const Result& result) const
    {
        for (u32 index = 0; index < replayed_.receipts.size(); ++index)
        {
            auto difference = compare_receipt(index);
            if (!difference || *difference)
                return difference;
        }
        return compare_result(result);
    }

private:
    Attempt<std::optional<Difference>> compare_receipt(u32 index) const
    {
        const auto stored = recorded_.receipt({height_, index});
        if (!stored)
            return std::unexpected{stored.error()};
        if (stored->bytes == replayed_.writes.receipts[index])
            return std::nullopt;
        FieldPair field = first_difference(stored->receipt, replayed_.receipts[index]);
        return Difference{height_, index, std::string{field.name}, std::move(field.recorded),
                          std::move(field.replayed)};
    }

    std::optional<Difference> compare_result(const Result& result) const
    {
        const auto hash = [&](const char* field, const Bytes32& a,
                              const Bytes32& b) -> std::optional<Difference>
        {
            if (a == b)
                return std::nullopt;
            return Difference{height_, std::nullopt, field, to_hex(a), to_hex(b)};
        };
        if (auto difference =
                hash("results_hash", result.results_hash, replayed_.result.results_hash))
            return difference;
        if (auto difference = hash("state_root", result.state_root, replayed_.result.state_root))
            return difference;
        return hash("block_hash", result.block_hash, replayed_.result.block_hash);
    }

    const Chain& recorded_;
    const Candidate& replayed_;
    u64 height_;
};

/// Runs the transactions of a recorded block again, under a header of its own making.
Attempt<Candidate> execute_again(Chain& chain, const Block& recorded)
{
    Block block{.header = {}, .transactions = recorded.transactions};
    auto header =
        chain.next_header(recorded.header.time_ns, block.transactions, recorded.header.proposer);
    if (!header)
        return std::unexpected{header.error()};
    block.header = std::move(*header);
    return chain.prepare(std::move(block));
}
} // namespace

Attempt<ReplayReport> replay(const Genesis& genesis, const Chain& recorded,
                             const contract::Executor& executor, const ReplayProgress& progress)
{
    const auto chain = Chain::open(genesis, Place{}, executor);
    if (!chain)
        return std::unexpected{chain.error()};
    const auto last = recorded.tip();
    if (!last)
        return std::unexpected{last.error()};
    ReplayReport report;
    for (u64 height = genesis.initial_height; height <= last->height; ++height)
    {
        const auto stored = recorded.block(height);
        if (!stored)
            return std::unexpected{stored.error()};
        const auto candidate = execute_again(**chain, stored->block);
        if (!candidate)
            return std::unexpected{candidate.error()};
        auto difference = BlockComparison{recorded, *candidate}.run(stored->result);
        if (!difference)
            return std::unexpected{difference.error()};
        report.difference = std::move(*difference);
        if (report.difference)
            break;
        if (const auto written = (*chain)->commit(*candidate); !written)
            return std::unexpected{written.error()};
        ++report.blocks;
        report.transactions += candidate->receipts.size();
        for (const Receipt& receipt : candidate->receipts)
            report.gas_used += receipt.gas_used;
        if (progress)
            progress(report);
    }
    const auto reached = (*chain)->tip();
    if (!reached)
        return std::unexpected{reached.error()};
    report.tip = *reached;
    return report;
}

std::string describe(const ReplayReport& report)
{
    if (!report.difference)
        return fmt::format("{} blocks with {} transactions: every receipt and root is the same",
                           report.blocks, report.transactions);
    const Difference& at = *report.difference;
    const std::string where = at.index
                                  ? fmt::format("block {}, transaction {}", at.height, *at.index)
                                  : fmt::format("block {}", at.height);
    return fmt::format("{}: {} was recorded as {}, replayed as {}", where, at.field, at.recorded,
                       at.replayed);
}
} // namespace pawl::chain
