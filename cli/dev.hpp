// A chain for trying things out: anybody knows its keys.
#pragma once

#include "chain/genesis.hpp"
#include "cli/keys.hpp"

namespace pawl::cli
{
/// How many keys have coins on a chain for trying out: dev1, dev2 ...
inline constexpr unsigned dev_key_count = 4;

/// The key of a number from 1 on: a hash, so that everybody has the same.
[[nodiscard]] Key dev_key(unsigned number);

/// Its genesis: default parameters, and coins for the keys.
[[nodiscard]] chain::Genesis dev_genesis();

/// Keeps the keys as dev1, dev2 ..., where they are not kept already.
void keep_dev_keys(const KeyStore& keys);
} // namespace pawl::cli
