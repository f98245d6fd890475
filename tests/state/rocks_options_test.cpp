// What the settings of RocksDB are there for.
#include "base/check.hpp"
#include "state/rocks_options.hpp"
#include "workload.hpp"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <chrono>
#include <thread>

namespace pawl::state
{
namespace
{
std::unique_ptr<rocksdb::DB> open_state_table(const std::string& folder)
{
    rocksdb::Options options{database_options(),
                             family_options(Table::state, rocksdb::NewLRUCache(1 << 20))};
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    PAWL_CHECK(rocksdb::DB::Open(options, folder, &opened).ok(), "RocksDB");
    return std::unique_ptr<rocksdb::DB>{opened};
}

u64 file_bytes(rocksdb::DB& database)
{
    u64 out = 0;
    PAWL_CHECK(database.GetIntProperty("rocksdb.total-sst-files-size", &out), "RocksDB");
    return out;
}

/// Waits for work in the background. Whether no files are left.
bool becomes_empty(rocksdb::DB& database)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (file_bytes(database) > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return file_bytes(database) == 0;
}
} // namespace

TEST(rocks_options, a_mass_of_deletions_is_compacted_away)
{
    constexpr int entries = 5000;
    const TemporaryFolder folder;
    const auto database = open_state_table(folder.path().string());
    for (int number = 0; number < entries; ++number)
        ASSERT_TRUE(database->Put({}, std::to_string(number), "value").ok());
    ASSERT_TRUE(database->Flush({}).ok());
    ASSERT_GT(file_bytes(*database), 0U);
    for (int number = 0; number < entries; ++number)
        ASSERT_TRUE(database->Delete({}, std::to_string(number)).ok());
    ASSERT_TRUE(database->Flush({}).ok());
    EXPECT_TRUE(becomes_empty(*database));
}
} // namespace pawl::state
