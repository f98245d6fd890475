// Compiles the instructions that compute: what a body does between its branches and calls.
#pragma once

#include "singlepass/compiler/calls.hpp"
#include "singlepass/compiler/helpers.hpp"
#include "singlepass/compiler/shape.hpp"

namespace pawl::singlepass
{
/// Whether the machine's form of an instruction takes a constant as its last operand.
template <typename M, Op op>
[[nodiscard]] consteval bool takes_constant()
{
    if constexpr (shape_of(op) == Shape::binary || shape_of(op) == Shape::compare)
        return M::template form<op>.constant;
    else
        return false;
}

/// Instructions that take operands and give results, by their shape. Control is a matter of whoever
/// derives.
template <MacroAssembler M>
class ValueCompiler
{
public:
    using Condition = typename M::Condition;

    template <Op op>
        requires(shape_of(op) == Shape::unary)
    void on()
    {
        Entry& a = values_.pop();
        if constexpr (keeps_nan_bits(op))
            values_.tighten(a);
        const Kind kind = result_kind<op>;
        constexpr Form form = M::template form<op>;
        const Operand operand = values_.to_operand(a, false, form.slot);
        const Reg d = destination(kind, a);
        if constexpr (info(op).traps)
            masm_.at(in_.instruction_offset());
        masm_.template unary<op>(d, operand);
        push(kind, d, makes_nans(op));
    }

    template <Op op>
        requires(shape_of(op) == Shape::binary)
    void on()
    {
        Entry& b = values_.pop();
        Entry& a = values_.pop();
        if constexpr (keeps_nan_bits(op))
        {
            values_.tighten(a);
            values_.tighten(b);
        }
        constexpr Form form = M::template form<op>;
        const bool swapped = form.commutes && b.in != Entry::In::constant &&
                             !values_.is_in_reg(a) && values_.is_in_reg(b);
        emit_binary<op>(swapped ? b : a, swapped ? a : b);
    }

    template <Op op>
        requires(shape_of(op) == Shape::compare)
    void on()
    {
        Entry& b = values_.pop();
        Entry& a = values_.pop();
        constexpr Form form = M::template form<op>;
        const Operand last = values_.to_operand(b, form.constant, form.slot);
        const Reg first = values_.to_reg(a);
        finish_condition(masm_.template compare<op>(first, last));
    }

    // The same of a constant that the last instruction gave.

    template <Op op>
        requires(takes_constant<M, op>())
    void on_constant(u64 bits)
    {
        Entry& a = values_.pop();
        const Operand last = Operand::constant(bits);
        const Reg first = values_.to_reg(a);
        if constexpr (shape_of(op) == Shape::compare)
            finish_condition(masm_.template compare<op>(first, last));
        else
            finish_binary<op>(first, last, a);
    }

    template <Op op>
        requires(shape_of(op) == Shape::test)
    void on()
    {
        Entry& a = values_.pop();
        if (a.in == Entry::In::condition)
            return finish_condition(M::inverse(static_cast<Condition>(a.bits)));
        finish_condition(M::inverse(masm_.is_not_zero(a.kind, values_.to_reg(a))));
    }

    template <Op op>
        requires(shape_of(op) == Shape::load)
    void on()
    {
        MemoryAccess access = read_memarg();
        Entry& address = values_.pop();
        set_address(access, address);
        masm_.at(in_.instruction_offset());
        const Reg d = destination(result_kind<op>, address);
        masm_.template load<op>(d, access);
        push(result_kind<op>, d, false);
    }

    template <Op op>
        requires(shape_of(op) == Shape::store)
    void on()
    {
        MemoryAccess access = read_memarg();
        Entry& value = values_.pop();
        Entry& address = values_.pop();
        values_.tighten(value);
        const Operand stored = values_.to_operand(value, true, false);
        set_address(access, address);
        masm_.at(in_.instruction_offset());
        masm_.template store<op>(access, stored);
    }

