// Checks of our own promises: a failure means that the engine or the machine is broken, never
// that a contract or a peer misbehaved.
#pragma once

namespace pawl
{
/// Writes what was promised and where to standard error and aborts the process, so that the core
/// dump keeps the evidence.
[[noreturn]] void check_failed(const char* condition, const char* message, const char* file,
                               int line) noexcept;

/// The exit code of a process that its machine let down. Stable, because scripts branch on it.
inline constexpr int machine_failed_code = 5;

/// Writes what the machine did not give, and what to do, to standard error and ends the process
/// with that code: no contract's fault, and nothing that a receipt may know of.
[[noreturn]] void machine_failed(const char* message) noexcept;
} // namespace pawl

/// Stops the process when `condition` is false. In all builds: a node that is wrong about itself
/// must not go on. Untrusted bytes must never be able to reach one (use Expected there).
#define PAWL_CHECK(condition, message)                                                             \
    (__builtin_expect(!!(condition), 1)                                                            \
         ? static_cast<void>(0)                                                                    \
         : ::pawl::check_failed(#condition, message, __FILE__, __LINE__))
