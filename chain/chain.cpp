#include "chain/chain.hpp"

#include "base/sha256.hpp"

#include <fmt/format.h>

namespace pawl::chain
{
namespace
{
/// Whether this build has what the first block needs.
Attempt<void> check_versions(const Genesis& genesis)
{
    const auto& [height, ids] = genesis.activations.front();
    const auto versions = read_versions(height, ids, as_bytes(genesis.profiles.at(ids.profile_id)),
                                        as_bytes(genesis.schedules.at(ids.schedule_id)));
    if (!versions)
        return std::unexpected{versions.error()};
    return {};
}

/// Writes what genesis starts with, one height below the first block.
Attempt<void> commit_genesis(state::Store& store, const Genesis& genesis)
{
    // Before anything is written, so that the folder stays good for another build.
    if (const auto checked = check_versions(genesis); !checked)
        return checked;
    const auto snapshot = store.snapshot();
    if (!snapshot)
        return failure(snapshot.error());
    auto prepared = (*snapshot)->prepare(genesis.initial_height - 1, genesis_changes(genesis));
    if (!prepared)
        return failure(prepared.error());
    const Bytes32 hash = genesis_hash(genesis);
    const Result result{
        .block_hash = hash, .state_root = prepared->tree.root, .results_hash = results_hash({})};
    state::Commit commit;
    commit.state = std::move(*prepared);
    commit.block_hash = hash;
    commit.metadata = tip_metadata(0, result.results_hash);
    commit.block = encode(Record{encode(genesis), result});
    if (const auto written = store.commit(commit); !written)
        return failure(written.error());
    return {};
}

/// Whether the store holds the chain that genesis starts.
Attempt<void> check_genesis(const state::Snapshot& snapshot, const Genesis& genesis)
{
    const auto record = snapshot.block(genesis.initial_height - 1);
    if (!record)
        return failure(record.error());
    const auto decoded = *record ? decode_record(**record) : reject(Code::truncated, 0);
    if (decoded && decoded->result.block_hash == genesis_hash(genesis))
        return {};
    return failure(FailureKind::unusable,
                   "the folder holds a chain that another genesis started: give that genesis, or "
                   "another folder");
}

/// Starts the chain where the store is empty; else checks that it is this one.
Attempt<Parameters> enter(state::Store& store, const Genesis& genesis)
{
    if (const auto valid = validate(genesis); !valid)
        return std::unexpected{valid.error()};
    auto snapshot = store.snapshot();
    if (!snapshot)
        return failure(snapshot.error());
    if (!(*snapshot)->tip())
    {
        snapshot->reset();
        if (const auto started = commit_genesis(store, genesis); !started)
            return std::unexpected{started.error()};
        snapshot = store.snapshot();
        if (!snapshot)
            return failure(snapshot.error());
    }
    if (const auto same = check_genesis(**snapshot, genesis); !same)
        return std::unexpected{same.error()};
    auto parameters = Parameters::load((*snapshot)->latest());
    if (!parameters)
        return parameters;
    if (const auto active = parameters->at((*snapshot)->tip()->height + 1); !active)
        return std::unexpected{active.error()};
    return parameters;
}

Attempt<void> holds_chain(const state::Store& store)
{
    const auto snapshot = store.snapshot();
    if (!snapshot)
        return failure(snapshot.error());
    if (!(*snapshot)->tip())
        return failure(FailureKind::unusable, "the folder holds no chain: no block was committed");
    return {};
}

std::unexpected<Failure> no_block(u64 height)
{
    return failure(FailureKind::not_found, fmt::format("there is no block {}", height));
}
} // namespace

Attempt<std::unique_ptr<Chain>> Chain::open(const Genesis& genesis, const Place& place,
                                            const contract::Executor& executor)
{
    if (!place.folder)
        return open(genesis, state::memory_store(genesis.chain_id), executor);
    const state::RocksOptions options{.folder = *place.folder,
                                      .mode = place.read_only ? state::OpenMode::read_only
                                                              : state::OpenMode::create,
                                      .cache_bytes = place.cache_bytes};
    // Without a chain id the store is taken for what it is, and nothing is written.
    auto store = state::open_store(options, place.read_only ? "" : genesis.chain_id);
    if (!store)
        return failure(store.error());
    if (place.read_only)
        if (const auto there = holds_chain(**store); !there)
            return std::unexpected{there.error()};
    return open(genesis, std::move(*store), executor);
}

Attempt<std::unique_ptr<Chain>> Chain::open(const Genesis& genesis,
                                            std::unique_ptr<state::Store> store,
                                            const contract::Executor& executor)
{
    auto parameters = enter(*store, genesis);
    if (!parameters)
        return std::unexpected{parameters.error()};
    return std::unique_ptr<Chain>{
        new Chain{std::move(store), std::move(*parameters), genesis, executor}};
}

Chain::Chain(std::unique_ptr<state::Store> store, Parameters parameters, const Genesis& genesis,
             const contract::Executor& executor)
    : store_{std::move(store)},
      parameters_{std::move(parameters)},
      initial_height_{genesis.initial_height},
      genesis_hash_{genesis_hash(genesis)},
      executor_{executor}
{
}

Attempt<std::shared_ptr<const state::Snapshot>> Chain::snapshot() const
{
    auto snapshot = store_->snapshot();
    if (!snapshot)
        return failure(snapshot.error());
    return std::shared_ptr<const state::Snapshot>{std::move(*snapshot)};
}

Attempt<Tip> Chain::tip() const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    return read_tip(*(*now)->tip());
}