    template <Op op>
        requires(op == Op::i32_const)
    void on()
    {
        static_cast<void>(give_constant(Kind::i32, in_.leb_s32()));
    }
    template <Op op>
        requires(op == Op::i64_const)
    void on()
    {
        static_cast<void>(give_constant(Kind::i64, static_cast<u64>(in_.leb_s64())));
    }
    template <Op op>
        requires(op == Op::f32_const)
    void on()
    {
        values_.push_constant(Kind::f32, in_.template little_endian<u32>());
    }
    template <Op op>
        requires(op == Op::f64_const)
    void on()
    {
        values_.push_constant(Kind::f64, in_.template little_endian<u64>());
    }
    template <Op op>
        requires(op == Op::ref_null)
    void on()
    {
        in_.skip(1);
        values_.push_constant(Kind::i64, 0);
    }

    template <Op op>
        requires(op == Op::nop)
    void on()
    {
    }
    template <Op op>
        requires(op == Op::drop)
    void on()
    {
        values_.drop();
    }
    template <Op op>
        requires(op == Op::select)
    void on()
    {
        select();
    }
    template <Op op>
        requires(op == Op::select_t)
    void on()
    {
        in_.skip(in_.leb_u32());
        select();
    }

    template <Op op>
        requires(op == Op::local_get)
    void on()
    {
        values_.push_local(in_.leb_u32());
    }
    template <Op op>
        requires(op == Op::local_set)
    void on()
    {
        const u32 local = in_.leb_u32();
        values_.set_local(local, values_.pop());
    }
    template <Op op>
        requires(op == Op::local_tee)
    void on()
    {
        const u32 local = in_.leb_u32();
        values_.tee_local(local, values_.pop());
    }
    template <Op op>
        requires(op == Op::global_get)
    void on()
    {
        const u32 index = in_.leb_u32();
        const Kind kind = kind_of(module_.globals[index].type.type);
        const Reg d = destination(kind);
        masm_.global_get(kind, d, global(index));
        push(kind, d, false);
    }
    template <Op op>
        requires(op == Op::global_set)
    void on()
    {
        const u32 index = in_.leb_u32();
        Entry& value = values_.pop();
        values_.tighten(value);
        masm_.global_set(value.kind, global(index), values_.to_reg(value));
    }

    template <Op op>
        requires(op == Op::memory_size)
    void on()
    {
        const u32 memory = in_.leb_u32();
        const bool wide = is_wide(memory);
        const Kind kind = wide ? Kind::i64 : Kind::i32;
        const Reg d = destination(kind);
        masm_.memory_size(d, memory, wide);
        push(kind, d, false);
    }

    template <Op op>
        requires(op == Op::ref_func)
    void on()
    {
        const u32 function = in_.leb_u32(); // before what looks at the next instruction
        const Reg d = destination(Kind::i64);
        masm_.function_reference(d, function);
        push(Kind::i64, d, false);
    }

    // What the runtime does.

    template <Op op>
        requires(helper_of(op) != nullptr)
    void on()
    {
        constexpr HelperUse use = *helper_of(op);
        const HelperImmediates indices = read_indices<op>(in_);
        for (u32 i = 0; i < indices.count; ++i)
            values_.push_constant(Kind::i64, indices.numbers[i]);
        const u32 slots = use.operands + indices.count;
        calls_.pass_all_in_slots(slots);
        masm_.at(in_.instruction_offset());
        masm_.call_helper(use.helper, slots);
        if constexpr (use.result != HelperResult::none)
        {
            values_.take(M::integer_result);
            push(helper_result(use.result, indices.numbers[0]), M::integer_result, false);
        }
    }

protected:
    ValueCompiler(const Module& module, M& masm)
        : module_{module},
          masm_{masm},
          values_{masm},
          calls_{masm, values_},
          in_{module, 0},
          wide_{!module.memories.empty() && is_wide(0)}
    {
    }

    /// The condition that an operand is not zero.
    [[nodiscard]] Condition tested(Entry& condition)
    {
        if (condition.in == Entry::In::condition)
            return static_cast<Condition>(condition.bits);
        return masm_.is_not_zero(Kind::i32, values_.to_reg(condition));
    }

