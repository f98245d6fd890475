// Functions as values: what a funcref points to.
#pragma once

#include "engine/module/module.hpp"

#include <span>

namespace pawl
{
class Instance;
struct HostFunction;
struct NativeContext;

/// A value as it stands in a slot, whoever gives it: where its type has 32 bits, the upper half is
/// zero. Compiled code relies on it, because an i32 becomes part of addresses as it is, and may
/// have anything there itself.
[[nodiscard]] constexpr u64 as_slot(ValueType type, u64 bits) noexcept
{
    return type == ValueType::i32 || type == ValueType::f32 ? static_cast<u32>(bits) : bits;
}

/// Makes values stand in slots like this, one for each type.
constexpr void make_slots(std::span<const ValueType> types, std::span<u64> values) noexcept
{
    for (std::size_t i = 0; i < types.size(); ++i)
        values[i] = as_slot(types[i], values[i]);
}

/// A function of an instance, or a host function.
struct FunctionInstance
{
    const FunctionType* type = nullptr;
    Instance* instance = nullptr; ///< the owner; of a host function, nullptr
    u32 index = 0;                ///< in the owner's index space
    const HostFunction* host = nullptr;
    u16 host_number = 0;

    // Of a function that a compiled tier runs; nullptr otherwise.
    const void* code = nullptr;
    NativeContext* context = nullptr; ///< of its instance

    [[nodiscard]] bool is_host() const noexcept { return host != nullptr; }

    /// The value of a reference to this function.
    [[nodiscard]] u64 reference() const noexcept { return reinterpret_cast<u64>(this); }
    /// The function that a reference refers to. Requires: the reference is not null.
    [[nodiscard]] static const FunctionInstance& of(u64 reference) noexcept
    {
        return *reinterpret_cast<const FunctionInstance*>(reference);
    }
    /// Whether a call that expects `expected` may call this. Types of one module are canonical, so
    /// the address decides nearly always.
    [[nodiscard]] bool has_type(const FunctionType& expected) const noexcept
    {
        return type == &expected || *type == expected;
    }
};
} // namespace pawl
