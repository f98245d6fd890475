// Why the chain did not do what it was asked: the kind decides what the service answers and with
// which code the program exits; the text is one line for a person, with what to do.
#pragma once

#include "state/error.hpp"

#include <expected>
#include <string>

namespace pawl::chain
{
/// Whose fault it is, and what may be done about it.
enum class FailureKind
{
    bad_input,    ///< What was given is malformed: a genesis file, block bytes, an address.
    refused,      ///< A transaction that would be invalid in the next block.
    not_found,    ///< Nothing by that name, hash or height.
    out_of_range, ///< The height is pruned, or not there yet.
    conflict,     ///< A block that does not stand on the tip.
    busy,         ///< The queue is full; try again after the next block.
    stopped,      ///< The sequencer takes nothing any more.
    cancelled,    ///< The caller's deadline passed.
    unsupported,  ///< An active version that this build does not have.
    unusable,     ///< The folder is locked, not writable, or another chain's.
    node_fault,   ///< The disk or the machine failed: the node must stop.
    unreachable,  ///< Nobody answers: only a client says so.
};

/// One failure.
struct Failure
{
    FailureKind kind{};
    std::string text;
};

/// A value, or why there is none.
template <typename T>
using Attempt = std::expected<T, Failure>;

/// Shorthand for returning a failure.
[[nodiscard]] inline std::unexpected<Failure> failure(FailureKind kind, std::string text)
{
    return std::unexpected{Failure{kind, std::move(text)}};
}

/// What a store's failure means to the chain's callers.
[[nodiscard]] std::unexpected<Failure> failure(const state::StoreError& error);
} // namespace pawl::chain
