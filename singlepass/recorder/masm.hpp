// A macro assembler of a machine that does not exist: it writes what it is asked to do as lines of
// text. What the neutral compiler decides can be read and tested by it, whatever the real machines
// make of that.
#pragma once

#include "singlepass/masm.hpp"

#include <array>
#include <string>
#include <string_view>

namespace pawl::singlepass::recorder
{
/// Temporaries t0 to t2, homes a0 to a2 that callers keep (arguments come in them) and b0 and b1
/// that callees keep; float temporaries u0 to u2 and homes f0 to f2.
class Masm
{
public:
    /// As a number: the line in which the condition arose, shifted; the lowest bit inverts it.
    enum class Condition : u32
    {
    };

    static constexpr std::array<Reg, 3> integer_arguments{integer_reg(3), integer_reg(4),
                                                          integer_reg(5)};
    static constexpr std::array<Reg, 3> float_arguments{float_reg(3), float_reg(4), float_reg(5)};
    static constexpr RegSet temporaries{integer_reg(0), integer_reg(1), integer_reg(2),
                                        float_reg(0),   float_reg(1),   float_reg(2)};
    static constexpr RegSet homes_kept_by_callee{integer_reg(6), integer_reg(7)};
    static constexpr RegSet homes_kept_by_caller{integer_reg(3), integer_reg(4), integer_reg(5),
                                                 float_reg(3),   float_reg(4),   float_reg(5)};
    static constexpr HomeRegisters integer_homes{homes_kept_by_caller & RegSet::integers(),
                                                 homes_kept_by_callee};
    static constexpr HomeRegisters float_homes{homes_kept_by_caller & RegSet::floats(), {}};
    static constexpr Reg integer_result = integer_reg(0), float_result = float_reg(0);
    static constexpr Reg callee = integer_reg(0);
    static constexpr Reg spare_integer = integer_reg(8), spare_float = float_reg(8);

    [[nodiscard]] static constexpr bool fits(u64 bits) noexcept { return bits <= 0xFFFF; }

    /// Divisions work in t0 and t1, as on machines that are stricter than this one.
    template <Op op>
    static constexpr Form form = info(op).cost == CostClass::divide32
                                     ? Form{.slot = true,
                                            .first = integer_reg(0),
                                            .result = integer_reg(0),
                                            .lost = RegSet{integer_reg(1)}}
                                     : Form{.commutes = op == Op::i32_add || op == Op::i32_mul,
                                            .constant = true,
                                            .slot = true};

    /// What was recorded.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    template <Op op>
    void unary(Reg d, const Operand& a)
    {
        line("{} = {} {}", {reg(d), info(op).text, operand(a)});
    }
    template <Op op>
    void binary(Reg d, Reg a, const Operand& b)
    {
        line("{} = {} {}, {}", {reg(d), info(op).text, reg(a), operand(b)});
    }
    template <Op op>
    [[nodiscard]] Condition compare(Reg a, const Operand& b)
    {
        line("? {} {}, {}", {info(op).text, reg(a), operand(b)});
        return Condition{0};
    }
    template <Op op>
    void load(Reg d, const MemoryAccess& access)
    {
        line("{} = {} {}", {reg(d), info(op).text, address(access)});
    }
    template <Op op>
    void store(const MemoryAccess& access, const Operand& value)
    {
        line("{} {}, {}", {info(op).text, address(access), operand(value)});
    }

    void ensure() noexcept {}
    void at(u32) noexcept {}
    void begin(u32 units, u32, RegSet saved);
    [[nodiscard]] u32 enter(u32 price);
    void leave() { line("leave", {}); }
    void end() { line("end", {}); }

