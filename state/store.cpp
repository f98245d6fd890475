#include "state/store.hpp"

#include "base/check.hpp"
#include "state/node_cache.hpp"
#include "state/records.hpp"

namespace pawl::state
{
namespace
{
/// A record of the meta table through its decoder, or nothing.
template <typename T>
StoreResult<std::optional<T>> read_meta(const DatabaseSnapshot& data, std::string_view name,
                                        StoreResult<T> (*decode)(BytesView))
{
    const auto bytes = data.get(Table::meta, as_bytes(name));
    if (!bytes)
        return std::unexpected{bytes.error()};
    if (!*bytes)
        return std::nullopt;
    auto value = decode(**bytes);
    if (!value)
        return std::unexpected{value.error()};
    return std::optional{std::move(*value)};
}

/// Settles which chain the store belongs to; a new store is told.
StoreResult<std::string> settle_chain(Database& database, std::string_view chain_id)
{
    const auto schema = read_meta(*database.snapshot(), schema_name, decode_schema);
    if (!schema)
        return std::unexpected{schema.error()};
    if (*schema && (*schema)->number != schema_number)
        return fail(StoreErrorKind::mismatch,
                    database.name() + " holds a store of schema " +
                        std::to_string((*schema)->number) + ", this program's is " +
                        std::to_string(schema_number) + "; use the program that wrote it");
    if (*schema && !chain_id.empty() && (*schema)->chain_id != chain_id)
        return fail(StoreErrorKind::mismatch,
                    database.name() + " holds the chain " + (*schema)->chain_id + ", not " +
                        std::string{chain_id} + "; choose another folder or that chain's genesis");
    if (*schema)
        return (*schema)->chain_id;
    if (chain_id.empty())
        return fail(StoreErrorKind::not_found,
                    database.name() +
                        " holds no chain; create one there, or choose another folder");
    Batch batch;
    batch.put(Table::meta, as_bytes(schema_name),
              encode(Schema{schema_number, std::string{chain_id}}));
    if (const auto written = database.write(batch); !written)
        return std::unexpected{written.error()};
    return std::string{chain_id};
}

/// The tip must be what the tree at its height hashes to.
StoreResult<void> check_tip(const Snapshot& snapshot, const std::string& name)
{
    if (!snapshot.tip())
        return {};
    const Tip& tip = *snapshot.tip();
    const auto root = snapshot.root(tip.height);
    if (!root)
        return std::unexpected{root.error()};
    if (*root == tip.root)
        return {};
    return fail(StoreErrorKind::corrupt,
                name + ": the tip at height " + std::to_string(tip.height) + " has the root " +
                    to_hex(tip.root) + ", its tree has " + to_hex(*root) + restore);
}

void put_state(Batch& batch, const PreparedState& state)
{
    for (const Transition& step : state.transitions)
    {
        if (step.after)
            batch.put(Table::state, step.key, encode_state(state.height, *step.after));
        else
            batch.erase(Table::state, step.key);
        // Before the first block there is no height to read at.
        if (state.parent)
            batch.put(Table::history, history_key(step.key, state.height),
                      encode_before(step.before));
    }
    for (const Entry& code : state.code)
        batch.put(Table::code, code.key, code.value);
}

void put_tree(Batch& batch, const PreparedState& state)
{
    for (const NewNode& node : state.tree.created)
        batch.put(Table::tree, encode(node.key), node.bytes);
    Bytes stale;
    for (const NodeKey& key : state.tree.replaced)
    {
        const Bytes bytes = encode(key);
        stale.push_back(static_cast<u8>(bytes.size()));
        append(stale, bytes);
    }
    if (!stale.empty())
        batch.put(Table::stale, height_key(state.height), stale);
}

void put_block(Batch& batch, const Commit& block)
{
    const u64 height = block.state.height;
    batch.put(Table::block, height_key(height), block.block);
    for (std::size_t at = 0; at < block.receipts.size(); ++at)
        batch.put(Table::receipt, place_key({height, static_cast<u32>(at)}), block.receipts[at]);
    for (const auto& [hash, index] : block.transactions)
        batch.put(Table::transaction, hash, place_key({height, index}));
    if (!block.state.parent)
        batch.put(Table::meta, as_bytes(floor_name), height_key(height));
    batch.put(Table::meta, as_bytes(tip_name),
              encode(Tip{height, block.state.tree.root, block.block_hash, block.metadata}));
}
} // namespace

Store::Store(std::unique_ptr<Database> database, std::string chain_id)
    : chain_id_{std::move(chain_id)},
      database_{std::move(database)},
      cache_{std::make_unique<NodeCache>()}
{
    database_->on_fault([this](const StoreError& error) { report(error); });
}

Store::~Store()
{
    database_->on_fault(nullptr);
}

StoreResult<std::unique_ptr<Store>> Store::open(std::unique_ptr<Database> database,
                                                std::string_view chain_id)
{
    auto chain = settle_chain(*database, chain_id);
    if (!chain)
        return std::unexpected{chain.error()};
    const std::string name = database->name();
    std::unique_ptr<Store> store{new Store{std::move(database), std::move(*chain)}};
    const auto snapshot = store->snapshot();
    if (!snapshot)
        return std::unexpected{snapshot.error()};
    if (const auto whole = check_tip(**snapshot, name); !whole)
        return std::unexpected{whole.error()};
    return store;
}

StoreResult<std::unique_ptr<Snapshot>> Store::snapshot() const
{
    auto data = database_->snapshot();
    auto tip = read_meta(*data, tip_name, decode_tip);
    if (!tip)
        return std::unexpected{tip.error()};
    const auto floor = read_meta(*data, floor_name, decode_height);
    if (!floor)
        return std::unexpected{floor.error()};
    if (tip->has_value() != floor->has_value())
        return fail(StoreErrorKind::corrupt,
                    database_->name() + ": of the records tip and floor one is missing" + restore);
    return std::make_unique<Snapshot>(std::move(data), *cache_, std::move(*tip),
                                      floor->value_or(0));
}

StoreResult<void> Store::commit(const Commit& block)
{
    const std::scoped_lock hold{commit_};
    if (const auto earlier = fault())
        return std::unexpected{*earlier};
    const auto now = snapshot();
    if (!now)
        return std::unexpected{now.error()};
    const auto& tip = (*now)->tip();
    const PreparedState& state = block.state;
    const bool follows = tip ? state.parent == tip->height && state.parent_root == tip->root &&
                                   state.height == tip->height + 1
                             : !state.parent;
    if (!follows)
        return fail(StoreErrorKind::conflict, "block " + std::to_string(state.height) +
                                                  " does not stand on the tip; "
                                                  "prepare it again");
    Batch batch;
    put_state(batch, state);
    put_tree(batch, state);
    put_block(batch, block);
    if (auto written = database_->write(batch); !written)
    {
        report(written.error());
        return written;
    }
    cache_->apply(state.tree);
    return {};
}

std::optional<StoreError> Store::fault() const
{
    const std::scoped_lock hold{fault_lock_};
    return fault_;
}

void Store::on_fault(const FaultHandler& handler)
{
    std::unique_lock hold{fault_lock_};
    handler_ = handler;
    if (!fault_ || !handler_)
        return;
    const FaultHandler told = handler_;
    const StoreError earlier = *fault_;
    hold.unlock();
    told(earlier);
}

void Store::report(const StoreError& error)
{
    FaultHandler handler;
    {
        const std::scoped_lock hold{fault_lock_};
        if (fault_)
            return;
        fault_ = error;
        handler = handler_;
    }
    // Without the lock, so that the handler may ask the store.
    if (handler)
        handler(error);
}

StoreResult<std::unique_ptr<Store>> open_store(const RocksOptions& options,
                                               std::string_view chain_id)
{
    auto database = open_rocks_database(options);
    if (!database)
        return std::unexpected{database.error()};
    return Store::open(std::move(*database), chain_id);
}

std::unique_ptr<Store> memory_store(std::string_view chain_id)
{
    PAWL_CHECK(!chain_id.empty(), "a store in memory needs a chain id");
    auto store = Store::open(memory_database(), chain_id);
    PAWL_CHECK(store.has_value(), "memory does not fail");
    return std::move(*store);
}
} // namespace pawl::state
