// Where machine code is written: a cursor into space that was reserved before.
#pragma once

#include "base/bytes.hpp"
#include "base/check.hpp"
#include "base/integers.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

namespace pawl::x64
{
static_assert(std::endian::native == std::endian::little, "machine code is stored as it is held");

/// A cursor that moves through reserved space. Stores are wide and unchecked: whoever emits asks
/// for room before, once for many instructions.
class CodeBuffer
{
public:
    /// A store may write this many bytes beyond where it leaves the cursor.
    static constexpr u32 slack = 16;
    /// What is asked for before each instruction that is compiled.
    static constexpr std::size_t usual_room = 0x8000;

    /// Requires: the space outlives the buffer and holds at most 2 GiB, the reach of a jump.
    explicit CodeBuffer(std::span<u8> space) noexcept
        : begin_{space.data()},
          cursor_{space.data()},
          end_{space.data() + space.size()},
          brink_{end_ - std::min(space.size(), usual_room + slack)}
    {
    }

    /// Whether so many bytes may be emitted without another question.
    [[nodiscard]] bool has_room(u32 bytes) const noexcept
    {
        return end_ - cursor_ >= i64{bytes} + slack;
    }
    /// Makes sure of it: the space was reserved by a bound that must hold.
    void ensure(u32 bytes) const noexcept
    {
        PAWL_CHECK(has_room(bytes), "machine code outgrew the bound it was reserved by");
    }

    /// Makes sure of `usual_room` bytes, in fewer steps. Requires: the space is larger.
    void ensure() const noexcept
    {
        PAWL_CHECK(cursor_ <= brink_, "machine code outgrew the bound it was reserved by");
    }

    /// How many bytes stand before the cursor, which is where the next instruction begins.
    [[nodiscard]] u32 offset() const noexcept { return static_cast<u32>(cursor_ - begin_); }
    /// What was emitted.
    [[nodiscard]] BytesView code() const noexcept { return {begin_, cursor_}; }

    /// Emits data as it is: the entries of a jump table, constants.
    void data32(u32 value) noexcept { cursor_ = store(cursor_, value, sizeof value); }
    void data64(u64 value) noexcept { cursor_ = store(cursor_, value, sizeof value); }
    /// The same for a number of up to 16 bytes, of which those above the eighth are zero.
    void data(u64 value, u32 size) noexcept
    {
        store(cursor_ + sizeof value, 0, 0);
        cursor_ = store(cursor_, value, size);
    }

    /// Reads and overwrites what stands at an offset.
    [[nodiscard]] u32 read32(u32 at) const noexcept
    {
        u32 value;
        std::memcpy(&value, begin_ + at, sizeof value);
        return value;
    }
    void patch8(u32 at, u8 value) noexcept { begin_[at] = value; }
    void patch32(u32 at, u32 value) noexcept { std::memcpy(begin_ + at, &value, sizeof value); }

    /// Lets the rel32 field at `field` lead to `target`.
    void bind32(u32 field, u32 target) noexcept { patch32(field, target - (field + 4)); }
    /// Lets the rel8 field at `field` lead to `target`.
    /// Requires: the target is within reach.
    void bind8(u32 field, u32 target) noexcept
    {
        const auto distance = static_cast<i32>(target - (field + 1));
        PAWL_CHECK(distance == static_cast<i8>(distance), "a short jump does not reach its target");
        patch8(field, static_cast<u8>(distance));
    }

protected:
    /// The address of the next byte, to be held in a register while one instruction is stored.
    [[nodiscard]] u8* cursor() const noexcept { return cursor_; }
    /// Moves the cursor to what `store` answered last.
    void finish(u8* cursor) noexcept { cursor_ = cursor; }

    /// Stores eight bytes of which `size` count, and answers where the next ones go.
    static u8* store(u8* at, u64 bits, u64 size) noexcept
    {
        std::memcpy(at, &bits, sizeof bits);
        return at + size;
    }

private:
    u8* begin_;
    u8* cursor_;
    u8* end_;
    u8* brink_; ///< behind it there is less than the usual room
};
} // namespace pawl::x64
