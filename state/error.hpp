// The failures of a store: ours or the machine's, never a contract's.
#pragma once

#include <expected>
#include <string>

namespace pawl::state
{
/// What to do about a failure, as far as it differs.
enum class StoreErrorKind
{
    in_use,       ///< Another process has the folder.
    not_writable, ///< The folder cannot be written.
    not_found,    ///< The folder holds no store.
    mismatch,     ///< A store of another schema, chain or program.
    corrupt,      ///< The bytes read are not those that were written.
    io,           ///< The machine failed to read or write.
    out_of_range, ///< The height asked for is not retained, or not there yet.
    conflict,     ///< A commit that does not follow the tip. The store is unharmed.
    cancelled,    ///< Whoever reads asked it to stop.
};

/// One failure: its kind, and a line for a person that says what and what to do.
struct StoreError
{
    StoreErrorKind kind{};
    std::string text;
};

/// A value, or why the store could not give it. A caller that cannot go on without it stops the
/// node.
template <typename T>
using StoreResult = std::expected<T, StoreError>;

/// What to do about damage, at the end of what it is.
inline constexpr const char* restore = "; restore the folder from a backup";

/// Shorthand for returning a failure.
[[nodiscard]] inline std::unexpected<StoreError> fail(StoreErrorKind kind, std::string text)
{
    return std::unexpected{StoreError{kind, std::move(text)}};
}
} // namespace pawl::state
