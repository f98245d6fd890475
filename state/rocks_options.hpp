// RocksDB's settings, each with its reason. Private to the folder's RocksDB files.
#pragma once

#include "state/database.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/options.h>

#include <memory>

namespace pawl::state
{
/// The column family of a table.
[[nodiscard]] const std::string& family_name(Table table);

/// Settings of the database as a whole.
[[nodiscard]] rocksdb::DBOptions database_options();

/// Settings of one table. All share one cache.
[[nodiscard]] rocksdb::ColumnFamilyOptions
family_options(Table table, const std::shared_ptr<rocksdb::Cache>& cache);
} // namespace pawl::state
