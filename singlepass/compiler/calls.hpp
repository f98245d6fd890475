// Calls: where arguments and results stand, and what is saved around them.
#pragma once

#include "singlepass/compiler/parallel_move.hpp"
#include "singlepass/compiler/values.hpp"

#include <array>
#include <span>
#include <utility>

namespace pawl::singlepass
{
/// Where the parameters of a function come in: per parameter a register, or none where it stands in
/// the slot of its local.
template <typename M>
class ArgumentRegisters
{
public:
    /// The register of the next parameter.
    [[nodiscard]] Reg next(Kind kind) noexcept
    {
        return is_float(kind) ? take(M::float_arguments, floats_)
                              : take(M::integer_arguments, integers_);
    }

private:
    [[nodiscard]] static Reg take(std::span<const Reg> registers, std::size_t& taken) noexcept
    {
        return taken == registers.size() ? no_reg : registers[taken++];
    }

    std::size_t integers_ = 0, floats_ = 0;
};

/// Emits what stands around a call.
template <typename M>
class Calls
{
public:
    Calls(M& masm, Values<M>& values) noexcept : masm_{masm}, values_{values} {}

    /// Takes the arguments from the stack and puts them where the function called expects them.
    /// Afterwards no operand or local is in a register that calls overwrite.
    void pass(std::span<const ValueType> params)
    {
        const u32 count = static_cast<u32>(params.size());
        const u32 first = values_.height() - count;
        save(first);
        values_.tighten_above(first);
        moves_.clear();
        u32 loads = 0;
        ArgumentRegisters<M> arguments;
        for (u32 i = 0; i < count; ++i)
        {
            const Entry& entry = values_[first + i];
            const Reg to = arguments.next(entry.kind);
            if (to == no_reg) [[unlikely]]
                pass_in_slot(i, first + i);
            else if (const Reg from = values_.reg_at(entry); from != no_reg)
                moves_.add(entry.kind, to, from);
            else if (const Reg home = values_.home_of_sum(entry); home != no_reg && home != to)
                moves_.add(Kind::i32, to, home, entry.addend());
            else
                loads_[loads++] = {to, first + i};
        }
        copy();
        // First what is in registers, all at once; then what overwrites none that is still read. A
        // sum that goes to the home of its local is left for then.
        emit_moves(masm_, moves_);
        for (const Load& load : std::span{loads_}.first(loads))
            pass_from_memory(load.to, load.from);
        values_.drop_to(first);
        forget();
    }
    /// Takes so many operands from the stack and puts all of them in slots.
    void pass_all_in_slots(u32 count)
    {
        const u32 first = values_.height() - count;
        save(first);
        values_.tighten_above(first);
        for (u32 i = 0; i < count; ++i)
            pass_in_slot(i, first + i);
        copy();
        values_.drop_to(first);
        forget();
    }

    /// Pushes the results of a call that was just made.
    void push_results(std::span<const ValueType> results)
    {
        if (results.empty())
            return;
        const Kind kind = kind_of(results.front());
        const Reg reg = is_float(kind) ? M::float_result : M::integer_result;
        const u32 slot = values_.slot_of(values_.height());
        values_.take(reg);
        values_.push_reg(kind, reg);
        const u32 others = static_cast<u32>(results.size()) - 1;
        if (others != 0)
            masm_.copy_results(slot + 1, 1, others);
        for (const ValueType type : results.subspan(1))
            values_.push_slot(kind_of(type));
    }

    /// Moves parameters from where they come in to their homes or slots, and zeroes the other
    /// locals that are used.
    void receive(std::span<const ValueType> params, std::span<const LocalPlace> locals)
    {
        moves_.clear();
        received_ = {};
        ArgumentRegisters<M> arguments;
        for (u32 i = 0; i < params.size(); ++i)
            receive_one(i, locals[i], arguments.next(kind_of(params[i])));
        emit_moves(masm_, moves_);
        for (u32 i = 0; i < params.size(); ++i)
            if (locals[i].home != no_reg && !received_.has(locals[i].home))
                masm_.load_slot(locals[i].kind, locals[i].home, i);
        zero_others(static_cast<u32>(params.size()), locals);
    }

private:
    // Brings what calls overwrite into slots: operands below the arguments, homes that callers
    // keep.
    void save(u32 first)
    {
        values_.settle_below(first);
        const LocalState state = values_.state();
        values_.store_homes((state.in_home & M::homes_kept_by_caller) - state.in_slot);
    }
    void forget()
    {
        LocalState state = values_.state();
        state.in_home -= M::homes_kept_by_caller;
        values_.set_state(state);
    }

