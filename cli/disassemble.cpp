#include "cli/disassemble.hpp"

#include "base/check.hpp"
#include "engine/module/reader.hpp"

#include <fmt/format.h>

#include <bit>

namespace pawl::cli
{
namespace
{
std::string heap_type_text(i64 code)
{
    if (code >= 0)
        return fmt::to_string(code);
    const u8 byte = static_cast<u8>(code & 0x7F);
    return is_value_type(byte) ? std::string{name(static_cast<ValueType>(byte))}
                               : fmt::format("heap:{:#04x}", byte);
}

std::string block_type(Reader& in)
{
    const i64 code = in.leb_s33();
    if (code == -64)
        return "";
    return code >= 0 ? fmt::format(" (type {})", code)
                     : fmt::format(" (result {})", heap_type_text(code));
}

/// `count` unsigned numbers.
std::string numbers(Reader& in, u32 count)
{
    std::string out;
    for (u32 i = 0; i < count && !in.failed(); ++i)
        out += fmt::format(" {}", in.leb_u64());
    return out;
}

std::string memarg(Reader& in)
{
    constexpr u32 has_memory = 0x40;
    const u32 flags = in.leb_u32();
    std::string out;
    if ((flags & has_memory) != 0)
        out = fmt::format(" memory={}", in.leb_u32());
    const u64 offset = in.leb_u64();
    return fmt::format("{} offset={} align={}", out, offset, u64{1} << (flags & 0x3F));
}

std::string raw_bytes(Reader& in, u32 count)
{
    std::string out;
    for (u32 i = 0; i < count; ++i)
        out += fmt::format(" {}", in.byte());
    return out;
}

std::string value_types(Reader& in)
{
    std::string out;
    const u32 count = in.leb_u32();
    for (u32 i = 0; i < count && !in.failed(); ++i)
        out += fmt::format(" {}", heap_type_text(in.leb_s33()));
    return out;
}

std::string try_table(Reader& in)
{
    std::string out = block_type(in);
    const u32 clauses = in.leb_u32();
    for (u32 i = 0; i < clauses && !in.failed(); ++i)
    {
        // Spec: 5.4.1. Even kinds name a tag.
        const u8 kind = in.byte();
        out += fmt::format(" (catch:{}{})", kind, numbers(in, kind < 2 ? 2 : 1));
    }
    return out;
}

std::string label_cast(Reader& in)
{
    const u8 flags = in.byte();
    const u32 label = in.leb_u32();
    const std::string from = heap_type_text(in.leb_s33());
    return fmt::format(" {} {} {} flags={}", label, from, heap_type_text(in.leb_s33()), flags);
}

/// What stands behind the opcode; a leading space before each part.
std::string immediate(const OpInfo& info, Reader& in)
{
    switch (info.immediate)
    {
    case Immediate::none:
        return "";
    case Immediate::block_type:
        return block_type(in);
    case Immediate::labels:
        return numbers(in, in.leb_u32() + 1);
    case Immediate::label_cast:
        return label_cast(in);
    case Immediate::try_table:
        return try_table(in);
    case Immediate::type_table:
    case Immediate::type_field:
    case Immediate::type_count:
    case Immediate::type_type:
    case Immediate::type_data:
    case Immediate::type_element:
    case Immediate::table_table:
    case Immediate::element_table:
    case Immediate::memory_memory:
    case Immediate::data_memory:
        return numbers(in, 2);
    case Immediate::memarg:
        return memarg(in);
    case Immediate::memarg_lane:
    {
        const std::string out = memarg(in);
        return out + raw_bytes(in, 1);
    }
    case Immediate::lane:
        return raw_bytes(in, 1);
    case Immediate::shuffle:
    case Immediate::v128:
        return raw_bytes(in, 16);
    case Immediate::i32:
        return fmt::format(" {}", in.leb_s32());
    case Immediate::i64:
        return fmt::format(" {}", in.leb_s64());
    case Immediate::f32:
        return fmt::format(" {}", std::bit_cast<float>(in.little_endian<u32>()));
    case Immediate::f64:
        return fmt::format(" {}", std::bit_cast<double>(in.little_endian<u64>()));
    case Immediate::value_types:
        return value_types(in);
    case Immediate::heap_type:
        return fmt::format(" {}", heap_type_text(in.leb_s33()));
    case Immediate::zero_byte:
        static_cast<void>(in.byte());
        return "";
    default: // One index.
        return numbers(in, 1);
    }
}

/// The instruction at the cursor. Requires: a validated module, where every byte is one.
Op read_op(Reader& in)
{
    const u8 byte = in.byte();
    const auto op = byte >= 0xFB ? find_op(byte, in.leb_u32()) : find_op(0, byte);
    PAWL_CHECK(op.has_value(), "a validated body holds only instructions");
    return *op;
}

bool opens(const OpInfo& info)
{
    return info.immediate == Immediate::block_type || info.immediate == Immediate::try_table;
}
} // namespace

std::vector<Line> disassemble(const Module& module, const FunctionBody& body)
{
    std::vector<Line> lines;
    Reader in{module.bytes, body.code, body.body.end};
    u32 depth = 0;
    while (in.more())
    {
        const u32 offset = in.offset();
        const Op op = read_op(in);
        const OpInfo& row = info(op);
        if (row.text == "end" || row.text == "else")
            depth -= depth > 0 ? 1 : 0;
        lines.push_back({offset, op, depth, fmt::format("{}{}", row.text, immediate(row, in))});
        if (opens(row) || row.text == "else")
            ++depth;
    }
    return lines;
}
} // namespace pawl::cli
