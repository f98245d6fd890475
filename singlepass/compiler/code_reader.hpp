// Reads the code of bodies that passed validation.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/module/module.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace pawl::singlepass
{
/// The instructions whose opcodes are one byte, by that byte.
inline constexpr auto single_byte_ops = []
{
    std::array<std::optional<Op>, 256> out{};
    for (std::size_t op = 0; op < op_count; ++op)
        if (op_table[op].prefix() == 0)
            out[op_table[op].number()] = static_cast<Op>(op);
    return out;
}();

/// A cursor over a validated body. Nothing is checked.
class CodeReader
{
public:
    /// Requires: `offset` is that of an instruction in a body of the module.
    CodeReader(const Module& module, u32 offset) noexcept
        : module_{module.bytes.data()}, at_{module_ + offset}, instruction_{at_}
    {
    }

    [[nodiscard]] u32 offset() const noexcept { return static_cast<u32>(at_ - module_); }
    /// Where the instruction begins of which the opcode was read last.
    [[nodiscard]] u32 instruction_offset() const noexcept
    {
        return static_cast<u32>(instruction_ - module_);
    }
    [[nodiscard]] u8 peek() const noexcept { return *at_; }
    [[nodiscard]] u8 byte() noexcept { return *at_++; }
    void skip(u32 count) noexcept { at_ += count; }

    [[nodiscard]] u32 leb_u32() noexcept
    {
        const u8 first = *at_;
        if (first >= 0x80) [[unlikely]]
            return static_cast<u32>(unsigned_leb());
        ++at_;
        return first;
    }
    [[nodiscard]] u64 leb_u64() noexcept
    {
        const u8 first = *at_;
        if (first >= 0x80) [[unlikely]]
            return unsigned_leb();
        ++at_;
        return first;
    }
    [[nodiscard]] i64 leb_s64() noexcept
    {
        const u8 first = *at_;
        if (first >= 0x80)
            return signed_leb();
        ++at_;
        return (first ^ 0x40) - 0x40;
    }
    [[nodiscard]] u32 leb_s32() noexcept { return static_cast<u32>(leb_s64()); }

    template <typename T>
    [[nodiscard]] T little_endian() noexcept
    {
        T value;
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return value;
    }

    /// The first byte of the next instruction's opcode.
    [[nodiscard]] u8 begin_instruction() noexcept
    {
        instruction_ = at_;
        return *at_++;
    }
    /// The instruction whose opcode began with a prefix.
    [[nodiscard]] Op prefixed(u8 prefix) noexcept { return *find_op(prefix, leb_u32()); }
    /// The next instruction's opcode.
    [[nodiscard]] Op op() noexcept
    {
        const u8 byte = begin_instruction();
        if (const std::optional<Op> op = single_byte_ops[byte]) [[likely]]
            return *op;
        return prefixed(byte);
    }

    /// The local that the next instruction sets or tees; nothing where it does neither.
    [[nodiscard]] std::optional<u32> local_set_next() const noexcept
    {
        static_assert(info(Op::local_tee).bytes == info(Op::local_set).bytes + 1);
        const u32 which = at_[0] - info(Op::local_set).bytes;
        if (which > 1 || at_[1] >= 0x80)
            return std::nullopt;
        return at_[1];
    }

private:
    [[nodiscard]] i64 signed_leb() noexcept
    {
        u32 bits = 0;
        const u64 value = unsigned_leb(bits);
        // The sign is the highest bit read; of ten bytes the last is the sign already.
        const u32 above = 64 - std::min(bits, 64U);
        return static_cast<i64>(value << above) >> above;
    }
    [[nodiscard]] u64 unsigned_leb() noexcept
    {
        u32 bits = 0;
        return unsigned_leb(bits);
    }
    // Also says how many bits there were.
    [[nodiscard]] [[gnu::always_inline]] u64 unsigned_leb(u32& bits) noexcept
    {
        u64 value = 0;
        const u8* at = at_;
        u8 byte = 0;
        do
        {
            byte = *at++;
            value |= u64{byte & 0x7Fu} << bits;
            bits += 7;
        } while (byte >= 0x80);
        at_ = at;
        return value;
    }

    const u8* module_;
    const u8* at_;
    const u8* instruction_;
};
} // namespace pawl::singlepass
