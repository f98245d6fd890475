// The functions of WASI preview 1 as host sets: docs/abi/wasi.md.
#pragma once

#include "contract/wasi/process.hpp"
#include "engine/runtime/host.hpp"

namespace pawl::contract::wasi
{
/// All functions, as module `wasi_snapshot_preview1`. They work on a Process.
[[nodiscard]] const HostSet& preview1();

/// The same functions by the name that older programs import them: module `wasi_unstable`.
[[nodiscard]] const HostSet& unstable();
} // namespace pawl::contract::wasi