    /// Compiles the constant that an instruction gives, and what follows if it needs that as its
    /// last operand: half of all constants, which are never pushed. Whether there is code of it.
    [[gnu::always_inline]] bool give_constant(Kind kind, u64 bits)
    {
        const u8 following = in_.peek();
        if (following == first_byte(Op::i32_add) && values_.add_to_top(static_cast<u32>(bits)))
        {
            in_.skip(1);
            return false;
        }
        const ConstantHandler next = constant_handlers[following];
        if (next == nullptr || !M::fits(bits))
        {
            values_.push_constant(kind, bits);
            return false;
        }
        static_cast<void>(in_.begin_instruction());
        next(*this, bits);
        return true;
    }

    const Module& module_;
    M& masm_;
    Values<M> values_;
    Calls<M> calls_;
    CodeReader in_;

private:
    static constexpr u32 has_memory = 0x40; // in the flags of a memarg: an index follows

    bool wide_; // whether the addresses of memory 0 have 64 bits

    // Where a result goes: into the home of the local that the next instruction sets, into a
    // register that an operand leaves, or into any other. Requires: all immediates were read.
    template <typename... Operands>
    [[nodiscard]] [[gnu::always_inline]] Reg destination(Kind kind, const Operands&... operands)
    {
        if (const auto local = in_.local_set_next())
            if (const Reg home = values_.target(*local, kind); home != no_reg)
                return home;
        Reg left = no_reg;
        [[maybe_unused]] const auto offer = [&](const Entry& operand)
        {
            if (left == no_reg && operand.in == Entry::In::reg &&
                is_float(operand.kind) == is_float(kind))
                left = operand.reg;
        };
        (offer(operands), ...);
        return left != no_reg ? left : values_.take(kind);
    }
    void push(Kind kind, Reg reg, bool loose) { values_.push_reg(kind, reg, loose); }

    // By the first byte of an opcode, what compiles the instruction with a constant that stands
    // before it; null where there is no such form.

    using ConstantHandler = void (*)(ValueCompiler&, u64 bits);
    template <Op op>
    static void compile_with_constant(ValueCompiler& compiler, u64 bits)
    {
        compiler.template on_constant<op>(bits);
    }
    template <u8 byte>
    [[nodiscard]] static constexpr ConstantHandler constant_handler_of()
    {
        if constexpr (single_byte_ops[byte].has_value())
            if constexpr (takes_constant<M, *single_byte_ops[byte]>())
                return &compile_with_constant<*single_byte_ops[byte]>;
        return nullptr;
    }
    static constexpr auto constant_handlers =
        []<std::size_t... bytes>(std::index_sequence<bytes...>)
    {
        return std::array<ConstantHandler, sizeof...(bytes)>{constant_handler_of<bytes>()...};
    }(std::make_index_sequence<256>{});

    template <Op op>
    [[gnu::always_inline]] void emit_binary(Entry& a, Entry& b)
    {
        constexpr Form form = M::template form<op>;
        if constexpr (form.first != no_reg || form.last != no_reg)
            if (!(form.constant && values_.is_immediate(b)))
                return fixed_binary<op>(a, b);
        const Operand last = values_.to_operand(b, form.constant, form.slot);
        finish_binary<op>(values_.to_reg(a), last, a, b);
    }
    // `operands` are those of which the result may take the register.
    template <Op op>
    [[gnu::always_inline]] void finish_binary(Reg first, const Operand& last,
                                              const auto&... operands)
    {
        const Reg d = destination(result_kind<op>, operands...);
        if constexpr (info(op).traps)
            masm_.at(in_.instruction_offset());
        masm_.template binary<op>(d, first, last);
        push(result_kind<op>, d, makes_nans(op));
    }

    // A machine's form that works in registers of its own.
    template <Op op>
    void fixed_binary(Entry& a, Entry& b)
    {
        constexpr Form form = M::template form<op>;
        if (form.last != no_reg)
            values_.to_this_reg(b, form.last, &a);
        if (form.first != no_reg)
            values_.to_this_reg(a, form.first, &b);
        RegSet lost = form.lost;
        if (form.result != no_reg && form.result != form.first)
            lost.add(form.result);
        if (form.first != no_reg)
            lost.remove(form.first);
        for (RegSet left = lost; !left.empty();)
            clear_out(left.take_first(), a, b);
        const Operand last = form.last != no_reg ? Operand::of(form.last)
                                                 : values_.to_operand(b, form.constant, form.slot);
        const Reg first = values_.to_reg(a);
        const Reg d = form.result == no_reg ? destination(result_kind<op>, a) : form.result;
        masm_.at(in_.instruction_offset());
        masm_.template binary<op>(d, first, last);
        push(result_kind<op>, d, makes_nans(op));
    }
    // Takes a register that an instruction overwrites.
    void clear_out(Reg reg, Entry& a, Entry& b)
    {
        if (a.owns(reg))
            values_.move_away(a);
        if (b.owns(reg))
            values_.move_away(b);
        values_.take(reg);
    }

