// Executes a recorded chain again, from its genesis, and says whether everything came out the same.
#pragma once

#include "chain/chain.hpp"

namespace pawl::chain
{
/// The first place where the replay and the record are not the same.
struct Difference
{
    u64 height = 0;
    /// Of the transaction; nothing where the block as a whole differs.
    std::optional<u32> index;
    /// The name of the field, as in `gas_used` or `state_root`.
    std::string field;
    /// Both values, as a person reads them.
    std::string recorded, replayed;
};

/// What a replay found.
struct ReplayReport
{
    u64 blocks = 0;
    u64 transactions = 0;
    u64 gas_used = 0;
    /// The tip that the replay reached.
    Tip tip;
    std::optional<Difference> difference;
};

/// One line of progress after each block.
using ReplayProgress = std::function<void(const ReplayReport&)>;

/// Executes the blocks of `recorded` from genesis in an empty in-memory store. Of the record, only
/// the blocks are read beforehand; its receipts, roots and hashes are opened to compare, after each
/// block. Stops at the first difference.
[[nodiscard]] Attempt<ReplayReport> replay(const Genesis& genesis, const Chain& recorded,
                                           const contract::Executor& executor,
                                           const ReplayProgress& progress = {});

/// One line: what is the same, or where the first difference is.
[[nodiscard]] std::string describe(const ReplayReport& report);
} // namespace pawl::chain