    void pass_in_slot(u32 slot, u32 index)
    {
        masm_.ensure();
        const Entry& entry = values_[index];
        if (const Reg reg = values_.reg_at(entry); reg != no_reg)
            masm_.store_argument(entry.kind, slot, reg);
        else if (entry.in == Entry::In::constant)
            masm_.store_argument_constant(slot, entry.bits);
        else if (entry.in == Entry::In::sum)
        {
            pass_sum(M::spare_integer, entry);
            masm_.store_argument(entry.kind, slot, M::spare_integer);
        }
        else
            copy_later(slot, memory_of(index));
    }
    // Copies what stands side by side, and will, in one go.
    void copy_later(u32 to, u32 from)
    {
        if (to != copies_.to + copies_.count || from != copies_.from + copies_.count)
        {
            copy();
            copies_ = {to, from, 0};
        }
        ++copies_.count;
    }
    [[gnu::always_inline]] void copy()
    {
        if (copies_.count != 0)
            masm_.copy_arguments(copies_.to, copies_.from, std::exchange(copies_.count, 0));
    }
    // The slot in which an operand stands that is no sum, no constant and not in a register.
    [[nodiscard]] u32 memory_of(u32 index) noexcept
    {
        const Entry& entry = values_[index];
        return entry.in == Entry::In::local ? entry.local : values_.slot_of(index);
    }

    void pass_from_memory(Reg reg, u32 index)
    {
        const Entry& entry = values_[index];
        if (entry.in == Entry::In::constant)
            return masm_.constant(entry.kind, reg, entry.bits);
        if (entry.in == Entry::In::sum)
            return pass_sum(reg, entry);
        masm_.load_slot(entry.kind, reg, memory_of(index));
    }
    // Requires: where the local's home holds it, no move has overwritten that.
    void pass_sum(Reg reg, const Entry& entry)
    {
        Reg from = values_.home_of_sum(entry);
        if (from == no_reg)
        {
            masm_.load_slot(Kind::i32, reg, entry.local);
            from = reg;
        }
        masm_.add_constant(reg, from, entry.addend());
    }

    void receive_one(u32 index, const LocalPlace& local, Reg argument)
    {
        if (argument == no_reg || !local.used)
            return;
        if (local.home == no_reg)
            return masm_.store_slot(local.kind, index, argument);
        moves_.add(local.kind, local.home, argument);
        received_.add(local.home);
    }

    void zero_others(u32 params, std::span<const LocalPlace> locals)
    {
        u32 first = params;
        for (u32 i = params; i <= locals.size(); ++i)
        {
            const bool in_slot = i < locals.size() && locals[i].used && locals[i].home == no_reg;
            if (in_slot)
                continue;
            if (i > first)
                masm_.zero_slots(first, i - first);
            first = i + 1;
            if (i < locals.size() && locals[i].home != no_reg)
                masm_.clear(locals[i].kind, locals[i].home);
        }
    }

    M& masm_;
    Values<M>& values_;
    /// An argument that goes in a register and stands in none: an operand, by its index.
    struct Load
    {
        Reg to;
        u32 from;
    };

    /// Arguments that go from slots to slots, one beside the other.
    struct Copies
    {
        u32 to = 0, from = 0, count = 0;
    };

    Copies copies_; ///< those not emitted yet
    MoveList moves_;
    std::array<Load, 2 * file_registers> loads_; ///< at most one to each register
    RegSet received_;
};
} // namespace pawl::singlepass