    // Leaves a condition in the flags for a next instruction that can use it there.
    void finish_condition(Condition condition)
    {
        const u8 next = in_.peek();
        if (next == first_byte(Op::br_if) || next == first_byte(Op::if_) ||
            next == first_byte(Op::i32_eqz) || next == first_byte(Op::select))
            return values_.push_condition(condition);
        const Reg d = destination(Kind::i32);
        masm_.set(condition, d);
        push(Kind::i32, d, false);
    }
    void select()
    {
        Entry& condition = values_.pop();
        Entry& b = values_.pop();
        Entry& a = values_.pop();
        if (a.loose != b.loose)
            tighten_both(a, b, condition);
        const bool loose = a.loose;
        const Condition holds = tested(condition);
        const Reg second = values_.to_reg(b);
        const Reg first = values_.to_reg(a);
        const Reg d = destination(a.kind, a, b);
        masm_.select(holds, a.kind, d, first, second);
        push(b.kind, d, loose);
    }

    // What one of them computed may be a NaN to make canonical, but the other's bits must stay.
    void tighten_both(Entry& a, Entry& b, Entry& condition)
    {
        // Making canonical overwrites the flags.
        if (condition.in == Entry::In::condition)
            values_.to_own_reg(condition);
        values_.tighten(a);
        values_.tighten(b);
    }

    // The memory and offset that a load or store has as its immediates.
    [[nodiscard]] [[gnu::always_inline]] MemoryAccess read_memarg()
    {
        const u32 flags = in_.leb_u32();
        if ((flags & has_memory) != 0 || wide_) [[unlikely]]
            return read_any_memarg(flags);
        return {
            .memory = 0, .guarded = true, .wide = false, .address = {}, .offset = in_.leb_u64()};
    }
    [[nodiscard]] [[gnu::noinline]] MemoryAccess read_any_memarg(u32 flags)
    {
        const u32 memory = (flags & has_memory) == 0 ? 0 : in_.leb_u32();
        const bool wide = is_wide(memory);
        return {.memory = memory,
                .guarded = memory == 0 && !wide,
                .wide = wide,
                .address = {},
                .offset = in_.leb_u64()};
    }
    [[nodiscard]] bool is_wide(u32 memory) const noexcept
    {
        return module_.memories[memory].limits.address == ValueType::i64;
    }
    [[gnu::always_inline]] void set_address(MemoryAccess& access, Entry& address)
    {
        if (const Reg reg = values_.reg_at(address); reg != no_reg)
            access.address = Operand::of(reg);
        else if (const Reg home = values_.home_of_sum(address);
                 home != no_reg && access.offset == 0 && access.guarded)
        {
            access.address = Operand::of(home);
            access.offset = address.addend();
            access.wraps = true;
        }
        else
            access.address = address_operand(address);
    }
    [[nodiscard]] [[gnu::noinline]] Operand address_operand(Entry& address)
    {
        if (address.in == Entry::In::constant)
            return Operand::constant(address.bits);
        return Operand::of(values_.to_reg(address));
    }
    [[nodiscard]] GlobalAccess global(u32 index) const noexcept
    {
        if (index < module_.imported_globals)
            return {.imported = true, .index = index};
        return {.imported = false, .index = index - module_.imported_globals};
    }
    [[nodiscard]] Kind helper_result(HelperResult result, u32 index) const noexcept
    {
        switch (result)
        {
        case HelperResult::memory_size:
            return kind_of(module_.memories[index].limits.address);
        case HelperResult::table_size:
            return kind_of(module_.tables[index].limits.address);
        default:
            return Kind::i64;
        }
    }
};
} // namespace pawl::singlepass
