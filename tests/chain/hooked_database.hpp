// A database that a test can stop at the moments that matter, and make fail.
#pragma once

#include "state/database.hpp"

namespace pawl::chain
{
/// What happens around the calls of a database; each may be empty. Change them only while nobody
/// uses the database, or from a hook.
struct DatabaseHooks
{
    /// Instead of a write, where it gives an error.
    std::function<std::optional<state::StoreError>()> before_write;
    /// After a write, before the writer is told.
    std::function<void()> after_write;
    /// After a snapshot was taken, before the reader has it.
    std::function<void()> after_snapshot;
};

/// Tables in memory with these hooks, which must outlive it.
[[nodiscard]] std::unique_ptr<state::Database> hooked_database(const DatabaseHooks& hooks);
} // namespace pawl::chain
