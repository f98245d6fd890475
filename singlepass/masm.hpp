// What the neutral compiler may ask of a machine: by meaning, three operands, every operation
// total. An instruction set lacks nothing here; where it has no native form, its macro assembler
// supplies a sequence.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/isa/trap.hpp"
#include "engine/isa/value_type.hpp"
#include "singlepass/reg.hpp"

#include <concepts>
#include <span>

namespace pawl
{
/// A function of the runtime that compiled code calls.
enum class NativeHelper : u8;
} // namespace pawl

namespace pawl::singlepass
{
/// What a register or slot holds. References are i64. In registers and in slots an i32 or f32 is
/// zero-extended to 64 bits.
enum class Kind : u8
{
    i32,
    i64,
    f32,
    f64
};

/// Whether values of the kind live in float registers.
[[nodiscard]] constexpr bool is_float(Kind kind) noexcept
{
    return kind >= Kind::f32;
}

/// The kind of a value type. Requires: not v128.
[[nodiscard]] constexpr Kind kind_of(ValueType type) noexcept
{
    switch (type)
    {
    case ValueType::i32:
        return Kind::i32;
    case ValueType::f32:
        return Kind::f32;
    case ValueType::f64:
        return Kind::f64;
    default:
        return Kind::i64;
    }
}

/// A value that an operation reads: from a register, from a slot of the frame, or as a constant.
struct Operand
{
    enum class In : u8
    {
        reg,
        slot,
        constant
    };

    In in = In::constant;
    Reg reg{};    ///< where in a register
    u32 slot = 0; ///< where in a slot
    u64 bits = 0; ///< of a constant, zero-extended

    [[nodiscard]] static constexpr Operand of(Reg reg) noexcept
    {
        return {.in = In::reg, .reg = reg};
    }
    [[nodiscard]] static constexpr Operand in_slot(u32 slot) noexcept
    {
        return {.in = In::slot, .slot = slot};
    }
    [[nodiscard]] static constexpr Operand constant(u64 bits) noexcept
    {
        return {.in = In::constant, .bits = bits};
    }
    [[nodiscard]] constexpr bool is_reg() const noexcept { return in == In::reg; }
    [[nodiscard]] constexpr bool is_constant() const noexcept { return in == In::constant; }
};

/// What a machine's form of an instruction wants of its operands and does beside its result. For
/// one operand, that is the last one.
struct Form
{
    bool commutes = false; ///< the first two operands may be swapped
    bool constant = false; ///< the last operand may be a constant that `fits`
    bool slot = false;     ///< the last operand may stand in a slot
    Reg first = no_reg;    ///< where the first operand must stand, if not just anywhere
    Reg last = no_reg;     ///< where the last operand must stand
    Reg result = no_reg;   ///< where the result comes out
    RegSet lost{}; ///< what else is overwritten: neither operands nor homes in use stand there
};

/// A place in the code that jumps go to. Until it is bound, the jumps to it are chained through
/// their own displacement fields.
struct Label
{
    static constexpr u32 none = 0xFFFFFFFF;
    u32 position = none; ///< code offset, once bound
    u32 last_jump = none;

