#include "fuzz/generators/wasm_writer.hpp"

namespace pawl::fuzz
{
WasmWriter& WasmWriter::byte(u8 value)
{
    bytes_.push_back(value);
    return *this;
}

WasmWriter& WasmWriter::raw(BytesView bytes)
{
    append(bytes_, bytes);
    return *this;
}

WasmWriter& WasmWriter::leb(u64 value)
{
    for (; value >= 0x80; value >>= 7)
        byte(static_cast<u8>(value | 0x80));
    return byte(static_cast<u8>(value));
}

WasmWriter& WasmWriter::signed_leb(i64 value)
{
    for (; value < -64 || value > 63; value >>= 7)
        byte(static_cast<u8>((value & 0x7F) | 0x80));
    return byte(static_cast<u8>(value & 0x7F));
}

WasmWriter& WasmWriter::little_endian(u64 value, u32 count)
{
    for (u32 i = 0; i < count; ++i)
        byte(static_cast<u8>(value >> (8 * i)));
    return *this;
}

WasmWriter& WasmWriter::name(std::string_view text)
{
    return sized(as_bytes(text));
}

WasmWriter& WasmWriter::op(Op op)
{
    const OpInfo& row = info(op);
    if (row.prefix() == 0)
        return byte(static_cast<u8>(row.number()));
    return byte(row.prefix()).leb(row.number());
}

WasmWriter& WasmWriter::types(std::span<const ValueType> types)
{
    leb(types.size());
    for (const ValueType one : types)
        type(one);
    return *this;
}

WasmWriter& WasmWriter::sized(BytesView bytes)
{
    return leb(bytes.size()).raw(bytes);
}

WasmWriter& WasmWriter::section(u8 id, const WasmWriter& content)
{
    return byte(id).sized(content.bytes());
}

WasmWriter begin_module()
{
    WasmWriter out;
    out.little_endian(0x6D736100, 4).little_endian(1, 4);
    return out;
}
} // namespace pawl::fuzz
