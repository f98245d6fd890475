// Division of integers by a constant, in any registers: by shifts, or by multiplying with the
// reciprocal. H. Warren, "Hacker's Delight", chapter 10; A. Robison, "N-bit unsigned division via
// N-bit multiply-add", ARITH 17.
#pragma once

#include "singlepass/x64/semantics/meaning.hpp"

#include <limits>

namespace pawl::x64
{
/// Quotients as products: n / c = n * factor / 2^shift, rounded down. With `increment`, of n + 1.
struct Reciprocal
{
    u64 factor = 0;
    u8 shift = 0;
    bool increment = false;
};

/// 2^(bits + log) / c, rounded down: all digits but the highest of that number by long division.
/// Requires: c has the highest bit `log`, and is not a power of two.
struct ScaledInverse
{
    u64 quotient;
    u64 remainder;
};
[[nodiscard]] constexpr ScaledInverse scaled_inverse(u64 c, u32 bits, u32 log) noexcept
{
    ScaledInverse out{0, u64{1} << log};
    for (u32 i = 0; i < bits; ++i)
    {
        const bool carry = out.remainder >> 63 != 0;
        out.remainder *= 2;
        out.quotient *= 2;
        if (carry || out.remainder >= c)
        {
            out.remainder -= c;
            ++out.quotient;
        }
    }
    return out;
}

/// For unsigned numbers of so many bits. Rounding the factor up is good enough if its error times
/// 2^bits is below 2^(bits + log) / c; if it is not, rounding it down is, of n + 1.
[[nodiscard]] constexpr Reciprocal reciprocal(u64 c, u32 bits) noexcept
{
    const auto log = static_cast<u32>(63 - std::countl_zero(c));
    const auto [quotient, remainder] = scaled_inverse(c, bits, log);
    const u8 shift = static_cast<u8>(bits + log);
    if (c - remainder <= u64{1} << log)
        return {quotient + 1, shift, false};
    return {quotient, shift, true};
}

/// Division by a constant other than 0, and -1 if signed.
class DivideByConstant
{
public:
    DivideByConstant(Emitter& m, Width width, Gpr d, Gpr a) noexcept
        : m_{m}, out_{m.out()}, width_{width}, d_{d}, a_{a}
    {
    }

    /// Whether it was emitted; otherwise the machine is to divide.
    [[nodiscard]] bool unsigned_by(u64 c, bool remainder)
    {
        if (std::has_single_bit(c))
        {
            shift_right(static_cast<u8>(std::countr_zero(c)), remainder);
            return true;
        }
        const Reciprocal by = reciprocal(c, width_ == w32 ? 32 : 64);
        if (width_ == w32)
            multiply(by);
        else if (!by.increment)
            multiply_wide(by);
        else
            return false;
        finish(c, remainder);
        return true;
    }
    [[nodiscard]] bool signed_by(u64 c, bool remainder)
    {
        const i64 value = width_ == w32 ? i64{static_cast<i32>(c)} : static_cast<i64>(c);
        const u64 absolute = value < 0 ? 0 - static_cast<u64>(value) : static_cast<u64>(value);
        if (absolute == 1)
            remainder ? out_.zero(d_) : m_.copy(width_, d_, a_);
        else if (std::has_single_bit(absolute))
            shift_signed(static_cast<u8>(std::countr_zero(absolute)), value < 0, remainder);
        else if (width_ == w32)
            multiply_signed(absolute, value < 0, c, remainder);
        else
            return false;
        return true;
    }

private:
    void shift_right(u8 power, bool remainder)
    {
        if (!remainder)
        {
            m_.copy(width_, d_, a_);
            return out_.shift(Shift::shr, width_, d_, power);
        }
        const u64 mask = (u64{1} << power) - 1;
        m_.with(w64, Value::constant(mask),
                [&](const auto& bits)
                {
                    m_.copy(width_, d_, a_);
                    out_.and_(w64, d_, bits);
                });
    }

    // The quotient in the scratch register, of products that 64 bits hold.
    void multiply(const Reciprocal& by)
    {
        if (by.increment)
        {
            out_.lea(w64, scratch, Mem{a_, 1});
            out_.imul(w64, scratch, Emitter::pooled);
            m_.refer_to(by.factor);
        }
        else
        {
            out_.mov(w64, scratch, static_cast<i64>(by.factor));
            out_.imul(w64, scratch, a_);
        }
        out_.shift(Shift::shr, w64, scratch, by.shift);
    }
    // The same of the upper half of a product of 128 bits, one factor of which is in rdx.
    void multiply_wide(const Reciprocal& by)
    {
        out_.mov(w64, float_scratch, Gpr::rdx);
        out_.mov(w64, scratch, static_cast<i64>(by.factor));
        m_.copy(w64, Gpr::rdx, a_);
        out_.mulx(w64, scratch, scratch, scratch);
        out_.mov(w64, Gpr::rdx, float_scratch);
        out_.shift(Shift::shr, w64, scratch, static_cast<u8>(by.shift - 64));
    }
    // From the quotient to what is asked for.
    void finish(u64 c, bool remainder)
    {
        if (!remainder)
            return out_.mov(width_, d_, scratch);
        if (width_ == w32 || is_signed32(c))
        {
            out_.imul(width_, scratch, scratch, static_cast<i32>(c));
        }
        else
        {
            out_.imul(width_, scratch, Emitter::pooled);
            m_.refer_to(c);
        }
        m_.copy(width_, d_, a_);
        out_.sub(width_, d_, scratch);
    }

    // Numbers below zero are rounded towards it by adding what is one less than the divisor.
    void shift_signed(u8 power, bool negative, bool remainder)
    {
        const u8 bits = width_ == w32 ? 32 : 64;
        out_.mov(width_, scratch, a_);
        out_.shift(Shift::sar, width_, scratch, static_cast<u8>(bits - 1));
        out_.shift(Shift::shr, width_, scratch, static_cast<u8>(bits - power));
        out_.add(width_, scratch, a_);
        out_.shift(Shift::sar, width_, scratch, power);
        if (!remainder)
        {
            if (negative)
                out_.neg(width_, scratch);
            return out_.mov(width_, d_, scratch);
        }
        out_.shift(Shift::shl, width_, scratch, power);
        m_.copy(width_, d_, a_);
        out_.sub(width_, d_, scratch);
    }
    // With the factor rounded up, the product is below the quotient by less than one, and floors
    // are one below what rounding towards zero gives for numbers below zero.
    void multiply_signed(u64 absolute, bool negative, u64 c, bool remainder)
    {
        const auto log = static_cast<u32>(63 - std::countl_zero(absolute));
        out_.movsx(w32, w64, scratch, a_);
        out_.imul(w64, scratch, Emitter::pooled);
        m_.refer_to(scaled_inverse(absolute, 32, log).quotient + 1);
        out_.shift(Shift::sar, w64, scratch, static_cast<u8>(32 + log));
        out_.cmp(w32, a_, std::numeric_limits<i32>::min()); // below it without sign: not negative
        out_.sbb(w32, scratch, -1);
        if (negative)
            out_.neg(w32, scratch);
        finish(c, remainder);
    }

    Emitter& m_;
    Assembler& out_;
    Width width_;
    Gpr d_, a_;
};
} // namespace pawl::x64
