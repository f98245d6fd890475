#include "engine/module/instruction.hpp"

#include "base/check.hpp"

namespace pawl
{
namespace
{
BlockType read_block_type(Reader& in)
{
    constexpr i64 no_type = -64;
    const i64 number = in.leb_s33();
    BlockType out;
    if (number >= 0)
        out.type = static_cast<u32>(number);
    else if (number != no_type)
        out.result = static_cast<ValueType>(number & 0x7F);
    return out;
}

void read_labels(Reader& in, DecodedInstruction& out)
{
    const u32 count = in.leb_u32();
    for (u32 i = 0; i <= count && !in.failed(); ++i)
        out.labels.push_back(in.leb_u32());
}

void read_types(Reader& in, DecodedInstruction& out)
{
    const u32 count = in.leb_u32();
    for (u32 i = 0; i < count && !in.failed(); ++i)
        out.types.push_back(static_cast<ValueType>(in.byte()));
}

void read_immediates(Reader& in, DecodedInstruction& out)
{
    auto& [first, second] = out.numbers;
    switch (info(out.op).immediate)
    {
    case Immediate::none:
        return;
    case Immediate::block_type:
        out.block = read_block_type(in);
        return;
    case Immediate::labels:
        return read_labels(in, out);
    case Immediate::value_types:
        return read_types(in, out);
    case Immediate::heap_type:
        out.types.push_back(static_cast<ValueType>(in.leb_s33() & 0x7F));
        return;
    case Immediate::i32:
        first = static_cast<u64>(i64{in.leb_s32()});
        return;
    case Immediate::i64:
        first = static_cast<u64>(in.leb_s64());
        return;
    case Immediate::f32:
        first = in.little_endian<u32>();
        return;
    case Immediate::f64:
        first = in.little_endian<u64>();
        return;
    case Immediate::label:
    case Immediate::function:
    case Immediate::local:
    case Immediate::global:
    case Immediate::table:
    case Immediate::element:
    case Immediate::memory:
    case Immediate::data:
        first = in.leb_u32();
        return;
    case Immediate::type_table:
    case Immediate::table_table:
    case Immediate::element_table:
    case Immediate::memory_memory:
    case Immediate::data_memory:
        first = in.leb_u32();
        second = in.leb_u32();
        return;
    case Immediate::memarg:
        first = in.leb_u32();
        second = in.leb_u64();
        return;
    default:
        PAWL_CHECK(false, "validation refuses the features of all other immediates");
    }
}
} // namespace

DecodedInstruction read_instruction(Reader& in)
{
    DecodedInstruction out;
    out.offset = in.offset();
    const u8 byte = in.byte();
    const bool prefixed = byte >= 0xFB && byte <= 0xFE;
    const auto op = prefixed ? find_op(byte, in.leb_u32()) : find_op(0, byte);
    PAWL_CHECK(op.has_value(), "validated code holds known instructions");
    out.op = *op;
    read_immediates(in, out);
    PAWL_CHECK(!in.failed(), "validated code is complete");
    out.end = in.offset();
    return out;
}

std::vector<DecodedInstruction> read_instructions(const Module& module, const FunctionBody& body)
{
    Reader in{module.bytes, body.code, body.body.end};
    std::vector<DecodedInstruction> out;
    while (in.more())
        out.push_back(read_instruction(in));
    return out;
}
} // namespace pawl
