#include "state/rocks_database.hpp"

#include "base/check.hpp"
#include "state/folder_lock.hpp"
#include "state/rocks_options.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace pawl::state
{
namespace
{
rocksdb::Slice slice(BytesView bytes)
{
    // RocksDB asserts that even an empty slice points somewhere.
    if (bytes.empty())
        return {};
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

BytesView view(const rocksdb::Slice& from)
{
    return as_bytes(std::string_view{from.data(), from.size()});
}

Bytes bytes_of(const rocksdb::Slice& from)
{
    return to_bytes(view(from));
}

/// What RocksDB says, as a line that also says what to do.
StoreError store_error(const std::string& name, const rocksdb::Status& status)
{
    // A file that the manifest names and the folder lacks is damage too, whatever its status.
    if (status.IsCorruption() || status.IsPathNotFound())
        return {StoreErrorKind::corrupt,
                "the database in " + name + " is damaged: " + status.ToString() + restore};
    return {StoreErrorKind::io, "the database in " + name + " failed: " + status.ToString() +
                                    "; check the disk, then start again"};
}

StoreError foreign(const std::string& name)
{
    return {StoreErrorKind::mismatch,
            name + " holds a database that is not pawl's; choose another folder"};
}

StoreError no_chain(const std::string& name)
{
    return {StoreErrorKind::not_found,
            name + " holds no chain; create one there, or choose another folder"};
}

/// Passes the first failure of background work on.
class FaultListener final : public rocksdb::EventListener
{
public:
    explicit FaultListener(std::string name) : name_{std::move(name)} {}

    void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override
    {
        const std::scoped_lock hold{lock_};
        if (fault_)
            return;
        fault_ = store_error(name_, *status);
        if (handler_)
            handler_(*fault_);
    }

    void set(FaultHandler handler)
    {
        const std::scoped_lock hold{lock_};
        handler_ = std::move(handler);
        if (fault_ && handler_)
            handler_(*fault_);
    }

private:
    std::string name_;
    std::mutex lock_;
    std::optional<StoreError> fault_;
    FaultHandler handler_;
};

/// An open RocksDB with its column families.
struct Handle
{
    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle()
    {
        for (rocksdb::ColumnFamilyHandle* const family : families)
            if (family != nullptr)
                db->DestroyColumnFamilyHandle(family);
        if (db != nullptr)
            db->Close();
    }

    rocksdb::ColumnFamilyHandle* operator[](Table table) const
    {
        return families[static_cast<std::size_t>(table)];
    }

    std::unique_ptr<rocksdb::DB> db;
    std::array<rocksdb::ColumnFamilyHandle*, table_count> families{};
};

class RocksCursor final : public Cursor
{
public:
    RocksCursor(const Handle& handle, const std::string& name, rocksdb::ReadOptions options,
                Table table, BytesView from, BytesView to)
        : name_{name}, low_{to_bytes(from)}, high_{to_bytes(to)}
    {
        options.iterate_lower_bound = &low_slice_;
        options.iterate_upper_bound = &high_slice_;
        at_.reset(handle.db->NewIterator(options, handle[table]));
    }

    [[nodiscard]] StoreResult<std::optional<EntryView>> seek(BytesView key,
                                                             Direction direction) override
    {
        const rocksdb::Slice target = slice(key);
        if (direction == Direction::ascending)
        {
            at_->Seek(target);
            return here();
        }
        at_->SeekForPrev(target);
        if (at_->Valid() && at_->key() == target)
            at_->Prev();
        return here();
    }

    [[nodiscard]] StoreResult<std::optional<EntryView>> advance(Direction direction) override
    {
        if (direction == Direction::ascending)
            at_->Next();
        else
            at_->Prev();
        return here();
    }

private:
    [[nodiscard]] StoreResult<std::optional<EntryView>> here() const
    {
        if (at_->Valid())
            return EntryView{view(at_->key()), view(at_->value())};
        if (!at_->status().ok())
            return std::unexpected{store_error(name_, at_->status())};
        return std::nullopt;
    }

    const std::string& name_;
    const Bytes low_, high_;
    const rocksdb::Slice low_slice_ = slice(low_), high_slice_ = slice(high_);
    std::unique_ptr<rocksdb::Iterator> at_;
};

class RocksSnapshot final : public DatabaseSnapshot
{
public:
    RocksSnapshot(const Handle& handle, const std::string& name)
        : handle_{handle}, name_{name}, snapshot_{handle.db->GetSnapshot()}
    {
        options_.snapshot = snapshot_;
    }
    RocksSnapshot(const RocksSnapshot&) = delete;
    RocksSnapshot& operator=(const RocksSnapshot&) = delete;
    ~RocksSnapshot() override { handle_.db->ReleaseSnapshot(snapshot_); }

    [[nodiscard]] StoreResult<std::optional<Bytes>> get(Table table, BytesView key) const override
    {
        rocksdb::PinnableSlice value;
        const auto status = handle_.db->Get(options_, handle_[table], slice(key), &value);
        if (status.IsNotFound())
            return std::nullopt;
        if (!status.ok())
            return std::unexpected{store_error(name_, status)};
        return bytes_of(value);
    }

    [[nodiscard]] StoreResult<std::vector<std::optional<Bytes>>>
    get_many(Table table, std::span<const BytesView> keys) const override
    {
        std::vector<rocksdb::Slice> slices(keys.size());
        std::ranges::transform(keys, slices.begin(), slice);
        std::vector<rocksdb::PinnableSlice> values(keys.size());
        std::vector<rocksdb::Status> statuses(keys.size());
        handle_.db->MultiGet(options_, handle_[table], keys.size(), slices.data(), values.data(),
                             statuses.data(), true);
        std::vector<std::optional<Bytes>> out(keys.size());
        for (std::size_t at = 0; at < keys.size(); ++at)
        {
            if (statuses[at].ok())
                out[at] = bytes_of(values[at]);
            else if (!statuses[at].IsNotFound())
                return std::unexpected{store_error(name_, statuses[at])};
        }
        return out;
    }

    [[nodiscard]] StoreResult<std::optional<Entry>> next(Table table, BytesView from, BytesView to,
                                                         Direction direction) const override
    {
        return seek<Entry>(table, from, to, direction, [](const rocksdb::Iterator& at)
                           { return Entry{bytes_of(at.key()), bytes_of(at.value())}; });
    }

    [[nodiscard]] StoreResult<std::optional<Bytes>>
    next_key(Table table, BytesView from, BytesView to, Direction direction) const override
    {
        return seek<Bytes>(table, from, to, direction,
                           [](const rocksdb::Iterator& at) { return bytes_of(at.key()); });
    }

    [[nodiscard]] std::unique_ptr<Cursor> cursor(Table table, BytesView from,
                                                 BytesView to) const override
    {
        return std::make_unique<RocksCursor>(handle_, name_, options_, table, from, to);
    }

private:
    /// What `take` makes of the first entry of a range, where there is one.
    template <typename T, typename Take>
    [[nodiscard]] StoreResult<std::optional<T>> seek(Table table, BytesView from, BytesView to,
                                                     Direction direction, Take take) const
    {
        if (compare(from, to) >= 0)
            return std::nullopt;
        const rocksdb::Slice low = slice(from);
        const rocksdb::Slice high = slice(to);
        rocksdb::ReadOptions options = options_;
        options.iterate_lower_bound = &low;
        options.iterate_upper_bound = &high;
        const std::unique_ptr<rocksdb::Iterator> at{
            handle_.db->NewIterator(options, handle_[table])};
        if (direction == Direction::ascending)
            at->SeekToFirst();
        else
            at->SeekToLast();
        if (at->Valid())
            return take(*at);
        if (!at->status().ok())
            return std::unexpected{store_error(name_, at->status())};
        return std::nullopt;
    }

    const Handle& handle_;
    const std::string& name_;
    const rocksdb::Snapshot* snapshot_;
    rocksdb::ReadOptions options_;
};

class RocksDatabase final : public Database
{
public:
    RocksDatabase(FolderLock lock, std::string name, const RocksOptions& options)
        : lock_{std::move(lock)},
          name_{std::move(name)},
          folder_{options.folder.string()},
          listener_{std::make_shared<FaultListener>(name_)},
          cache_{rocksdb::NewLRUCache(options.cache_bytes)}
    {
        options_ = database_options();
        options_.listeners.push_back(listener_);
        if (options.environment != nullptr)
            options_.env = options.environment;
    }

    [[nodiscard]] StoreResult<void> open(OpenMode mode);

    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] std::unique_ptr<DatabaseSnapshot> snapshot() const override
    {
        return std::make_unique<RocksSnapshot>(handle_, name_);
    }
    [[nodiscard]] StoreResult<void> write(const Batch& batch) override;
    void on_fault(FaultHandler handler) override { listener_->set(std::move(handler)); }

private:
    [[nodiscard]] StoreResult<void> check_log() const;
    [[nodiscard]] StoreResult<std::vector<std::string>> families_on_disk() const;
    [[nodiscard]] StoreResult<void> open_families(const std::vector<std::string>& names,
                                                  OpenMode mode);
    [[nodiscard]] StoreResult<void> complete_families(OpenMode mode);

    FolderLock lock_; // first: given up last
    std::string name_;
    std::string folder_;
    std::shared_ptr<FaultListener> listener_;
    std::shared_ptr<rocksdb::Cache> cache_;
    rocksdb::DBOptions options_;
    Handle handle_;
};

std::optional<Table> table_named(std::string_view name)
{
    for (std::size_t at = 0; at < table_count; ++at)
        if (family_name(static_cast<Table>(at)) == name)
            return static_cast<Table>(at);
    return std::nullopt;
}

StoreResult<void> RocksDatabase::open(OpenMode mode)
{
    const bool exists = options_.env->FileExists(folder_ + "/CURRENT").ok();
    if (!exists && mode != OpenMode::create)
        return std::unexpected{no_chain(name_)};
    options_.create_if_missing = !exists;
    const auto names = exists ? families_on_disk() : std::vector{family_name(Table::meta)};
    if (!names)
        return std::unexpected{names.error()};
    // With one family its creation was cut short, perhaps before the log: nothing is in it yet.
    if (names->size() > 1)
        if (const auto logged = check_log(); !logged)
            return logged;
    if (const auto opened = open_families(*names, mode); !opened)
        return opened;
    return complete_families(mode);
}

/// Whether a file is one of RocksDB's write-ahead logs: a number, then ".log".
bool is_log(std::string_view file)
{
    constexpr std::string_view ending = ".log";
    if (!file.ends_with(ending) || file.size() == ending.size())
        return false;
    file.remove_suffix(ending.size());
    return file.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A complete database always has a write-ahead log. RocksDB takes the lack of one for an empty
/// one, and so would roll back what was acknowledged, up to the whole chain.
StoreResult<void> RocksDatabase::check_log() const
{
    std::vector<std::string> files;
    const auto status = options_.env->GetChildren(folder_, &files);
    if (!status.ok())
        return std::unexpected{store_error(name_, status)};
    if (std::ranges::any_of(files, is_log))
        return {};
    return fail(StoreErrorKind::corrupt,
                "the database in " + name_ + " is damaged: its log is missing" + restore);
}

StoreResult<std::vector<std::string>> RocksDatabase::families_on_disk() const
{
    std::vector<std::string> names;
    const auto status = rocksdb::DB::ListColumnFamilies(options_, folder_, &names);
    if (!status.ok())
        return std::unexpected{store_error(name_, status)};
    if (!std::ranges::all_of(names, [](const auto& name) { return table_named(name).has_value(); }))
        return std::unexpected{foreign(name_)};
    return names;
}

StoreResult<void> RocksDatabase::open_families(const std::vector<std::string>& names, OpenMode mode)
{
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    families.reserve(names.size());
    for (const std::string& name : names)
        families.emplace_back(name, family_options(*table_named(name), cache_));
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    const auto status =
        mode == OpenMode::read_only
            ? rocksdb::DB::OpenForReadOnly(options_, folder_, families, &handles, &db)
            : rocksdb::DB::Open(options_, folder_, families, &handles, &db);
    if (!status.ok())
        return std::unexpected{store_error(name_, status)};
    handle_.db.reset(db);
    for (std::size_t at = 0; at < names.size(); ++at)
        handle_.families[static_cast<std::size_t>(*table_named(names[at]))] = handles[at];
    return {};
}

/// Makes the tables that are missing: all of them when the database is new, some when a crash cut
/// its creation short. One that holds data but lacks tables is somebody else's.
StoreResult<void> RocksDatabase::complete_families(OpenMode mode)
{
    if (std::ranges::find(handle_.families, nullptr) == handle_.families.end())
        return {};
    if (mode == OpenMode::read_only)
        return std::unexpected{no_chain(name_)};
    const std::unique_ptr<rocksdb::Iterator> first{
        handle_.db->NewIterator({}, handle_[Table::meta])};
    first->SeekToFirst();
    if (first->Valid() || !first->status().ok())
        return std::unexpected{first->Valid() ? foreign(name_)
                                              : store_error(name_, first->status())};
    for (std::size_t at = 0; at < table_count; ++at)
    {
        if (handle_.families[at] != nullptr)
            continue;
        const auto table = static_cast<Table>(at);
        const auto status = handle_.db->CreateColumnFamily(
            family_options(table, cache_), family_name(table), &handle_.families[at]);
        if (!status.ok())
            return std::unexpected{store_error(name_, status)};
    }
    return {};
}

StoreResult<void> RocksDatabase::write(const Batch& batch)
{
    rocksdb::WriteBatch all{batch.bytes() + batch.size() * 16};
    for (std::size_t at = 0; at < batch.size(); ++at)
    {
        const Batch::Write write = batch[at];
        rocksdb::ColumnFamilyHandle* const family = handle_[write.table];
        const auto added = write.value ? all.Put(family, slice(write.key), slice(*write.value))
                                       : all.Delete(family, slice(write.key));
        PAWL_CHECK(added.ok(), "a batch takes no more writes");
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    const auto status = handle_.db->Write(options, &all);
    if (!status.ok())
        return std::unexpected{store_error(name_, status)};
    return {};
}
} // namespace

StoreResult<std::unique_ptr<Database>> open_rocks_database(const RocksOptions& options)
{
    const std::string name = "folder " + options.folder.string();
    std::error_code error;
    if (options.mode == OpenMode::create)
        std::filesystem::create_directories(options.folder, error);
    else if (!std::filesystem::is_directory(options.folder, error))
        return fail(StoreErrorKind::not_found,
                    name + " does not exist; create a chain there, or choose another folder");
    if (error)
        return fail(StoreErrorKind::not_writable,
                    name + " cannot be made: " + error.message() +
                        "; give this user the right to, or choose another folder");
    auto lock = options.mode == OpenMode::read_only ? FolderLock::share(options.folder)
                                                    : FolderLock::take(options.folder);
    if (!lock)
        return std::unexpected{lock.error()};
    auto database = std::make_unique<RocksDatabase>(std::move(*lock), name, options);
    if (const auto opened = database->open(options.mode); !opened)
        return std::unexpected{opened.error()};
    return database;
}
} // namespace pawl::state
