// The module `spectest`, which scripts import from.
#pragma once

#include "base/bytes.hpp"
#include "engine/runtime/host.hpp"

namespace pawl::spec
{
/// The host functions behind it. They print nothing.
[[nodiscard]] const HostTable& spectest_hosts();

/// The module: its functions are the hosts', its table, memory and globals its own.
[[nodiscard]] Bytes spectest_module();
} // namespace pawl::spec
