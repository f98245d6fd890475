// Blocks of state changes: prepared, committed and synced, beside RocksDB with the values alone.
#include "base/check.hpp"
#include "base/sha256.hpp"
#include "state/keys.hpp"
#include "state/rocks_options.hpp"
#include "state/store.hpp"

#include <benchmark/benchmark.h>
#include <rocksdb/db.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>

namespace
{
using namespace pawl;
using namespace pawl::state;
using Clock = std::chrono::steady_clock;

constexpr u64 entries = 200'000; ///< In the state from the start.
constexpr u64 filling_block = 10'000;
constexpr std::size_t value_bytes = 32;

class Folder
{
public:
    Folder()
    {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "pawl-bench-XXXXXX").string();
        PAWL_CHECK(::mkdtemp(pattern.data()) != nullptr, "no temporary folder");
        path = pattern;
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path path;
};

Bytes key(u64 number)
{
    const Bytes32 hash = sha256(as_bytes(std::to_string(number)));
    return storage_key(hash, as_bytes("balance"));
}

/// New values for entries from `first` on, or for random ones.
class Blocks
{
public:
    Changes next(u64 writes)
    {
        Changes out;
        while (out.values.size() < writes)
            out.values[key(random_() % entries)] = value();
        return out;
    }

    Changes fill(u64 first)
    {
        Changes out;
        for (u64 number = first; number < first + filling_block; ++number)
            out.values[key(number)] = value();
        return out;
    }

private:
    Bytes value()
    {
        Bytes out(value_bytes);
        for (u8& byte : out)
            byte = static_cast<u8>(random_());
        return out;
    }

    std::mt19937_64 random_{1};
};

template <typename T>
T must(StoreResult<T> result)
{
    PAWL_CHECK(result.has_value(), "the store failed");
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// A store with the entries in it, and the tip's height.
class OurStore
{
public:
    explicit OurStore(std::unique_ptr<Store> store) : store_{std::move(store)}
    {
        const auto tip = must(store_->snapshot())->tip();
        height_ = tip ? tip->height : 0;
        for (u64 first = height_ * filling_block; first < entries; first += filling_block)
            commit(prepare(blocks_.fill(first)));
    }

    Changes block(u64 writes) { return blocks_.next(writes); }

    PreparedState prepare(Changes changes) const
    {
        return must(must(store_->snapshot())->prepare(height_ + 1, std::move(changes)));
    }

    void commit(PreparedState state)
    {
        Commit out;
        out.state = std::move(state);
        must(store_->commit(out));
        ++height_;
    }

private:
    std::unique_ptr<Store> store_;
    Blocks blocks_;
    u64 height_ = 0;
};

OurStore& in_folder()
{
    static const Folder folder;
    // The second time, as after a while of running, the entries are in files, not in write buffers.
    const auto open = []
    { return must(open_store({.folder = folder.path, .mode = OpenMode::create}, "bench")); };
    static const bool filled = (OurStore{open()}, true);
    static OurStore store{open()};
    PAWL_CHECK(filled, "the store was not filled");
    return store;
}

OurStore& in_memory()
{
    static OurStore store{memory_store("bench")};
    return store;
}

/// RocksDB with one table and the store's settings.
class Raw
{
public:
    Raw()
    {
        open();
        for (u64 first = 0; first < entries; first += filling_block)
            write(blocks_.fill(first));
        // As with the store: the entries are in files from the start.
        database_.reset();
        open();
    }

    Changes block(u64 writes) { return blocks_.next(writes); }

    void write(const Changes& changes)
    {
        const auto slice = [](const Bytes& bytes)
        { return rocksdb::Slice{reinterpret_cast<const char*>(bytes.data()), bytes.size()}; };
        rocksdb::WriteBatch batch;
        for (const auto& [key, value] : changes.values)
            PAWL_CHECK(batch.Put(slice(key), slice(*value)).ok(), "a batch");
        rocksdb::WriteOptions options;
        options.sync = true;
        PAWL_CHECK(database_->Write(options, &batch).ok(), "RocksDB");
    }

private:
    void open()
    {
        rocksdb::Options options{
            database_options(),
            family_options(Table::state, rocksdb::NewLRUCache(std::size_t{512} << 20))};
        options.create_if_missing = true;
        rocksdb::DB* opened = nullptr;
        PAWL_CHECK(rocksdb::DB::Open(options, folder_.path.string(), &opened).ok(), "RocksDB");
        database_.reset(opened);
    }

    Folder folder_;
    std::unique_ptr<rocksdb::DB> database_;
    Blocks blocks_;
};

/// One row: `step` on a fresh block each time, the making of which is not counted.
template <typename Subject, typename Step>
void measure(benchmark::State& state, Subject& subject, Step step)
{
    const u64 writes = static_cast<u64>(state.range(0));
    for (auto _ : state)
    {
        Changes block = subject.block(writes);
        const auto start = Clock::now();
        step(std::move(block));
        state.SetIterationTime(std::chrono::duration<double>(Clock::now() - start).count());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void raw_rocksdb_synced(benchmark::State& state)
{
    static Raw raw;
    measure(state, raw, [&](const Changes& block) { raw.write(block); });
}

void pawl_prepare(benchmark::State& state)
{
    measure(state, in_folder(),
            [](Changes block) { benchmark::DoNotOptimize(in_folder().prepare(std::move(block))); });
}

void pawl_prepare_and_commit(benchmark::State& state)
{
    measure(state, in_folder(),
            [](Changes block) { in_folder().commit(in_folder().prepare(std::move(block))); });
}

void pawl_in_memory(benchmark::State& state)
{
    measure(state, in_memory(),
            [](Changes block) { in_memory().commit(in_memory().prepare(std::move(block))); });
}

void sizes(benchmark::internal::Benchmark* row)
{
    row->Arg(1)->Arg(100)->Arg(10'000)->UseManualTime()->Unit(benchmark::kMicrosecond);
}
BENCHMARK(raw_rocksdb_synced)->Apply(sizes);
BENCHMARK(pawl_prepare_and_commit)->Apply(sizes);
BENCHMARK(pawl_prepare)->Apply(sizes);
BENCHMARK(pawl_in_memory)->Apply(sizes);
} // namespace

BENCHMARK_MAIN();