Attempt<Status> Chain::status() const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    const auto tip = read_tip(*(*now)->tip());
    if (!tip)
        return std::unexpected{tip.error()};
    const auto versions = parameters_.at(tip->height + 1);
    if (!versions)
        return std::unexpected{versions.error()};
    return Status{.chain_id = parameters_.chain_id(),
                  .genesis_hash = genesis_hash_,
                  .tip = *tip,
                  .parameters = (*versions)->ids,
                  .floor = (*now)->floor(),
                  .retention = "archive"};
}

Attempt<Header> Chain::next_header(u64 time_ns, std::span<const Bytes> transactions,
                                   const Bytes32& proposer) const
{
    const auto now = tip();
    if (!now)
        return std::unexpected{now.error()};
    return make_header(parameters_, *now, time_ns, transactions, proposer);
}

Attempt<Candidate> Chain::prepare(Block block) const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    return prepare_block(executor_, parameters_, **now, std::move(block));
}

Attempt<void> Chain::commit(const Candidate& candidate)
{
    if (const auto written = store_->commit(candidate.writes); !written)
        return failure(written.error());
    const Header& header = candidate.block.header;
    const std::scoped_lock lock{newest_lock_};
    newest_ = BlockFacts{header.height, header.time_ns, header.proposer};
    return {};
}

Attempt<StoredBlock> Chain::block(u64 height) const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    const auto bytes = record(**now, height);
    if (!bytes)
        return std::unexpected{bytes.error()};
    return read_stored_block(height, *bytes);
}

Attempt<Bytes> Chain::record(const state::Snapshot& snapshot, u64 height) const
{
    if (height < initial_height_)
        return no_block(height);
    auto record = snapshot.block(height);
    if (!record)
        return failure(record.error());
    if (!*record)
        return no_block(height);
    return std::move(**record);
}

Attempt<Locator> Chain::find_transaction(const Bytes32& hash) const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    const auto place = (*now)->transaction(hash);
    if (!place)
        return failure(place.error());
    if (!*place)
        return failure(FailureKind::not_found,
                       fmt::format("no transaction {} is in a block", to_hex(hash)));
    return **place;
}

Attempt<Bytes> Chain::transaction(const Locator& place) const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    const auto bytes = record(**now, place.height);
    if (!bytes)
        return std::unexpected{bytes.error()};
    auto transaction = read_stored_transaction(place.height, *bytes, place.index);
    if (!transaction)
        return std::unexpected{transaction.error()};
    if (!*transaction)
        return failure(FailureKind::not_found,
                       fmt::format("block {} has no transaction {}", place.height, place.index));
    return std::move(**transaction);
}

Attempt<StoredReceipt> Chain::receipt(const Locator& place) const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    auto bytes = (*now)->receipt(place);
    if (!bytes)
        return failure(bytes.error());
    if (!*bytes)
        return failure(FailureKind::not_found,
                       fmt::format("block {} has no receipt {}", place.height, place.index));
    auto receipt = contract::decode_receipt(**bytes);
    if (!receipt)
        return failure(FailureKind::node_fault,
                       fmt::format("receipt {} of block {} cannot be read: restore the folder from "
                                   "a backup",
                                   place.index, place.height));
    return StoredReceipt{place, std::move(**bytes), std::move(*receipt)};
}

Attempt<BlockFacts> Chain::facts_at(const state::Snapshot& snapshot, u64 height) const
{
    if (height + 1 == initial_height_)
        return BlockFacts{.height = height, .time_ns = 0, .proposer = {}};
    {
        const std::scoped_lock lock{newest_lock_};
        if (newest_ && newest_->height == height)
            return *newest_;
    }
    const auto bytes = record(snapshot, height);
    if (!bytes)
        return std::unexpected{bytes.error()};
    const auto header = read_stored_header(height, *bytes);
    if (!header)
        return std::unexpected{header.error()};
    const BlockFacts facts{header->height, header->time_ns, header->proposer};
    const std::scoped_lock lock{newest_lock_};
    if (!newest_ || newest_->height < height)
        newest_ = facts;
    return facts;
}

Attempt<StateAt> Chain::at(std::optional<u64> height, const std::atomic<bool>* stop) const
{
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    const u64 tip = (*now)->tip()->height;
    const u64 asked = height.value_or(tip);
    if (asked > tip || asked < (*now)->floor())
        return failure(FailureKind::out_of_range,
                       fmt::format("the state of height {} is not here: heights {} to {} are",
                                   asked, (*now)->floor(), tip));
    const auto facts = facts_at(**now, asked);
    if (!facts)
        return std::unexpected{facts.error()};
    return StateAt::make(*now, parameters_, executor_, *facts, stop);
}

std::optional<Failure> Chain::fault() const
{
    const auto fault = store_->fault();
    if (!fault)
        return std::nullopt;
    return failure(*fault).error();
}

void Chain::on_fault(std::function<void(const Failure&)> handler)
{
    store_->on_fault([handler = std::move(handler)](const state::StoreError& error)
                     { handler(failure(error).error()); });
}
} // namespace pawl::chain
