// Where every local and operand of a function is while it is compiled.
#pragma once

#include "base/check.hpp"
#include "singlepass/compiler/entry.hpp"
#include "singlepass/compiler/homes.hpp"
#include "singlepass/compiler/register_owners.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace pawl::singlepass
{
template <typename M>
class Recount;

/// The operand stack and the locals of one function, in registers and slots. Every operation takes
/// time independent of the sizes of either, or is paid for by the operands it settles.
template <typename M>
class Values
{
public:
    using Condition = typename M::Condition;

    explicit Values(M& masm) noexcept : masm_{masm} {}

    /// Starts a function with at most so many operands at a time. `locals` says the kind of each
    /// and its home.
    void begin(std::span<LocalPlace> locals, RegSet homes, u32 most_operands)
    {
        locals_ = locals;
        homes_ = homes;
        if (stack_.size() < most_operands)
            stack_.resize(most_operands);
        height_ = 0;
        settled_ = 0;
        stored_ = 0;
        registers_.begin((M::temporaries | M::homes_kept_by_caller) - homes);
        any_loose_ = false;
        for (u32 i = 0; i < locals.size(); ++i)
            if (locals[i].home != no_reg)
                local_of_[static_cast<u32>(locals[i].home)] = i;
        state_ = {homes, {}};
    }
    /// Starts an instruction: no register is held.
    void begin_instruction() noexcept { registers_.begin_instruction(); }

    // The operand stack.

    [[nodiscard]] u32 height() const noexcept { return height_; }
    [[nodiscard]] Entry& operator[](u32 index) noexcept { return stack_[index]; }
    /// The slot that an operand settles in.
    [[nodiscard]] u32 slot_of(u32 index) const noexcept
    {
        return static_cast<u32>(locals_.size()) + index;
    }

    void push_constant(Kind kind, u64 bits) noexcept
    {
        Entry& entry = stack_[height_++];
        entry.in = Entry::In::constant;
        entry.loose = false;
        entry.kind = kind;
        entry.bits = bits;
    }
    void push_condition(Condition condition) noexcept
    {
        stack_[height_++] = {
            .in = Entry::In::condition, .kind = Kind::i32, .bits = static_cast<u64>(condition)};
    }
    void push_slot(Kind kind) noexcept
    {
        stack_[height_++] = {.in = Entry::In::slot, .kind = kind};
    }
    /// Requires: the register is held, or is a home that the next instruction sets.
    [[gnu::always_inline]] void push_reg(Kind kind, Reg reg, bool loose = false) noexcept
    {
        registers_.own(reg, height_);
        if (loose)
            any_loose_ = true;
        Entry& entry = stack_[height_++];
        entry.in = Entry::In::reg;
        entry.loose = loose;
        entry.kind = kind;
        entry.reg = reg;
    }
    void push_local(u32 local) noexcept
    {
        LocalPlace& place = locals_[local];
        Entry& entry = stack_[height_];
        entry.in = Entry::In::local;
        entry.loose = false;
        entry.kind = place.kind;
        entry.local = local;
        entry.bits = std::exchange(place.aliases, height_++);
    }
    /// Adds a constant to the topmost operand without code, if that is an i32 local with a home.
    /// Requires: there is an operand.
    [[nodiscard]] bool add_to_top(u32 constant) noexcept
    {
        Entry& top = stack_[height_ - 1];
        if (top.in != Entry::In::local || locals_[top.local].home == no_reg)
            return false;
        top.in = Entry::In::sum;
        top.bits |= u64{constant} << 32;
        return true;
    }
    /// Pushes what was popped. Requires: it is a constant or in a register of its own.
    void push(Entry value) noexcept
    {
        if (value.in == Entry::In::reg)
            registers_.own(value.reg, height_);
        stack_[height_++] = value;
    }

    /// Takes the topmost operand. It is readable until the next push, and its register, if it has
    /// one, held until the next instruction.
    [[nodiscard]] [[gnu::always_inline]] Entry& pop() noexcept
    {
        Entry& entry = take_top();
        if (entry.in == Entry::In::reg)
            registers_.hold(entry.reg);
        return entry;
    }
    void drop() noexcept { static_cast<void>(take_top()); }
    /// Forgets the operands above a height.
    void drop_to(u32 height) noexcept
    {
        while (height_ > height)
            drop();
    }

    /// Whether a popped operand is a constant that instructions take as an immediate.
    [[nodiscard]] static bool is_immediate(const Entry& value) noexcept
    {
        return value.in == Entry::In::constant && M::fits(value.bits);
    }
    /// Whether a popped operand is in a register already.
    [[nodiscard]] bool is_in_reg(const Entry& value) const noexcept
    {
        return reg_of(value) != no_reg;
    }

    // Registers.

    /// Holds a register of the kind's file for a new value, until the next instruction.
    [[nodiscard]] Reg take(Kind kind)
    {
        const RegSet file = file_of(is_float(kind));
        if ((registers_.open() & file).empty()) [[unlikely]]
            spill(file);
        const Reg reg = (registers_.open() & file).first();
        registers_.hold(reg);
        return reg;
    }
    /// Holds this register. Requires: no popped operand is in it.
    void take(Reg reg)
    {
        if (!registers_.is_free(reg)) [[unlikely]]
            clear_out(reg);
        registers_.hold(reg);
    }
    /// Holds it no longer.
    void vacate(Reg reg) noexcept { registers_.vacate(reg); }

    /// The value in a register, for reading: its own, or the home of its local.
    [[nodiscard]] [[gnu::always_inline]] Reg to_reg(Entry& value)
    {
        const Reg reg = reg_of(value);
        return reg != no_reg ? reg : bring_to_reg(value);
    }
    /// The value in a register of its own.
    Reg to_own_reg(Entry& value)
    {
        if (value.in != Entry::In::reg)
        {
            const Reg reg = take(value.kind);
            load(reg, value);
            settle_in(value, reg);
        }
        return value.reg;
    }
    /// The value in this very register. `other` is a popped operand that may be in the register and
    /// then moves away.
    void to_this_reg(Entry& value, Reg reg, Entry* other = nullptr)
    {
        if (value.owns(reg))
            return;
        if (other != nullptr && other->owns(reg))
            move_away(*other);
        take(reg);
        load(reg, value);
        settle_in(value, reg);
    }
    /// Moves a popped operand to another register. Requires: it is in one of its own.
    void move_away(Entry& value)
    {
        const Reg away = take(value.kind);
        masm_.move(value.kind, away, value.reg);
        settle_in(value, away);
    }
    /// The value as an operand: from where it is, if the machine's form can read it there.
    [[nodiscard]] [[gnu::always_inline]] Operand to_operand(Entry& value, bool constant, bool slot)
    {
        if (constant && is_immediate(value))
            return Operand::constant(value.bits);
        if (const Reg reg = reg_of(value); reg != no_reg)
            return Operand::of(reg);
        if (slot && value.in == Entry::In::slot)
            return Operand::in_slot(own_slot(value));
        if (slot && value.in == Entry::In::local && locals_[value.local].home == no_reg)
            return Operand::in_slot(value.local);
        return Operand::of(bring_to_reg(value));
    }

    /// Makes a possible NaN canonical.
    [[gnu::always_inline]] void tighten(Entry& value)
    {
        if (value.loose) [[unlikely]]
            make_canonical(value);
    }
    [[gnu::noinline]] void make_canonical(Entry& value)
    {
        masm_.canonicalise(value.kind, to_own_reg(value));
        value.loose = false;
    }

    // Locals.

    /// The home of a local with its value in it. Requires: it has one.
    [[nodiscard]] Reg home_of(u32 local)
    {
        const LocalPlace& place = locals_[local];
        if (!state_.in_home.has(place.home))
        {
            masm_.load_slot(place.kind, place.home, local);
            state_.in_home.add(place.home);
        }
        return place.home;
    }
    /// The home that may receive a value which the next instruction sets a local to.
    [[nodiscard]] Reg target(u32 local, Kind kind) const noexcept
    {
        const LocalPlace& place = locals_[local];
        return place.kind == kind && place.aliases == no_entry ? place.home : no_reg;
    }
    /// Sets a local. Operands that were the same as it keep the old value.
    void set_local(u32 local, Entry& value)
    {
        tighten(value);
        if (value.is_local(local))
            return;
        const LocalPlace& place = locals_[local];
        part_aliases(local);
        if (place.home == no_reg)
            return store_in_slot(local, value);
        if (!value.owns(place.home))
            load(place.home, value);
        state_.in_home.add(place.home);
        state_.in_slot.remove(place.home);
    }

    /// Sets a local and pushes what it was set to.
    void tee_local(u32 local, Entry& value)
    {
        const LocalPlace& place = locals_[local];
        if (place.home != no_reg || value.is_local(local))
        {
            set_local(local, value);
            return push_local(local);
        }
        tighten(value);
        part_aliases(local);
        if (value.in != Entry::In::constant)
            to_own_reg(value);
        store_in_slot(local, value);
        push(value);
    }

    [[nodiscard]] LocalState state() const noexcept { return state_; }
    void set_state(LocalState state) noexcept { state_ = state; }
    [[nodiscard]] RegSet homes() const noexcept { return homes_; }
    /// Loads homes from their slots.
    void load_homes(RegSet regs)
    {
        state_.in_home |= regs;
        if (!regs.empty())
            load_each(regs);
    }
    /// Stores homes in their slots, too.
    void store_homes(RegSet regs)
    {
        state_.in_slot |= regs;
        if (!regs.empty())
            store_each(regs);
    }

    // For calls and labels.

    /// Brings all operands above `from` and below `to` that are neither settled nor constants into
    /// their slots. With `aliases`, also those that are the same as a local.
    void settle(u32 from, u32 to, bool aliases)
    {
        for (u32 index = to; index-- > from;)
        {
            const Entry::In in = stack_[index].in;
            if (in == Entry::In::reg || (aliases && stack_[index].refers()))
                store(index);
        }
    }
    /// Settles everything, so that it is where every path finds it. Looks at each operand once.
    void settle_all()
    {
        if (settled_ == height_)
            return;
        settle(settled_, height(), true);
        settled_ = height();
        stored_ = height();
    }
    /// Settles what is in registers below a height. Looks at each operand once.
    void settle_below(u32 to)
    {
        if (stored_ >= to)
            return;
        settle(stored_, to, false);
        stored_ = to;
    }
    /// The register that an operand can be read from; none where it is a constant or in a slot.
    [[nodiscard]] Reg reg_at(const Entry& entry) const noexcept { return reg_of(entry); }
    /// The home that holds the local of a sum; none where it does not, or the operand is no sum.
    [[nodiscard]] Reg home_of_sum(const Entry& entry) const noexcept
    {
        if (entry.in != Entry::In::sum)
            return no_reg;
        const Reg home = locals_[entry.local].home;
        return state_.in_home.has(home) ? home : no_reg;
    }
    /// Makes possible NaNs among the operands above a height canonical.
    void tighten_above(u32 height)
    {
        if (!any_loose_)
            return;
        for (u32 index = height; index < height_; ++index)
            if (stack_[index].loose)
                tighten_at(index);
    }
    /// Brings a constant on the stack into its slot, too.
    void settle_constant(u32 index)
    {
        Entry& entry = stack_[index];
        if (entry.in != Entry::In::constant)
            return;
        store_constant(slot_of(index), entry);
        entry.in = Entry::In::slot;
    }
    /// Puts a value into a slot of this frame.
    void store_in_slot(u32 slot, Entry& value)
    {
        if (value.in == Entry::In::constant)
            return store_constant(slot, value);
        masm_.store_slot(value.kind, slot, to_reg(value));
    }

    /// Puts the value of an entry into a register.
    void load(Reg reg, const Entry& entry)
    {
        switch (entry.in)
        {
        case Entry::In::constant:
            return masm_.constant(entry.kind, reg, entry.bits);
        case Entry::In::local:
            return load_local(reg, entry.local);
        case Entry::In::sum:
            return masm_.add_constant(reg, home_of(entry.local), entry.addend());
        case Entry::In::reg:
            if (entry.reg != reg)
                masm_.move(entry.kind, reg, entry.reg);
            return;
        case Entry::In::slot:
            return masm_.load_slot(entry.kind, reg, own_slot(entry));
        case Entry::In::condition:
            return masm_.set(static_cast<Condition>(entry.bits), reg);
        }
    }

private:
    friend Recount<M>;

    [[nodiscard]] static RegSet file_of(bool floats) noexcept
    {
        return floats ? RegSet::floats() : RegSet::integers();
    }

    [[nodiscard]] [[gnu::always_inline]] Entry& take_top() noexcept
    {
        Entry& entry = stack_[--height_];
        if (height_ < stored_)
        {
            stored_ = height_;
            settled_ = std::min(settled_, height_);
        }
        if (entry.refers())
            locals_[entry.local].aliases = static_cast<u32>(entry.bits);
        else if (entry.in == Entry::In::reg)
            registers_.disown(entry.reg);
        return entry;
    }
    // A popped operand is now in this register, which is held, and no longer in the one it had.
    void settle_in(Entry& value, Reg reg) noexcept
    {
        if (value.in == Entry::In::reg)
            vacate(value.reg);
        value.in = Entry::In::reg;
        value.reg = reg;
    }
    [[gnu::noinline]] void load_each(RegSet regs)
    {
        while (!regs.empty())
        {
            const u32 local = local_of_[static_cast<u32>(regs.first())];
            masm_.load_slot(locals_[local].kind, regs.take_first(), local);
        }
    }
    [[gnu::noinline]] void store_each(RegSet regs)
    {
        while (!regs.empty())
        {
            const u32 local = local_of_[static_cast<u32>(regs.first())];
            masm_.store_slot(locals_[local].kind, local, regs.take_first());
        }
    }
    void tighten_at(u32 index)
    {
        masm_.ensure();
        Entry& entry = stack_[index];
        const Reg reg = entry.in == Entry::In::reg ? entry.reg : take(entry.kind);
        if (entry.in == Entry::In::slot)
            masm_.load_slot(entry.kind, reg, slot_of(index));
        masm_.canonicalise(entry.kind, reg);
        entry.loose = false;
        if (entry.in != Entry::In::slot)
            return;
        masm_.store_slot(entry.kind, slot_of(index), reg);
        vacate(reg);
    }
    // The slot of an operand, which is on the stack or was popped last.
    [[nodiscard]] u32 own_slot(const Entry& entry) const noexcept
    {
        return slot_of(static_cast<u32>(&entry - stack_.data()));
    }
    [[nodiscard]] [[gnu::noinline]] Reg bring_to_reg(Entry& value)
    {
        if (value.in == Entry::In::local && locals_[value.local].home != no_reg)
            return home_of(value.local);
        return to_own_reg(value);
    }
    // The register that an operand can be read from.
    [[nodiscard]] [[gnu::always_inline]] Reg reg_of(const Entry& entry) const noexcept
    {
        if (entry.in == Entry::In::reg)
            return entry.reg;
        if (entry.in != Entry::In::local)
            return no_reg;
        const Reg home = locals_[entry.local].home;
        return home != no_reg && state_.in_home.has(home) ? home : no_reg;
    }

    void store_constant(u32 slot, const Entry& entry)
    {
        if (M::fits(entry.bits))
            return masm_.store_slot_constant(slot, entry.bits);
        const Reg reg = take(entry.kind);
        masm_.constant(entry.kind, reg, entry.bits);
        masm_.store_slot(entry.kind, slot, reg);
        vacate(reg);
    }
    void load_local(Reg reg, u32 local)
    {
        const LocalPlace& place = locals_[local];
        if (place.home == no_reg)
            return masm_.load_slot(place.kind, reg, local);
        if (const Reg home = home_of(local); home != reg)
            masm_.move(place.kind, reg, home);
    }

    // Frees a register of a file: the operand furthest down goes to its slot.
    [[gnu::noinline]] void spill(RegSet file)
    {
        PAWL_CHECK(!(registers_.owned() & file).empty(),
                   "one instruction does not take all registers");
        store(registers_.lowest_owner(file));
        PAWL_CHECK(!(registers_.open() & file).empty(),
                   "no instruction spills what it pushed itself");
    }
    // Brings an operand into its slot. One instruction may ask for that for many.
    void store(u32 index)
    {
        masm_.ensure();
        Entry& entry = stack_[index];
        if (entry.refers())
        {
            unlink(entry, index);
            copy_to_slot(entry, slot_of(index));
        }
        else
        {
            masm_.store_slot(entry.kind, slot_of(index), entry.reg);
            registers_.disown(entry.reg);
        }
        entry.in = Entry::In::slot;
    }
    // Requires: no operand above refers to the same local.
    void unlink(const Entry& entry, u32 index) noexcept
    {
        PAWL_CHECK(locals_[entry.local].aliases == index, "aliases are parted from the top");
        locals_[entry.local].aliases = static_cast<u32>(entry.bits);
    }
    // Requires: it refers to a local.
    void copy_to_slot(const Entry& entry, u32 slot)
    {
        const LocalPlace& place = locals_[entry.local];
        if (place.home == no_reg)
            return masm_.copy_slots(slot, entry.local, 1, false);
        const Reg home = home_of(entry.local);
        if (entry.in == Entry::In::local)
            return masm_.store_slot(place.kind, slot, home);
        masm_.add_constant(M::spare_integer, home, entry.addend());
        masm_.store_slot(Kind::i32, slot, M::spare_integer);
    }
    // Gives the operands that refer to a local a value of their own.
    [[gnu::always_inline]] void part_aliases(u32 local)
    {
        if (locals_[local].aliases != no_entry) [[unlikely]]
            part_each_alias(local);
    }
    [[gnu::noinline]] void part_each_alias(u32 local)
    {
        LocalPlace& place = locals_[local];
        while (place.aliases != no_entry)
        {
            const u32 index = place.aliases;
            if ((registers_.open() & file_of(is_float(place.kind))).empty() || index < stored_)
            {
                store(index);
                continue;
            }
            Entry& entry = stack_[index];
            unlink(entry, index);
            entry.reg = take(place.kind);
            load(entry.reg, entry);
            entry.in = Entry::In::reg;
            registers_.own(entry.reg, index);
            vacate(entry.reg); // It may have to leave it again, for what follows.
        }
    }
    // Makes the operand in a register leave it.
    [[gnu::noinline]] void clear_out(Reg reg)
    {
        const u32 owner = registers_.owner(reg);
        PAWL_CHECK(stack_[owner].owns(reg), "a register that is wanted belongs to an operand");
        const RegSet others = registers_.open() & file_of(is_float(reg));
        if (others.empty())
            store(owner);
        else
            move_entry(owner, others.first());
    }
    void move_entry(u32 index, Reg to)
    {
        Entry& entry = stack_[index];
        masm_.move(entry.kind, to, entry.reg);
        registers_.disown(entry.reg);
        entry.reg = to;
        registers_.own(to, index);
    }

    M& masm_;
    std::vector<Entry> stack_; ///< as many as any function needs; popped ones stay behind
    u32 height_ = 0;
    std::span<LocalPlace> locals_;
    RegSet homes_;
    RegisterOwners registers_; ///< that operands may be in
    LocalState state_;
    bool any_loose_ = false;                         ///< whether a possible NaN was ever pushed
    std::array<u32, 2 * file_registers> local_of_{}; ///< per home: its local
    u32 settled_ = 0; ///< operands below are in their slots or constant
    u32 stored_ = 0;  ///< operands below are not in registers of their own
};
} // namespace pawl::singlepass
