// What a family of contracts exports and imports: the seam at which other ABIs join.
#pragma once

#include "contract/frame.hpp"

namespace pawl::contract
{
/// One ABI. Stateless and shared by all threads.
class Abi
{
public:
    virtual ~Abi() = default;

    /// As it stands in code and contract records.
    [[nodiscard]] virtual u8 number() const noexcept = 0;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// What its contracts may import.
    [[nodiscard]] virtual HostSet host_set() const noexcept = 0;

    /// Whether a module has what this ABI requires of its contracts: exports of the right types, no
    /// start function. Imports are checked by whoever links.
    [[nodiscard]] virtual Expected<void> admit(const Module& module) const = 0;

    /// Whether a module can be entered for this reason.
    [[nodiscard]] virtual bool has_entry(const Module& module, EntryKind kind) const = 0;

    /// Enters a contract on the frame's stack: lays out the input, runs the export and leaves the
    /// result in the frame. Requires: has_entry.
    [[nodiscard]] virtual Outcome enter(Frame& frame, Instance& instance) const = 0;
};

/// The pawl ABI: docs/abi/pawl.md.
[[nodiscard]] const Abi& pawl_abi();
} // namespace pawl::contract
