// Writes the binary format, for modules that are generated.
#pragma once

#include "base/bytes.hpp"
#include "engine/isa/opcode.hpp"
#include "engine/isa/value_type.hpp"

#include <span>

namespace pawl::fuzz
{
/// Appends the pieces of a module to bytes. Numbers are written in their shortest form.
class WasmWriter
{
public:
    WasmWriter& byte(u8 value);
    WasmWriter& raw(BytesView bytes);
    WasmWriter& leb(u64 value);
    WasmWriter& signed_leb(i64 value);
    /// Little-endian, `count` bytes of it.
    WasmWriter& little_endian(u64 value, u32 count);
    WasmWriter& name(std::string_view text);
    WasmWriter& op(Op op);
    WasmWriter& type(ValueType type) { return byte(static_cast<u8>(type)); }
    /// Count, then the types.
    WasmWriter& types(std::span<const ValueType> types);
    /// Length, then the bytes: a function body, a data segment.
    WasmWriter& sized(BytesView bytes);
    WasmWriter& section(u8 id, const WasmWriter& content);

    [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }
    [[nodiscard]] Bytes take() && { return std::move(bytes_); }

private:
    Bytes bytes_;
};

/// The magic number and the version that every module begins with.
[[nodiscard]] WasmWriter begin_module();
} // namespace pawl::fuzz
