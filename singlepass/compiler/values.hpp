// Where every local and operand of a function is while it is compiled.
#pragma once

#include "base/check.hpp"
#include "singlepass/compiler/entry.hpp"
#include "singlepass/compiler/homes.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace pawl::singlepass
{
/// The operand stack and the locals of one function, in registers and slots. Every operation takes
/// time independent of the sizes of either, or is paid for by the operands it settles.
template <typename M>
class Values
{
public:
    using Condition = typename M::Condition;

    explicit Values(M& masm) noexcept : masm_{masm} {}

    /// An operand that was popped. Its register, if it has one, is taken until this is destroyed.
    class Popped
    {
    public:
        Popped(Values& values, const Entry& entry) noexcept : values_{&values}, entry_{entry} {}
        Popped(Popped&& other) noexcept
            : values_{other.values_}, entry_{std::exchange(other.entry_, Entry{})}
        {
        }
        Popped& operator=(Popped&& other) noexcept
        {
            std::swap(entry_, other.entry_);
            return *this;
        }
        Popped(const Popped&) = delete;
        Popped& operator=(const Popped&) = delete;
        ~Popped() { give_back(); }

        [[nodiscard]] const Entry& entry() const noexcept { return entry_; }
        [[nodiscard]] Kind kind() const noexcept { return entry_.kind; }
        [[nodiscard]] bool is(Entry::In in) const noexcept { return entry_.in == in; }
        /// Whether it stands in a register of its own.
        [[nodiscard]] bool owns_reg() const noexcept { return entry_.in == Entry::In::reg; }

        /// Now stands in this register, which was taken for it.
        void settle_in(Reg reg) noexcept
        {
            give_back();
            entry_.in = Entry::In::reg;
            entry_.reg = reg;
        }
        /// Hands its register over to the caller. Requires: owns_reg().
        [[nodiscard]] Reg release() noexcept
        {
            entry_.in = Entry::In::constant;
            return entry_.reg;
        }
        void tighten() noexcept { entry_.loose = false; }

    private:
        void give_back() noexcept
        {
            if (entry_.in == Entry::In::reg)
                values_->vacate(entry_.reg);
        }

        Values* values_;
        Entry entry_;
    };

    /// Starts a function. `locals` says the kind of each and its home.
    void begin(std::vector<LocalPlace>& locals, RegSet homes)
    {
        locals_ = &locals;
        homes_ = homes;
        stack_.clear();
        owner_.fill(no_entry);
        settled_ = 0;
        stored_ = 0;
        free_ = (M::temporaries | M::homes_kept_by_caller) - homes;
        for (u32 i = 0; i < locals.size(); ++i)
            if (locals[i].home != no_reg)
                local_of_[static_cast<u32>(locals[i].home)] = i;
        state_ = {homes, {}};
    }

    // The operand stack.

    [[nodiscard]] u32 height() const noexcept { return static_cast<u32>(stack_.size()); }
    [[nodiscard]] Entry& operator[](u32 index) noexcept { return stack_[index]; }
    /// The slot that an operand settles in.
    [[nodiscard]] u32 slot_of(u32 index) const noexcept
    {
        return static_cast<u32>(locals_->size()) + index;
    }

    void push_constant(Kind kind, u64 bits)
    {
        stack_.push_back({.in = Entry::In::constant, .kind = kind, .bits = bits});
    }
    void push_condition(Condition condition)
    {
        stack_.push_back(
            {.in = Entry::In::condition, .kind = Kind::i32, .bits = static_cast<u64>(condition)});
    }
    void push_slot(Kind kind) { stack_.push_back({.in = Entry::In::slot, .kind = kind}); }
    /// Requires: the register is taken for it, or is a home that the next instruction sets.
    void push_reg(Kind kind, Reg reg, bool loose = false)
    {
        owner_[static_cast<u32>(reg)] = height();
        stack_.push_back({.in = Entry::In::reg, .kind = kind, .reg = reg, .loose = loose});
    }
    void push_local(u32 local)
    {
        LocalPlace& place = (*locals_)[local];
        stack_.push_back({.in = Entry::In::local,
                          .kind = place.kind,
                          .local = local,
                          .bits = std::exchange(place.aliases, height())});
    }
    /// Pushes what was popped. Requires: it is a constant or owns a register.
    void push(Popped value)
    {
        const auto [in, kind, reg, loose, local, bits] = value.entry();
        if (in == Entry::In::constant)
            return push_constant(kind, bits);
        push_reg(kind, value.release(), loose);
    }

    [[nodiscard]] Popped pop()
    {
        Entry entry = stack_.back();
        if (entry.in == Entry::In::local)
            (*locals_)[entry.local].aliases = static_cast<u32>(entry.bits);
        else if (entry.in == Entry::In::slot)
            entry.local = height() - 1; // whose slot it is
        else if (entry.in == Entry::In::reg)
            owner_[static_cast<u32>(entry.reg)] = no_entry;
        stack_.pop_back();
        settled_ = std::min(settled_, height());
        stored_ = std::min(stored_, height());
        return Popped{*this, entry};
    }
    void drop() { static_cast<void>(pop()); }
    /// Forgets the operands above a height.
    void drop_to(u32 height)
    {
        while (this->height() > height)
            drop();
    }

    /// Forgets what was popped; its register is free.
    static void discard(Popped value) { static_cast<void>(value); }

    /// Whether a popped operand is a constant that instructions take as an immediate.
    [[nodiscard]] static bool is_immediate(const Popped& value) noexcept
    {
        return value.is(Entry::In::constant) && M::fits(value.entry().bits);
    }
    /// Whether a popped operand is in a register already.
    [[nodiscard]] bool is_in_reg(const Popped& value) const noexcept
    {
        const Entry& entry = value.entry();
        if (entry.in != Entry::In::local)
            return entry.in == Entry::In::reg;
        const Reg home = (*locals_)[entry.local].home;
        return home != no_reg && state_.in_home.has(home);
    }

    // Registers.

    /// Takes a register of the kind's file for a new value.
    [[nodiscard]] Reg take(Kind kind)
    {
        const RegSet file = is_float(kind) ? RegSet::floats() : RegSet::integers();
        RegSet open = free_ & file;
        if (open.empty())
        {
            spill(file);
            open = free_ & file;
        }
        const Reg reg = open.first();
        free_.remove(reg);
        return reg;
    }
    /// Takes this register. Requires: no popped operand owns it.
    void take(Reg reg)
    {
        if (free_.has(reg))
            return free_.remove(reg);
        const u32 owner = owner_[static_cast<u32>(reg)];
        PAWL_CHECK(owner != no_entry, "a register that is wanted belongs to an operand");
        const RegSet others = free_ & (is_float(reg) ? RegSet::floats() : RegSet::integers());
        if (others.empty())
            store(owner);
        else
            move_entry(owner, others.first());
        free_.remove(reg);
    }
    void vacate(Reg reg) noexcept
    {
        if (!homes_.has(reg))
            free_.add(reg);
    }
    [[nodiscard]] bool is_free(Reg reg) const noexcept { return free_.has(reg); }

    /// The value in a register, for reading: its own, or the home of its local.
    [[nodiscard]] Reg to_reg(Popped& value)
    {
        const Entry& entry = value.entry();
        if (entry.in == Entry::In::reg)
            return entry.reg;
        if (entry.in == Entry::In::local && (*locals_)[entry.local].home != no_reg)
            return home_of(entry.local);
        return to_own_reg(value);
    }
    /// The value in a register of its own.
    Reg to_own_reg(Popped& value)
    {
        if (!value.owns_reg())
        {
            const Reg reg = take(value.kind());
            load(reg, value.entry());
            value.settle_in(reg);
        }
        return value.entry().reg;
    }
    /// The value in this very register. `other` is a popped operand that may own the register and
    /// then moves away.
    void to_this_reg(Popped& value, Reg reg, Popped* other = nullptr)
    {
        if (value.owns_reg() && value.entry().reg == reg)
            return;
        if (other != nullptr && other->owns_reg() && other->entry().reg == reg)
            move_away(*other);
        take(reg);
        load(reg, value.entry());
        value.settle_in(reg);
    }
    /// Moves a popped operand to another register. Requires: owns_reg().
    void move_away(Popped& value)
    {
        const Reg away = take(value.kind());
        masm_.move(value.kind(), away, value.entry().reg);
        value.settle_in(away);
    }
    /// The value as an operand: from where it is, if the machine's form can read it there.
    [[nodiscard]] Operand to_operand(Popped& value, bool constant, bool slot)
    {
        const Entry& entry = value.entry();
        switch (entry.in)
        {
        case Entry::In::constant:
            if (constant && M::fits(entry.bits))
                return Operand::constant(entry.bits);
            break;
        case Entry::In::local:
            if (slot && (*locals_)[entry.local].home == no_reg)
                return Operand::in_slot(entry.local);
            break;
        case Entry::In::slot:
            if (slot)
                return Operand::in_slot(slot_of(entry.local));
            break;
        default:
            break;
        }
        return Operand::of(to_reg(value));
    }

    /// Makes a possible NaN canonical.
    void tighten(Popped& value)
    {
        if (!value.entry().loose)
            return;
        masm_.canonicalise(value.kind(), to_own_reg(value));
        value.tighten();
    }

    // Locals.

    /// The home of a local with its value in it. Requires: it has one.
    [[nodiscard]] Reg home_of(u32 local)
    {
        const LocalPlace& place = (*locals_)[local];
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
        const LocalPlace& place = (*locals_)[local];
        return place.kind == kind && place.aliases == no_entry ? place.home : no_reg;
    }
    /// Sets a local. Operands that were the same as it keep the old value.
    void set_local(u32 local, Popped value)
    {
        tighten(value);
        if (value.is(Entry::In::local) && value.entry().local == local)
            return;
        const LocalPlace& place = (*locals_)[local];
        part_aliases(local);
        if (place.home == no_reg)
            return store_in_slot(local, value);
        load(place.home, value.entry());
        state_.in_home.add(place.home);
        state_.in_slot.remove(place.home);
    }

    /// Sets a local and pushes what it was set to.
    void tee_local(u32 local, Popped value)
    {
        const LocalPlace& place = (*locals_)[local];
        if (place.home != no_reg || (value.is(Entry::In::local) && value.entry().local == local))
        {
            set_local(local, std::move(value));
            return push_local(local);
        }
        tighten(value);
        part_aliases(local);
        if (!value.is(Entry::In::constant))
            to_own_reg(value);
        store_in_slot(local, value);
        push(std::move(value));
    }

    [[nodiscard]] LocalState state() const noexcept { return state_; }
    void set_state(LocalState state) noexcept { state_ = state; }
    [[nodiscard]] RegSet homes() const noexcept { return homes_; }
    /// Loads homes from their slots.
    void load_homes(RegSet regs)
    {
        state_.in_home |= regs;
        while (!regs.empty())
        {
            const u32 local = local_of_[static_cast<u32>(regs.first())];
            masm_.load_slot((*locals_)[local].kind, regs.take_first(), local);
        }
    }
    /// Stores homes in their slots, too.
    void store_homes(RegSet regs)
    {
        state_.in_slot |= regs;
        while (!regs.empty())
        {
            const u32 local = local_of_[static_cast<u32>(regs.first())];
            masm_.store_slot((*locals_)[local].kind, local, regs.take_first());
        }
    }

    // For calls and labels.

    /// Brings all operands above `from` and below `to` that are neither settled nor constants into
    /// their slots. With `aliases`, also those that are the same as a local.
    void settle(u32 from, u32 to, bool aliases)
    {
        for (u32 index = to; index-- > from;)
        {
            const Entry::In in = stack_[index].in;
            if (in == Entry::In::reg || (aliases && in == Entry::In::local))
                store(index);
        }
    }
    /// Settles everything, so that it is where every path finds it. Looks at each operand once.
    void settle_all()
    {
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
    [[nodiscard]] Reg reg_at(u32 index) const noexcept
    {
        const Entry& entry = stack_[index];
        if (entry.in == Entry::In::reg)
            return entry.reg;
        if (entry.in != Entry::In::local)
            return no_reg;
        const Reg home = (*locals_)[entry.local].home;
        return home != no_reg && state_.in_home.has(home) ? home : no_reg;
    }
    /// Makes a possible NaN on the stack canonical.
    void tighten_at(u32 index)
    {
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
    void store_in_slot(u32 slot, Popped& value)
    {
        if (value.is(Entry::In::constant))
            return store_constant(slot, value.entry());
        const Kind kind = value.kind();
        masm_.store_slot(kind, slot, to_reg(value));
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
        case Entry::In::reg:
            if (entry.reg != reg)
                masm_.move(entry.kind, reg, entry.reg);
            return;
        case Entry::In::slot:
            return masm_.load_slot(entry.kind, reg, slot_of(entry.local));
        case Entry::In::condition:
            return masm_.set(static_cast<Condition>(entry.bits), reg);
        }
    }

private:
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
        const LocalPlace& place = (*locals_)[local];
        if (place.home == no_reg)
            return masm_.load_slot(place.kind, reg, local);
        if (const Reg home = home_of(local); home != reg)
            masm_.move(place.kind, reg, home);
    }

    // Frees a register of a file: the operand furthest down goes to its slot.
    void spill(RegSet file)
    {
        RegSet taken = (M::temporaries | M::homes_kept_by_caller) - homes_;
        taken = (taken & file) - free_;
        u32 lowest = no_entry;
        while (!taken.empty())
            lowest = std::min(lowest, owner_[static_cast<u32>(taken.take_first())]);
        PAWL_CHECK(lowest != no_entry, "one instruction does not take all registers");
        store(lowest);
    }
    // Brings an operand into its slot.
    void store(u32 index)
    {
        Entry& entry = stack_[index];
        if (entry.in == Entry::In::local)
        {
            unlink(entry, index);
            copy_local(entry.local, slot_of(index));
        }
        else
        {
            masm_.store_slot(entry.kind, slot_of(index), entry.reg);
            owner_[static_cast<u32>(entry.reg)] = no_entry;
            vacate(entry.reg);
        }
        entry.in = Entry::In::slot;
    }
    // Requires: no operand above is the same local.
    void unlink(const Entry& entry, u32 index) noexcept
    {
        PAWL_CHECK((*locals_)[entry.local].aliases == index, "aliases are parted from the top");
        (*locals_)[entry.local].aliases = static_cast<u32>(entry.bits);
    }
    void copy_local(u32 local, u32 slot)
    {
        const LocalPlace& place = (*locals_)[local];
        if (place.home != no_reg)
            return masm_.store_slot(place.kind, slot, home_of(local));
        masm_.copy_slots(slot, local, 1);
    }
    // Gives the operands that are the same as a local a value of their own.
    void part_aliases(u32 local)
    {
        LocalPlace& place = (*locals_)[local];
        while (place.aliases != no_entry)
        {
            const u32 index = place.aliases;
            const RegSet file = is_float(place.kind) ? RegSet::floats() : RegSet::integers();
            if ((free_ & file).empty() || index < stored_)
            {
                store(index);
                continue;
            }
            Entry& entry = stack_[index];
            unlink(entry, index);
            entry.reg = take(place.kind);
            load_local(entry.reg, local);
            entry.in = Entry::In::reg;
            owner_[static_cast<u32>(entry.reg)] = index;
        }
    }
    void move_entry(u32 index, Reg to)
    {
        Entry& entry = stack_[index];
        masm_.move(entry.kind, to, entry.reg);
        owner_[static_cast<u32>(entry.reg)] = no_entry;
        free_.add(entry.reg);
        free_.remove(to);
        entry.reg = to;
        owner_[static_cast<u32>(to)] = index;
    }

    M& masm_;
    std::vector<Entry> stack_;
    std::vector<LocalPlace>* locals_ = nullptr;
    RegSet homes_;
    RegSet free_; ///< registers for operands that none has
    LocalState state_;
    std::array<u32, 2 * file_registers> owner_{};    ///< per register: the operand in it
    std::array<u32, 2 * file_registers> local_of_{}; ///< per home: its local
    u32 settled_ = 0; ///< operands below are in their slots or constant
    u32 stored_ = 0;  ///< operands below are not in registers of their own
};
} // namespace pawl::singlepass