    [[nodiscard]] bool bound() const noexcept { return position != none; }
    [[nodiscard]] bool used() const noexcept { return last_jump != none; }
};

/// Where an access to memory goes: memory, address operand (a register, or a constant) and the
/// constant offset.
struct MemoryAccess
{
    u32 memory = 0;
    bool guarded = false; ///< memory 0 with 32-bit addresses: the guard catches what is outside
    bool wide = false;    ///< addresses have 64 bits
    Operand address;      ///< a register or a constant
    u64 offset = 0;
    /// The offset is added in 32 bits. Only where it is guarded and the address is in a register.
    bool wraps = false;
};

/// A global: one of the instance's own, by its place among them, or an imported one, by its index.
struct GlobalAccess
{
    bool imported = false;
    u32 index = 0;
};

/// The registers of one file that may be homes of locals.
struct HomeRegisters
{
    RegSet kept_by_caller; ///< lost in calls
    RegSet kept_by_callee; ///< saved and restored by whoever uses them
};

/// One instruction set. Operations may be given the same register as operand and destination.
///
/// Meanings of instructions are templates on the instruction, one line each in `semantics/`:
///
///     static constexpr Form form<op>;             what the instruction's form wants
///     void unary<op>(Reg d, Operand a);           i32.clz, f64.sqrt, i64.extend_i32_s, ...
///     void binary<op>(Reg d, Reg a, Operand b);   i32.add, f32.copysign, i64.div_s, ...
///     Condition compare<op>(Reg a, Operand b);    i32.lt_s, f64.eq, ...
///     Condition test<op>(Reg a);                  i32.eqz, i64.eqz
///     void load<op>(Reg d, const MemoryAccess&);
///     void store<op>(const MemoryAccess&, Operand value);  a register, or a constant that `fits`
///
/// Instructions that trap note the trap themselves, at the byte offset last given to `at`.
template <typename M>
concept MacroAssembler =
    requires(M m, const M c, Kind kind, Reg d, Reg a, Operand b, u32 n, u64 bits, RegSet set,
             Label& label, std::span<Label*> labels, typename M::Condition condition,
             NativeHelper helper, const MemoryAccess& access, const GlobalAccess& global) {
        // The machine. Homes hold locals; temporaries hold operands.
        { M::temporaries } -> std::convertible_to<RegSet>;
        { M::integer_homes } -> std::convertible_to<HomeRegisters>;
        { M::float_homes } -> std::convertible_to<HomeRegisters>;
        { M::homes_kept_by_caller } -> std::convertible_to<RegSet>;
        { M::homes_kept_by_callee } -> std::convertible_to<RegSet>;
        { M::integer_arguments } -> std::convertible_to<std::span<const Reg>>;
        { M::float_arguments } -> std::convertible_to<std::span<const Reg>>;
        { M::integer_result } -> std::convertible_to<Reg>;
        { M::float_result } -> std::convertible_to<Reg>;
        { M::callee } -> std::convertible_to<Reg>;
        { M::spare_integer } -> std::convertible_to<Reg>; // not used by moves, never allocated
        { M::spare_float } -> std::convertible_to<Reg>;
        { M::fits(bits) } -> std::same_as<bool>; // an i32 or i64 constant as an immediate

        // A body. `offset` is the bytecode offset of the instruction that follows.
        m.ensure();         // room for one more instruction of any kind
        m.at(n);            // the byte offset that traps from here on are noted with
        m.begin(n, n, set); // frame units, slot of the first saved home, homes to save
        m.enter(n); // the entry: charges n gas, compares depth, saves homes; the site's number
        m.leave();  // restores homes and returns; may be called at several places
        m.end();    // the cold code of the body

        // Moves.
        m.move(kind, d, a);
        m.constant(kind, d, bits);
        m.clear(kind, d);        // the constant 0, where no condition is pending
        m.add_constant(d, a, n); // i32; conditions hold, and d may be the spare register
        m.load_slot(kind, d, n);
        m.store_slot(kind, n, a);
        m.store_slot_constant(n, bits);
        m.zero_slots(n, n);           // first, count; loops where they are many
        m.copy_slots(n, n, n, true);  // to, from, count; whether in few bytes of code
        m.store_argument(kind, n, a); // into a slot of the frame of the function to be called
        m.store_argument_constant(n, bits);
        m.copy_arguments(n, n, n); // to, from this frame's slots, count
        m.copy_results(n, n, n); // to this frame's slots, from those of the function called, count

        // Conditions, which hold until the next operation that is not one of these or a move.
        { m.is_not_zero(kind, a) } -> std::same_as<typename M::Condition>;
        { M::inverse(condition) } -> std::same_as<typename M::Condition>;
        m.set(condition, d);                // 0 or 1
        m.select(condition, kind, d, a, d); // d = condition ? a : last
        m.jump_if(condition, label);

        // Control.
        m.bind(label);
        m.jump(label);
        m.jump_table(a, labels);                    // by an i32, the last label for all others
        { m.charge(n, true) } -> std::same_as<u32>; // whether checked; the offset of the site
        m.trap(Trap::unreachable);
        m.canonicalise(kind, a); // any NaN to the positive canonical one

        // Calls. Arguments stand where they belong; what callers keep is lost.
        m.call_defined(n);
        m.call_imported(n);
        m.table_entry(d, n, b, Trap::undefined_element); // table, index; the trap if it is outside
        m.check_callable(a, n);                          // traps where null or not of this type
        m.call_reference(a);      // a function reference that was checked; it stands in `callee`
        m.call_helper(helper, n); // so many slots of arguments; the answer in `integer_result`

        // State.
        m.global_get(kind, d, global);
        m.global_set(kind, global, a);
        m.memory_size(d, n, true); // memory, whether its addresses have 64 bits
        m.function_reference(d, n);
    };
} // namespace pawl::singlepass
