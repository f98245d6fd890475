// Checks of our own promises: a failure means that the engine or the machine is broken, never
// that a contract or a peer misbehaved.
#pragma once

namespace pawl
{
/// Writes what was promised and where to standard error and aborts the process, so that the core
/// dump keeps the evidence.
[[noreturn]] void check_failed(const char* condition, const char* message, const char* file,
                               int line) noexcept;
} // namespace pawl

/// Stops the process when `condition` is false. In all builds: a node that is wrong about itself
/// must not go on. Untrusted bytes must never be able to reach one (use Expected there).
#define PAWL_CHECK(condition, message)                                                             \
    (__builtin_expect(!!(condition), 1)                                                            \
         ? static_cast<void>(0)                                                                    \
         : ::pawl::check_failed(#condition, message, __FILE__, __LINE__))
