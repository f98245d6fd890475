// A block executed on the tip, of which nothing has been written.
#pragma once

#include "chain/parameters.hpp"
#include "chain/record.hpp"
#include "contract/executor.hpp"
#include "state/store.hpp"

namespace pawl::chain
{
/// What executing a block came to. Siblings on one tip live side by side, told apart by their block
/// hash; dropping one undoes it.
struct Candidate
{
    Block block;
    Result result;
    /// By index in the block.
    std::vector<contract::Receipt> receipts;
    /// What a person may want to know beside the receipts; not consensus.
    std::vector<contract::Diagnostics> diagnostics;
    /// All that committing it will write.
    state::Commit writes;
};

/// The header of the next block: what its proposer chose, and the tip.
[[nodiscard]] Attempt<Header> make_header(const Parameters& parameters, const Tip& tip, u64 time_ns,
                                          std::span<const Bytes> transactions,
                                          const Bytes32& proposer);

/// The facts of a block that contracts can see.
struct BlockFacts
{
    u64 height = 0;
    u64 time_ns = 0;
    Bytes32 proposer;
};

/// What execution sees of a block. The parameters must outlive it.
[[nodiscard]] Attempt<contract::BlockContext> make_context(const Parameters& parameters,
                                                           const BlockFacts& facts);

/// Executes a block on a snapshot's tip, in the order of its transactions. A pure function: writes
/// nothing, and may be repeated. `conflict` where the header does not follow from the tip.
[[nodiscard]] Attempt<Candidate> prepare_block(const contract::Executor& executor,
                                               const Parameters& parameters,
                                               const state::Snapshot& snapshot, Block block);
} // namespace pawl::chain
