// Counts anew, in all builds but Release, what Values keeps count of.
#pragma once

#include "singlepass/compiler/values.hpp"

namespace pawl::singlepass
{
#ifdef NDEBUG
inline constexpr bool recounts = false;
#else
inline constexpr bool recounts = true;
#endif

/// Compares the registers and lists of Values with what the operand stack itself says, between two
/// instructions. Takes time linear in the stack.
template <typename M>
class Recount
{
public:
    explicit Recount(const Values<M>& values) : values_{values} {}

    /// Stops the process where they differ.
    void check()
    {
        for (u32 index = 0; index < values_.height_; ++index)
            check(values_.stack_[index], index);
        PAWL_CHECK(taken_ == values_.registers_.owned(), "a register is free or an operand's");
        const LocalState& state = values_.state_;
        PAWL_CHECK((state.in_home - values_.homes_).empty() &&
                       (values_.homes_ - state.in_home - state.in_slot).empty(),
                   "a local is in its home or its slot");
    }

private:
    void check(const Entry& entry, u32 index)
    {
        const bool is_top = index + 1 == values_.height_;
        PAWL_CHECK(entry.in != Entry::In::condition || is_top, "the flags hold what is on top");
        if (entry.refers())
            check_alias(entry, index);
        if (entry.in != Entry::In::reg)
            return;
        PAWL_CHECK(index >= values_.stored_, "what was stored is in no register");
        PAWL_CHECK(values_.registers_.owner(entry.reg) == index, "a register has one owner");
        if (values_.homes_.has(entry.reg))
            PAWL_CHECK(is_top, "a home holds an operand only until its local is set");
        else
            taken_.add(entry.reg);
    }
    // The list of a local's operands leads from the topmost one down.
    void check_alias(const Entry& entry, u32 index) const
    {
        PAWL_CHECK(index >= values_.settled_, "what was settled is the same as no local");
        const u32 topmost = values_.locals_[entry.local].aliases;
        PAWL_CHECK(topmost < values_.height_ && topmost >= index,
                   "a local's list begins at the top");
        const u32 next = static_cast<u32>(entry.bits);
        PAWL_CHECK(next == no_entry ||
                       (next < index && values_.stack_[next].refers_to(entry.local)),
                   "a local's list leads downwards");
    }

    const Values<M>& values_;
    RegSet taken_;
};
} // namespace pawl::singlepass
