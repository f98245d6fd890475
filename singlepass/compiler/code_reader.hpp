// Reads the code of bodies that passed validation.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/module/module.hpp"

#include <array>
#include <cstring>

namespace pawl::singlepass
{
/// A cursor over a validated body. Nothing is checked.
class CodeReader
{
public:
    /// Requires: `offset` is that of an instruction in a body of the module.
    CodeReader(const Module& module, u32 offset) noexcept
        : module_{module.bytes.data()}, at_{module_ + offset}
    {
    }

    [[nodiscard]] u32 offset() const noexcept { return static_cast<u32>(at_ - module_); }
    [[nodiscard]] u8 peek() const noexcept { return *at_; }
    [[nodiscard]] u8 byte() noexcept { return *at_++; }
    void skip(u32 count) noexcept { at_ += count; }

    [[nodiscard]] u32 leb_u32() noexcept
    {
        if (*at_ < 0x80) [[likely]]
            return *at_++;
        return static_cast<u32>(unsigned_leb());
    }
    [[nodiscard]] u64 leb_u64() noexcept { return unsigned_leb(); }
    [[nodiscard]] i64 leb_s64() noexcept
    {
        u64 value = 0;
        u32 shift = 0;
        u8 byte = 0;
        do
        {
            byte = *at_++;
            value |= u64{byte & 0x7Fu} << shift;
            shift += 7;
        } while (byte >= 0x80);
        // The sign is bit 6 of the last byte.
        if (shift < 64 && (byte & 0x40) != 0)
            value |= ~u64{0} << shift;
        return static_cast<i64>(value);
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

    /// The next instruction's opcode.
    [[nodiscard]] Op op() noexcept
    {
        const u8 byte = *at_++;
        if (const u16 op = single_byte_ops[byte]; op != prefix) [[likely]]
            return static_cast<Op>(op);
        return *find_op(byte, leb_u32());
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
    static constexpr u16 prefix = 0xFFFF;
    static constexpr std::array<u16, 256> single_byte_ops = []
    {
        std::array<u16, 256> out{};
        out.fill(prefix);
        for (std::size_t op = 0; op < op_count; ++op)
            if (op_table[op].prefix() == 0)
                out[op_table[op].number()] = static_cast<u16>(op);
        return out;
    }();

    [[nodiscard]] u64 unsigned_leb() noexcept
    {
        u64 value = 0;
        u32 shift = 0;
        u8 byte = 0;
        do
        {
            byte = *at_++;
            value |= u64{byte & 0x7Fu} << shift;
            shift += 7;
        } while (byte >= 0x80);
        return value;
    }

    const u8* module_;
    const u8* at_;
};
} // namespace pawl::singlepass
