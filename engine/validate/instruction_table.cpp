#include "engine/validate/instruction_table.hpp"

#include <algorithm>
#include <bit>

namespace pawl
{
namespace
{
constexpr ValueType type_of(char letter, ValueType address) noexcept
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
    case 'a':
        return address;
    default: // i
        return ValueType::i32;
    }
}

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

consteval InstructionEntry make_entry(Op op, ValueType address)
{
    const OpInfo& row = info(op);
    InstructionEntry out;
    out.op = static_cast<u16>(op);
    out.shape = shape_of(op);
    out.alignment = static_cast<u8>(std::countr_zero(std::max(row.width, u8{1})));
    if (row.special())
        return out;
    std::array<u8, most_operands> mask{};
    std::array<u8, most_operands> expected{};
    std::size_t place = most_operands - row.operands.size();
    for (const char letter : row.operands)
    {
        mask[place] = 0xFF;
        expected[place++] = static_cast<u8>(type_of(letter, address));
    }
    out.mask = std::bit_cast<u32>(mask);
    out.operands = std::bit_cast<u32>(expected);
    out.operand_count = static_cast<u8>(row.operands.size());
    for (const char letter : row.results)
        out.results[out.result_count++] = type_of(letter, address);
    return out;
}

consteval auto make_entries(ValueType address)
{
    std::array<InstructionEntry, op_count> out{};
    for (std::size_t i = 0; i < op_count; ++i)
        out[i] = make_entry(static_cast<Op>(i), address);
    return out;
}

constexpr auto narrow_entries = make_entries(ValueType::i32);
constexpr auto wide_entries = make_entries(ValueType::i64);
} // namespace

Code refusal(Op op, const ModuleRules& rules) noexcept
{
    if (!rules.features.has(info(op).feature))
        return off(info(op).feature);
    if (!rules.floats && info(op).float_class != FloatClass::none)
        return Code::floats_forbidden;
    return {};
}

InstructionTable::InstructionTable(const ModuleRules& rules, ValueType address)
    : ops_{address == ValueType::i64 ? wide_entries : narrow_entries}
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
