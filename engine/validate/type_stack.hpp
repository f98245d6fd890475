// The validator's reader and its stack of operand types.
#pragma once

#include "engine/module/limits.hpp"
#include "engine/module/module.hpp"
#include "engine/module/reader.hpp"
#include "engine/validate/instruction_table.hpp"

#include <bit>
#include <cstring>
#include <memory>

namespace pawl
{
/// The type of an operand that unreachable code pops from below its frame: it fits every other.
inline constexpr auto unknown_type = static_cast<ValueType>(0);

/// A type sequence of a signature.
using Types = std::span<const ValueType>;

/// Reads a body and types its operands. What is wrong is recorded in the reader, whose cursor then
/// stands at the end, so callers go on and notice when they ask for more.
///
/// Invariant: one byte per slot. No type of this build takes two; a v128 will be two equal bytes.
class TypeStack
{
public:
    /// `most` is the most slots that a body may take.
    TypeStack(BytesView module, u32 most);

protected:
    /// Starts a body with an empty stack.
    void reset(ByteRange code) noexcept;

    void fail(Code code) noexcept { in_.fail(code, instruction_); }

    /// The stack of the current frame, for loops that keep it in registers. So are the four topmost
    /// bytes: to read a word where a byte was just stored waits for that store.
    struct StackView
    {
        ValueType* top;
        const ValueType* base;
        const ValueType* high; ///< pushes above it need `note_height`
        u32 word;              ///< the four topmost bytes

        /// Applies an instruction of fixed operands, at least as many as results, if they are
        /// there.
        [[nodiscard]] bool apply(const InstructionEntry& entry) noexcept
        {
            if (top - base < entry.operand_count || !entry.accepts(word))
                return false;
            top -= entry.operand_count;
            std::memcpy(top, entry.results.data(), entry.results.size());
            const u64 above = std::bit_cast<u16>(entry.results);
            word = static_cast<u32>((above << 32 | topmost(top)) >> (8 * entry.result_count));
            top += entry.result_count;
            return true;
        }
        [[nodiscard]] bool push(ValueType type) noexcept
        {
            if (top == high)
                return false;
            *top++ = type;
            word = word >> 8 | u32{static_cast<u8>(type)} << 24;
            return true;
        }
        [[nodiscard]] bool has(ValueType type) const noexcept
        {
            return top != base && word >> 24 == static_cast<u8>(type);
        }
        void pop() noexcept { word = topmost(--top); }
    };

    [[nodiscard]] StackView view() const noexcept { return {top_, base_, high_, topmost(top_)}; }
    /// Takes back such a view.
    void settle(const StackView& view) noexcept { top_ = view.top; }

    /// Pops the fixed operands of an instruction and pushes its results.
    void apply(const InstructionEntry& entry)
    {
        const bool enough = top_ - base_ >= entry.operand_count;
        if (enough && entry.accepts(topmost(top_))) [[likely]]
            top_ -= entry.operand_count;
        else
            pop_slowly(entry);
        std::memcpy(top_, entry.results.data(), entry.results.size());
        top_ += entry.result_count;
        note_height();
    }

    void push(ValueType type)
    {
        *top_++ = type;
        note_height();
    }

    /// Pops an operand of the type.
    void pop(ValueType type) noexcept
    {
        if (top_ != base_ && top_[-1] == type) [[likely]]
            --top_;
        else
            pop_slowly({&type, 1});
    }

    /// Pops an operand of any type; unknown_type below the frame of unreachable code.
    [[nodiscard]] ValueType pop_any() noexcept;

    /// Pops operands of the types, the last one first.
    void pop(Types types) noexcept
    {
        if (matches(types)) [[likely]]
            top_ -= types.size();
        else
            pop_slowly(types);
    }

    void push(Types types)
    {
        if (!types.empty())
            push_all(types);
    }

    /// Pops operands of the types and pushes them again.
    void retype(Types types)
    {
        if (matches(types)) [[likely]]
            return;
        pop_slowly(types);
        push(types);
    }

    /// Checks that operands of the types could be popped, and leaves them.
    void check(Types types) noexcept;

    /// Checks that the types are all that the frame has, and pops them.
    void pop_last(Types types) noexcept;

    [[nodiscard]] std::size_t height() const noexcept
    {
        return static_cast<std::size_t>(top_ - floor());
    }
    [[nodiscard]] u32 base() const noexcept { return static_cast<u32>(base_ - floor()); }

    /// Makes the current height the base of a new frame.
    void enter_frame() noexcept { base_ = top_; }
    /// Drops all operands above the base.
    void clear_frame() noexcept { top_ = base_; }
    /// Goes back to the frame around, whose base is given.
    void leave_frame(u32 outer_base) noexcept
    {
        top_ = base_;
        base_ = floor() + outer_base;
    }

    /// From here on heights do not count (or count again) for `most_slots`.
    void count_heights(bool on) noexcept;
    /// The most slots that were taken while heights counted.
    [[nodiscard]] u32 most_slots() const noexcept;

    Reader in_;
    u32 instruction_ = 0;      ///< offset of the current instruction
    bool polymorphic_ = false; ///< whether the rest of the frame cannot be reached

private:
    static constexpr std::size_t floor_bytes = 4;
    static constexpr std::size_t few = 8;         // types that a loop compares faster than memcmp
    static constexpr std::size_t spare_bytes = 4; // what `apply` may write above the limit

    // The four topmost bytes; the floor makes this safe where there are fewer.
    [[nodiscard]] static u32 topmost(const ValueType* top) noexcept
    {
        u32 word;
        std::memcpy(&word, top - sizeof word, sizeof word);
        return word;
    }

    [[nodiscard]] ValueType* floor() const noexcept { return types_.get() + floor_bytes; }
    [[nodiscard]] std::size_t available() const noexcept
    {
        return static_cast<std::size_t>(top_ - base_);
    }
    [[nodiscard]] bool matches(Types types) const noexcept
    {
        if (available() < types.size())
            return false;
        const ValueType* const first = top_ - types.size();
        if (types.size() > few)
            return std::memcmp(first, types.data(), types.size()) == 0;
        for (std::size_t i = 0; i < types.size(); ++i)
            if (first[i] != types[i])
                return false;
        return true;
    }
    void note_height()
    {
        if (top_ > high_) [[unlikely]]
            raise();
    }
    void push_all(Types types);
    void pop_slowly(Types types) noexcept;
    void pop_slowly(const InstructionEntry& entry) noexcept;
    void raise();
    [[nodiscard]] bool grow(std::size_t slots);

    BytesView module_;
    std::size_t most_;
    std::size_t capacity_;
    std::unique_ptr<ValueType[]> types_;
    ValueType* top_;
    ValueType* base_;
    ValueType* limit_;
    ValueType* high_;    ///< above it `raise` must look: the highest so far, or the limit
    ValueType* counted_; ///< the highest while heights counted
    bool counts_ = true;
};
} // namespace pawl
