#include "state/rocks_options.hpp"

#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/rate_limiter.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

#include <array>

namespace pawl::state
{
namespace
{
constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// Tables whose keys grow with the height: their compactions move files without rewriting them.
bool grows_at_the_end(Table table)
{
    return table == Table::tree || table == Table::stale || table == Table::block ||
           table == Table::receipt;
}

rocksdb::BlockBasedTableOptions block_options(const std::shared_ptr<rocksdb::Cache>& cache)
{
    rocksdb::BlockBasedTableOptions out;
    out.block_cache = cache;
    out.cache_index_and_filter_blocks = true;
    out.pin_l0_filter_and_index_blocks_in_cache = true;
    out.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    out.format_version = 5;
    return out;
}
} // namespace

const std::string& family_name(Table table)
{
    static const std::array<std::string, table_count> names{
        "default", "state", "history", "tree", "stale", "code", "block", "transaction", "receipt"};
    return names[static_cast<std::size_t>(table)];
}

rocksdb::DBOptions database_options()
{
    rocksdb::DBOptions out;
    out.paranoid_checks = true;
    out.max_background_jobs = 2;
    // Sixteen threads at each opening, RocksDB's own choice, cost more than they open.
    out.max_file_opening_threads = 2;
    out.bytes_per_sync = mebibyte;
    out.wal_bytes_per_sync = mebibyte;
    out.max_total_wal_size = 1024 * mebibyte;
    out.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
    // Compaction must not take the disk from the sync that every block waits for.
    out.rate_limiter.reset(
        rocksdb::NewGenericRateLimiter(static_cast<i64>(1024 * mebibyte), 100'000, 10,
                                       rocksdb::RateLimiter::Mode::kWritesOnly, true));
    // Damage before the log's tail refuses to open rather than roll back what was acknowledged.
    out.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    // A failed write ends the node: pages that a failed sync dropped are not written by a second.
    out.max_bgerror_resume_count = 0;
    // Log files of RocksDB's own, for a person who looks for the cause of a fault.
    out.keep_log_file_num = 10;
    out.max_log_file_size = 16 * mebibyte;
    return out;
}

rocksdb::ColumnFamilyOptions family_options(Table table,
                                            const std::shared_ptr<rocksdb::Cache>& cache)
{
    rocksdb::ColumnFamilyOptions out;
    out.write_buffer_size = (table == Table::tree ? 128 : 64) * mebibyte;
    out.level_compaction_dynamic_level_bytes = true;
    out.compression = rocksdb::kLZ4Compression;
    out.bottommost_compression = table == Table::tree ? rocksdb::kLZ4Compression : rocksdb::kZSTD;
    out.memtable_protection_bytes_per_key = 8;
    if (grows_at_the_end(table))
    {
        // Appended files never pile up work, so a count of them is no reason to hold writes up.
        out.level0_slowdown_writes_trigger = 1000;
        out.level0_stop_writes_trigger = 2000;
        out.soft_pending_compaction_bytes_limit = 0;
        out.hard_pending_compaction_bytes_limit = 0;
    }
    // The one table whose keys are deleted. A file in which half of 1024 neighbours are deletions
    // is compacted soon, so that scans do not go on passing over them.
    if (table == Table::state)
        out.table_properties_collector_factories.push_back(
            rocksdb::NewCompactOnDeletionCollectorFactory(1024, 512));
    out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(block_options(cache)));
    return out;
}
} // namespace pawl::state
