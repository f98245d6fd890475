#include "engine/validate/type_stack.hpp"

#include <algorithm>

namespace pawl
{
TypeStack::TypeStack(BytesView module, u32 capacity)
    : in_{module, 0, 0},
      module_{module},
      types_{std::make_unique_for_overwrite<ValueType[]>(floor_bytes + capacity + spare_bytes)},
      top_{floor()},
      base_{floor()},
      limit_{floor() + capacity},
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
    for (std::size_t i = types.size(); i-- > 0;)
    {
        const ValueType found = pop_any();
        if (found != types[i] && found != unknown_type)
            return fail(Code::type_mismatch);
    }
}

void TypeStack::push(Types types) noexcept
{
    if (static_cast<std::size_t>(limit_ - top_) < types.size())
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

void TypeStack::raise() noexcept
{
    if (top_ > limit_)
        fail(Code::limit_operands);
    else
        high_ = top_;
}
} // namespace pawl
