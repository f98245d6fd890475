// What everyone but this header knows of the instruction set: the enumeration of instructions, the
// facts about each, and a dispatcher. All of it is made from instructions.def.
#pragma once

#include "engine/isa/feature.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace pawl
{
/// An instruction. Numbers are the order of the table and mean nothing outside one build.
enum class Op : u16
{
#define INSTR(id, bytes, text, immediate, in, out, cost, traps, fl, feature) id,
#include "engine/isa/instructions.def"
#undef INSTR
};

/// How many instructions there are.
inline constexpr std::size_t op_count = 0
#define INSTR(...) +1
#include "engine/isa/instructions.def"
#undef INSTR
    ;

/// What a schedule prices: instructions of one class cost the same.
enum class CostClass : u8
{
#define COST(id, meaning) id,
#include "engine/isa/cost_classes.def"
#undef COST
};

/// The name of a cost class in schedules, and what belongs to it.
struct CostClassInfo
{
    std::string_view name, meaning;
};

/// The cost classes, in the order of the enumeration.
inline constexpr std::array cost_classes{
#define COST(id, meaning) CostClassInfo{#id, meaning},
#include "engine/isa/cost_classes.def"
#undef COST
};

/// How many cost classes there are.
inline constexpr std::size_t cost_class_count = cost_classes.size();

/// The identifier, as in `branch_if`.
[[nodiscard]] constexpr std::string_view name(CostClass cost) noexcept
{
    return cost_classes[static_cast<std::size_t>(cost)].name;
}

/// What stands between an instruction's opcode and the next instruction.
enum class Immediate : u8
{
    none,
    block_type,
    label,
    labels,     ///< count, labels, default label
    label_cast, ///< flags, label, two heap types
    try_table,  ///< block type, catch clauses
    function,
    type,
    type_table, ///< type, then table
    type_field,
    type_count,
    type_type,
    type_data,
    type_element,
    tag,
    local,
    global,
    table,
    table_table, ///< destination, then source
    element,
    element_table,
    memory,
    memory_memory, ///< destination, then source
    data,
    data_memory,
    memarg,      ///< alignment, [memory,] offset
    memarg_lane, ///< memarg, then a lane
    lane,
    shuffle, ///< 16 lanes
    i32,
    i64,
    f32,
    f64,
    v128,
    value_types,
    heap_type,
    zero_byte
};

/// What an instruction does with floats.
enum class FloatClass : u8
{
    none,    ///< nothing
    bits,    ///< touches floats; NaN bits pass through or cannot come out
    nan_f32, ///< the result is canonicalised, here an f32
    nan_f64,
    nan_f32x4, ///< canonicalised lane by lane
    nan_f64x2
};

/// The facts about one instruction.
struct OpInfo
{
    u32 bytes;             ///< one byte, or prefix byte << 16 | number
    std::string_view text; ///< the name in the text format
    Immediate immediate;
    u8 width;                  ///< of memargs: bytes accessed; of lanes: how many there are; else 0
    std::string_view operands; ///< letters as in instructions.def; "*" for a rule of its own
    std::string_view results;
    CostClass cost;
    bool traps;
    FloatClass float_class;
    Feature feature;

    /// Whether the typing rule is not a fixed signature.
    [[nodiscard]] constexpr bool special() const noexcept { return operands == "*"; }
    /// The prefix byte, or 0.
    [[nodiscard]] constexpr u8 prefix() const noexcept { return static_cast<u8>(bytes >> 16); }
    /// The byte or, behind a prefix, the number that selects the instruction.
    [[nodiscard]] constexpr u32 number() const noexcept { return bytes & 0xFFFF; }
};

namespace detail
{
// The vocabulary of the table's columns.
struct ImmediateColumn
{
    Immediate kind;
    u8 width = 0;

    constexpr ImmediateColumn(Immediate k) noexcept : kind{k} {} // NOLINT: a column converts
    constexpr ImmediateColumn(Immediate k, u8 w) noexcept : kind{k}, width{w} {}
};

constexpr bool yes = true, no = false;

constexpr OpInfo row(u32 bytes, std::string_view text, ImmediateColumn immediate,
                     std::string_view in, std::string_view out, CostClass cost, bool traps,
                     FloatClass fl, Feature feature) noexcept
{
    return {bytes, text, immediate.kind, immediate.width, in, out, cost, traps, fl, feature};
}

consteval auto make_op_table()
{
    using enum Immediate;
    // In a block of their own, because these names hide enumerators.
    {
        constexpr auto memarg = [](u8 width) { return ImmediateColumn{Immediate::memarg, width}; };
        constexpr auto memarg_lane = [](u8 width)
        { return ImmediateColumn{Immediate::memarg_lane, width}; };
        constexpr auto lane = [](u8 lanes) { return ImmediateColumn{Immediate::lane, lanes}; };
        return std::array<OpInfo, op_count>{
#define INSTR(id, bytes, text, immediate, in, out, cost, traps, fl, feature)                       \
    row(bytes, text, immediate, in, out, CostClass::cost, traps, FloatClass::fl, Feature::feature),
#include "engine/isa/instructions.def"
#undef INSTR
        };
    }
}
} // namespace detail

/// The facts about every instruction, by number of `Op`.
inline constexpr auto op_table = detail::make_op_table();

/// The facts about one instruction.
[[nodiscard]] constexpr const OpInfo& info(Op op) noexcept
{
    return op_table[static_cast<std::size_t>(op)];
}

/// The instruction that the prefix (0 for none) and number encode, if there is one.
[[nodiscard]] std::optional<Op> find_op(u8 prefix, u32 number) noexcept;

/// The first byte of an instruction's opcode.
[[nodiscard]] constexpr u8 first_byte(Op op) noexcept
{
    return info(op).prefix() != 0 ? info(op).prefix() : static_cast<u8>(info(op).number());
}

/// Calls `visitor.on<op>(arguments...)` for an instruction that is known only at run time.
template <typename Visitor, typename... Arguments>
constexpr decltype(auto) dispatch(Op op, Visitor&& visitor, Arguments&&... arguments)
{
    switch (op)
    {
#define INSTR(id, ...)                                                                             \
    case Op::id:                                                                                   \
        return std::forward<Visitor>(visitor).template on<Op::id>(                                 \
            std::forward<Arguments>(arguments)...);
#include "engine/isa/instructions.def"
#undef INSTR
    }
    __builtin_unreachable();
}
} // namespace pawl
