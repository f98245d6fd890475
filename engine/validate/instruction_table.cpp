#include "engine/validate/instruction_table.hpp"

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

Shape fixed_shape(const OpInfo& op) noexcept
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

Shape special_shape(Op op) noexcept
{
    if (op == Op::local_get)
        return Shape::local_get;
    if (op == Op::local_set)
        return Shape::local_set;
    return op == Op::local_tee ? Shape::local_tee : Shape::special;
}

InstructionEntry make_entry(Op op, const ModuleRules& rules) noexcept
{
    const OpInfo& row = info(op);
    InstructionEntry out;
    out.op = static_cast<u16>(op);
    if (refusal(op, rules) != Code{})
        return out;
    out.shape = row.special() ? special_shape(op) : fixed_shape(row);
    out.width = row.width;
    if (row.special())
        return out;
    const auto types = operand_types(op);
    std::array<u8, 4> mask{};
    std::array<u8, 4> expected{};
    for (std::size_t i = 0; i < types.size(); ++i)
    {
        mask[4 - types.size() + i] = 0xFF;
        expected[4 - types.size() + i] = static_cast<u8>(types[i]);
    }
    out.mask = std::bit_cast<u32>(mask);
    out.operands = std::bit_cast<u32>(expected);
    out.operand_count = static_cast<u8>(types.size());
    for (const char letter : row.results)
        out.results[out.result_count++] = type_of(letter);
    return out;
}
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

InstructionTable::InstructionTable(const ModuleRules& rules)
{
    for (std::size_t i = 0; i < op_count; ++i)
    {
        const Op op = static_cast<Op>(i);
        ops_[i] = make_entry(op, rules);
        if (info(op).prefix() == 0)
            bytes_[info(op).number()] = ops_[i];
    }
    for (u32 byte = 0xFB; byte <= 0xFE; ++byte)
        bytes_[byte].shape = Shape::prefix;
}
} // namespace pawl
