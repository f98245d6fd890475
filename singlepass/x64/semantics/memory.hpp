// Loads and stores. Spec: 4.4.7.
#pragma once

#include "singlepass/x64/address.hpp"
#include "singlepass/x64/semantics/meaning.hpp"

namespace pawl::x64
{
/// How many bytes so wide a value has.
[[nodiscard]] constexpr u32 bytes_of(Width width) noexcept
{
    return 1U << static_cast<u32>(width);
}

/// A load, extended by zeros.
template <Width width>
struct Load
{
    [[gnu::always_inline]] static void emit(Emitter& m, Reg d, const MemoryAccess& access)
    {
        with_bytes(m, access, bytes_of(width), [&m, d] [[gnu::always_inline]] (const Mem& bytes)
                   { m.out().load(width, gpr(d), bytes); });
    }
};

/// A load, extended by its sign to a wider integer.
template <Width width, Width to>
struct LoadSigned
{
    [[gnu::always_inline]] static void emit(Emitter& m, Reg d, const MemoryAccess& access)
    {
        with_bytes(m, access, bytes_of(width), [&m, d] [[gnu::always_inline]] (const Mem& bytes)
                   { m.out().movsx(width, to, gpr(d), bytes); });
    }
};

/// A load of a float.
template <Width width>
struct LoadFloat
{
    [[gnu::always_inline]] static void emit(Emitter& m, Reg d, const MemoryAccess& access)
    {
        with_bytes(m, access, bytes_of(width), [&m, d] [[gnu::always_inline]] (const Mem& bytes)
                   { m.out().load(width, xmm(d), bytes); });
    }
};

/// A store of a float or of the low bits of an integer.
template <Width width>
struct Store
{
    [[gnu::always_inline]] static void emit(Emitter& m, const MemoryAccess& access,
                                            const Value& value)
    {
        if (value.is_reg())
            return with_bytes(m, access, bytes_of(width),
                              [&m, reg = value.reg] [[gnu::always_inline]] (const Mem& bytes)
                              { of_register(m, bytes, reg); });
        if (width != w64 || is_signed32(value.bits))
            return with_bytes(m, access, bytes_of(width),
                              [&m, bits = static_cast<i32>(value.bits)] [[gnu::always_inline]] (
                                  const Mem& bytes) { m.out().store(width, bytes, bits); });
        m.out().load(w64, float_scratch, Emitter::pooled);
        m.refer_to(value.bits);
        with_bytes(m, access, bytes_of(width), [&m] [[gnu::always_inline]] (const Mem& bytes)
                   { m.out().store(w64, bytes, float_scratch); });
    }

private:
    [[gnu::always_inline]] static void of_register(Emitter& m, const Mem& bytes, Reg value) noexcept
    {
        if (is_float(value))
            m.out().store(width, bytes, xmm(value));
        else
            m.out().store(width, bytes, gpr(value));
    }
};

template <>
inline constexpr auto meaning<Op::i32_load> = Load<w32>{};
template <>
inline constexpr auto meaning<Op::i64_load> = Load<w64>{};
template <>
inline constexpr auto meaning<Op::f32_load> = LoadFloat<w32>{};
template <>
inline constexpr auto meaning<Op::f64_load> = LoadFloat<w64>{};
template <>
inline constexpr auto meaning<Op::i32_load8_s> = LoadSigned<w8, w32>{};
template <>
inline constexpr auto meaning<Op::i32_load8_u> = Load<w8>{};
template <>
inline constexpr auto meaning<Op::i32_load16_s> = LoadSigned<w16, w32>{};
template <>
inline constexpr auto meaning<Op::i32_load16_u> = Load<w16>{};
template <>
inline constexpr auto meaning<Op::i64_load8_s> = LoadSigned<w8, w64>{};
template <>
inline constexpr auto meaning<Op::i64_load8_u> = Load<w8>{};
template <>
inline constexpr auto meaning<Op::i64_load16_s> = LoadSigned<w16, w64>{};
template <>
inline constexpr auto meaning<Op::i64_load16_u> = Load<w16>{};
template <>
inline constexpr auto meaning<Op::i64_load32_s> = LoadSigned<w32, w64>{};
template <>
inline constexpr auto meaning<Op::i64_load32_u> = Load<w32>{};

template <>
inline constexpr auto meaning<Op::i32_store> = Store<w32>{};
template <>
inline constexpr auto meaning<Op::i64_store> = Store<w64>{};
template <>
inline constexpr auto meaning<Op::f32_store> = Store<w32>{};
template <>
inline constexpr auto meaning<Op::f64_store> = Store<w64>{};
template <>
inline constexpr auto meaning<Op::i32_store8> = Store<w8>{};
template <>
inline constexpr auto meaning<Op::i32_store16> = Store<w16>{};
template <>
inline constexpr auto meaning<Op::i64_store8> = Store<w8>{};
template <>
inline constexpr auto meaning<Op::i64_store16> = Store<w16>{};
template <>
inline constexpr auto meaning<Op::i64_store32> = Store<w32>{};
} // namespace pawl::x64
