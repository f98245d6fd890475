#include "engine/validate/instruction_table.hpp"

#include <algorithm>
#include <bit>

namespace pawl
{
namespace
{
struct Operands
{
    std::array<ValueType, most_operands> types{};
    u8 count = 0;
};

constexpr ValueType type_of(char letter) noexcept
{
    switch (letter)
    {
    case 'I':
        return ValueType::i64;
    case 'f':
        return ValueType::f32;
    case 'F':
        return ValueType::f64;
    case 'v':
        return ValueType::v128;
    default: // i, and the address type a: memories have 32-bit addresses
        return ValueType::i32;
    }
}

consteval auto make_operands()
{
    std::array<Operands, op_count> out{};
    for (std::size_t i = 0; i < op_count; ++i)
        if (!op_table[i].special())
            for (const char letter : op_table[i].operands)
                out[i].types[out[i].count++] = type_of(letter);
    return out;
}

constexpr auto operands = make_operands();

constexpr Shape fixed_shape(const OpInfo& op) noexcept
{
    const bool nan = op.float_class >= FloatClass::nan_f32;
    switch (op.immediate)
    {
    case Immediate::none:
        return nan ? Shape::nan : Shape::simple;
    case Immediate::memarg:
        return Shape::load;
    case Immediate::i32:
        return Shape::constant1;
    case Immediate::i64:
        return Shape::constant2;
    case Immediate::f32:
        return Shape::constant4;
    case Immediate::f64:
        return Shape::constant8;
    default:
        return Shape::special;
    }
}

constexpr Shape shape_of(Op op) noexcept
{
    if (op == Op::local_get)
        return Shape::local_get;
    if (op == Op::local_set)
        return Shape::local_set;
    if (op == Op::local_tee)
        return Shape::local_tee;
    return info(op).special() ? Shape::special : fixed_shape(info(op));
}

consteval InstructionEntry make_entry(Op op)
{
    const OpInfo& row = info(op);
    InstructionEntry out;
    out.op = static_cast<u16>(op);
    out.shape = shape_of(op);
    out.alignment = static_cast<u8>(std::countr_zero(std::max(row.width, u8{1})));
    if (row.special())
        return out;
    const Operands& in = operands[static_cast<std::size_t>(op)];
    std::array<u8, most_operands> mask{};
    std::array<u8, most_operands> expected{};
    for (std::size_t i = 0; i < in.count; ++i)
    {
        mask[most_operands - in.count + i] = 0xFF;
        expected[most_operands - in.count + i] = static_cast<u8>(in.types[i]);
    }
    out.mask = std::bit_cast<u32>(mask);
    out.operands = std::bit_cast<u32>(expected);
    out.operand_count = in.count;
    for (const char letter : row.results)
        out.results[out.result_count++] = type_of(letter);
    return out;
}

consteval auto make_entries()
{
    std::array<InstructionEntry, op_count> out{};
    for (std::size_t i = 0; i < op_count; ++i)
        out[i] = make_entry(static_cast<Op>(i));
    return out;
}

constexpr auto entries = make_entries();
} // namespace

std::span<const ValueType> operand_types(Op op) noexcept
{
    const Operands& found = operands[static_cast<std::size_t>(op)];
    return std::span{found.types}.first(found.count);
}

Code refusal(Op op, const ModuleRules& rules) noexcept
{
    if (!rules.features.has(info(op).feature))
        return off(info(op).feature);
    if (!rules.floats && info(op).float_class != FloatClass::none)
        return Code::floats_forbidden;
    return {};
}

InstructionTable::InstructionTable(const ModuleRules& rules) : ops_{entries}
{
    for (std::size_t i = 0; i < op_count; ++i)
    {
        const OpInfo& row = op_table[i];
        if (refusal(static_cast<Op>(i), rules) != Code{})
            ops_[i].shape = Shape::refused;
        if (row.prefix() == 0)
            bytes_[row.number()] = ops_[i];
    }
    for (u32 byte = 0xFB; byte <= 0xFE; ++byte)
        bytes_[byte].shape = Shape::prefix;
}
} // namespace pawl
