#include "engine/validate/type_stack.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
constexpr std::size_t first_capacity = 1024;
}

TypeStack::TypeStack(BytesView module, u32 most)
    : in_{module, 0, 0},
      module_{module},
      most_{most},
      capacity_{std::min(most_, first_capacity)},
      types_{std::make_unique_for_overwrite<ValueType[]>(floor_bytes + capacity_ + spare_bytes)},
      top_{floor()},
      base_{floor()},
      limit_{floor() + capacity_},
      high_{floor()},
      counted_{floor()}
{
    std::fill_n(types_.get(), floor_bytes, unknown_type);
}

void TypeStack::reset(ByteRange code) noexcept
{
    in_ = Reader{module_, code.begin, code.end};
    polymorphic_ = false;
    counts_ = true;
    top_ = base_ = high_ = counted_ = floor();
}

ValueType TypeStack::pop_any() noexcept
{
    if (top_ != base_) [[likely]]
        return *--top_;
    if (!polymorphic_)
        fail(Code::stack_underflow);
    return unknown_type;
}

void TypeStack::pop_slowly(Types types) noexcept
{
    // In unreachable code, what is there is compared at once, and the rest fits.
    const std::size_t known = std::min(types.size(), available());
    if (polymorphic_ &&
        std::memcmp(top_ - known, types.data() + (types.size() - known), known) == 0)
    {
        top_ -= known;
        return;
    }
    for (std::size_t i = types.size(); i-- > 0;)
    {
        // Below the frame of unreachable code everything fits, however many there are.
        if (top_ == base_ && polymorphic_)
            return;
        const ValueType found = pop_any();
        if (found != types[i] && found != unknown_type)
            return fail(Code::type_mismatch);
    }
}

void TypeStack::pop_slowly(const InstructionEntry& entry) noexcept
{
    const auto types = entry.operand_types();
    pop_slowly(Types{types}.last(entry.operand_count));
}

void TypeStack::push_all(Types types)
{
    if (static_cast<std::size_t>(limit_ - top_) < types.size() && !grow(height() + types.size()))
        return fail(Code::limit_operands);
    top_ = std::ranges::copy(types, top_).out;
    note_height();
}

void TypeStack::check(Types types) noexcept
{
    if (matches(types)) [[likely]]
        return;
    const std::size_t known = std::min(types.size(), available());
    if (known < types.size() && !polymorphic_)
        return fail(Code::stack_underflow);
    if (std::memcmp(top_ - known, types.data() + (types.size() - known), known) == 0)
        return;
    for (std::size_t i = 1; i <= known; ++i)
    {
        const ValueType found = *(top_ - i);
        if (found != types[types.size() - i] && found != unknown_type)
            return fail(Code::type_mismatch);
    }
}

void TypeStack::pop_last(Types types) noexcept
{
    pop(types);
    if (top_ != base_ && !in_.failed())
        fail(Code::stack_not_empty);
}

void TypeStack::count_heights(bool on) noexcept
{
    if (counts_ == on)
        return;
    counts_ = on;
    if (!on)
        counted_ = high_;
    high_ = on ? counted_ : limit_;
}

u32 TypeStack::most_slots() const noexcept
{
    return static_cast<u32>((counts_ ? high_ : counted_) - floor());
}

void TypeStack::raise()
{
    if (top_ > limit_ && !grow(height()))
        return fail(Code::limit_operands);
    high_ = counts_ ? top_ : limit_;
}

// Makes room for that many slots, where the profile allows them.
bool TypeStack::grow(std::size_t slots)
{
    if (slots > most_)
        return false;
    capacity_ = std::min(most_, std::max(2 * capacity_, slots));
    auto types = std::make_unique_for_overwrite<ValueType[]>(floor_bytes + capacity_ + spare_bytes);
    const auto moved = [&](const ValueType* at) { return types.get() + (at - types_.get()); };
    std::copy(types_.get(), top_, types.get());
    top_ = moved(top_);
    base_ = moved(base_);
    high_ = moved(high_);
    counted_ = moved(counted_);
    types_ = std::move(types);
    limit_ = floor() + capacity_;
    return true;
}
} // namespace pawl