    void move(Kind, Reg d, Reg a) { line("{} = {}", {reg(d), reg(a)}); }
    void constant(Kind, Reg d, u64 bits) { line("{} = {}", {reg(d), std::to_string(bits)}); }
    void clear(Kind, Reg d) { line("{} = zero", {reg(d)}); }
    void add_constant(Reg d, Reg a, u32 constant)
    {
        line("{} = {} + {}", {reg(d), reg(a), std::to_string(constant)});
    }
    void load_slot(Kind, Reg d, u32 slot) { line("{} = {}", {reg(d), place(slot)}); }
    void store_slot(Kind, u32 slot, Reg a) { line("{} = {}", {place(slot), reg(a)}); }
    void store_slot_constant(u32 slot, u64 bits)
    {
        line("{} = {}", {place(slot), std::to_string(bits)});
    }
    void zero_slots(u32 first, u32 count) { line("{} = zero", {places(first, count)}); }
    void copy_slots(u32 to, u32 from, u32 count, bool /*briefly*/)
    {
        line("{} = {}", {places(to, count), places(from, count)});
    }
    void store_argument(Kind, u32 slot, Reg a)
    {
        line("argument {} = {}", {std::to_string(slot), reg(a)});
    }
    void store_argument_constant(u32 slot, u64 bits)
    {
        line("argument {} = {}", {std::to_string(slot), std::to_string(bits)});
    }
    void copy_arguments(u32 to, u32 from, u32 count)
    {
        line("argument {} = {}", {std::to_string(to), places(from, count)});
    }
    void copy_results(u32 to, u32 from, u32 count)
    {
        line("{} = result {}", {places(to, count), std::to_string(from)});
    }

    [[nodiscard]] Condition is_not_zero(Kind, Reg a)
    {
        line("? {}", {reg(a)});
        return Condition{0};
    }
    [[nodiscard]] static Condition inverse(Condition condition) noexcept
    {
        return Condition{static_cast<u32>(condition) ^ 1};
    }
    void set(Condition condition, Reg d) { line("{} = {}", {reg(d), sense(condition)}); }
    void select(Condition condition, Kind, Reg d, Reg a, Reg b)
    {
        line("{} = {} ? {} : {}", {reg(d), sense(condition), reg(a), reg(b)});
    }
    void jump_if(Condition condition, Label& label)
    {
        line("if {} go {}", {sense(condition), name(label)});
    }

    void bind(Label& label);
    void jump(Label& label) { line("go {}", {name(label)}); }
    void jump_table(Reg a, std::span<Label* const> labels);
    [[nodiscard]] u32 charge(u32 price, bool checked);
    void trap(Trap trap) { line("trap {}", {pawl::name(trap)}); }
    void canonicalise(Kind, Reg a) { line("canonicalise {}", {reg(a)}); }

    void call_defined(u32 function) { line("call {}", {std::to_string(function)}); }
    void call_imported(u32 function) { line("call import {}", {std::to_string(function)}); }
    void table_entry(Reg d, u32 table, const Operand& index, Trap)
    {
        line("{} = table {} at {}", {reg(d), std::to_string(table), operand(index)});
    }
    void check_callable(Reg a, u32 type) { line("check {} is {}", {reg(a), std::to_string(type)}); }
    void call_reference(Reg a) { line("call {}", {reg(a)}); }
    void call_helper(NativeHelper helper, u32 slots)
    {
        line("call helper {} of {}",
             {std::to_string(static_cast<u32>(helper)), std::to_string(slots)});
    }

    void global_get(Kind, Reg d, const GlobalAccess& global)
    {
        line("{} = global {}", {reg(d), std::to_string(global.index)});
    }
    void global_set(Kind, const GlobalAccess& global, Reg a)
    {
        line("global {} = {}", {std::to_string(global.index), reg(a)});
    }
    void memory_size(Reg d, u32 memory, bool)
    {
        line("{} = size of memory {}", {reg(d), std::to_string(memory)});
    }
    void function_reference(Reg d, u32 function)
    {
        line("{} = function {}", {reg(d), std::to_string(function)});
    }

private:
    /// A line with `{}` replaced by the parts.
    void line(std::string_view pattern, std::initializer_list<std::string_view> parts);

    [[nodiscard]] static std::string reg(Reg reg);
    [[nodiscard]] static std::string place(u32 slot) { return "[" + std::to_string(slot) + "]"; }
    [[nodiscard]] static std::string places(u32 first, u32 count);
    [[nodiscard]] static std::string operand(const Operand& operand);
    [[nodiscard]] static std::string address(const MemoryAccess& access);
    [[nodiscard]] static std::string_view sense(Condition condition) noexcept
    {
        return condition == Condition{} ? "true" : "false";
    }
    /// Labels are named in the order in which they are first seen.
    [[nodiscard]] std::string name(Label& label);

    std::string text_;
    u32 labels_ = 0;
};
} // namespace pawl::singlepass::recorder
