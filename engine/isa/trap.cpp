#include "engine/isa/trap.hpp"

#include <algorithm>
#include <array>

namespace pawl
{
namespace
{
struct Text
{
    Trap trap;
    std::string_view name, message;
};

constexpr std::array texts{
    Text{Trap::none, "none", "no trap"},
    Text{Trap::unreachable, "unreachable", "unreachable executed"},
    Text{Trap::memory_out_of_bounds, "memory_out_of_bounds", "out of bounds memory access"},
    Text{Trap::table_out_of_bounds, "table_out_of_bounds", "out of bounds table access"},
    Text{Trap::integer_divide_by_zero, "integer_divide_by_zero", "integer divide by zero"},
    Text{Trap::integer_overflow, "integer_overflow", "integer overflow"},
    Text{Trap::invalid_conversion, "invalid_conversion", "invalid conversion to integer"},
    Text{Trap::undefined_element, "undefined_element", "undefined element"},
    Text{Trap::uninitialized_element, "uninitialized_element", "uninitialized element"},
    Text{Trap::indirect_call_type_mismatch, "indirect_call_type_mismatch",
         "indirect call type mismatch"},
    Text{Trap::stack_exhausted, "stack_exhausted", "call stack exhausted"},
    Text{Trap::null_reference, "null_reference", "null reference"},
    Text{Trap::array_out_of_bounds, "array_out_of_bounds", "out of bounds array access"},
    Text{Trap::cast_failure, "cast_failure", "cast failure"},
    Text{Trap::uncaught_exception, "uncaught_exception", "uncaught exception"},
    Text{Trap::deadlock, "deadlock", "the only agent waits forever"},
    Text{Trap::heap_exhausted, "heap_exhausted", "more heap allocated than the profile allows"},
    Text{Trap::unaligned_atomic, "unaligned_atomic", "unaligned atomic"},
    Text{Trap::read_only, "read_only", "a change was asked for in a read-only call"},
    Text{Trap::bad_argument, "bad_argument", "a host function was given an argument it forbids"},
    Text{Trap::reentrancy_forbidden, "reentrancy_forbidden",
         "the profile forbids calling a contract that is already running"},
};

const Text* find(Trap trap) noexcept
{
    const auto* found = std::ranges::find(texts, trap, &Text::trap);
    return found == texts.end() ? nullptr : found;
}
} // namespace

std::string_view name(Trap trap) noexcept
{
    const Text* text = find(trap);
    return text == nullptr ? "unknown" : text->name;
}

std::string_view message(Trap trap) noexcept
{
    const Text* text = find(trap);
    return text == nullptr ? "no trap has this number" : text->message;
}
} // namespace pawl
