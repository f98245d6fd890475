// Tables of references.
#pragma once

#include "engine/module/module.hpp"
#include "engine/runtime/native_context.hpp"

#include <span>

namespace pawl
{
/// A table. References are u64 slots: a funcref is the address of a FunctionInstance or 0, an
/// externref whatever the host gave, 0 for null. Spec: 4.2.7.
class Table
{
public:
    /// `max_entries` is what growth may reach: the least of the type's maximum and the profile's.
    Table(const TableType& type, u64 max_entries)
        : type_{type}, max_entries_{max_entries}, entries_(type.limits.min)
    {
        look();
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    ~Table() = default;

    /// Its entries as compiled code sees them; stays where it is.
    [[nodiscard]] const TableView& view() const noexcept { return view_; }

    [[nodiscard]] u64 size() const noexcept { return entries_.size(); }
    [[nodiscard]] std::span<u64> entries() noexcept { return entries_; }
    [[nodiscard]] const TableType& type() const noexcept { return type_; }

    /// Whether `delta` more entries are within the limits: the only reason why growth may fail.
    [[nodiscard]] bool can_grow(u64 delta) const noexcept
    {
        return size() <= max_entries_ && delta <= max_entries_ - size();
    }
    /// Adds entries of value `fill`. Requires: can_grow(delta).
    void grow(u64 delta, u64 fill)
    {
        entries_.resize(size() + delta, fill);
        look();
    }

    /// Whether the entries [at, at + length) lie inside.
    [[nodiscard]] bool holds(u64 at, u64 length) const noexcept
    {
        return length <= size() && at <= size() - length;
    }

private:
    void look() noexcept { view_ = {entries_.data(), entries_.size()}; }

    TableType type_;
    u64 max_entries_;
    std::vector<u64> entries_;
    TableView view_; ///< of the entries
};
} // namespace pawl
