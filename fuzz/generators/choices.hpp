// Decisions taken from a fuzzer's bytes.
#pragma once

#include "base/bytes.hpp"

namespace pawl::fuzz
{
/// Reads decisions from bytes, so that a small change of the bytes is a small change of what is
/// generated. Out of bytes, every decision is 0: generators give 0 the meaning that ends soonest.
class Choices
{
public:
    /// The bytes outlive it.
    explicit Choices(BytesView bytes) noexcept : rest_{bytes} {}

    /// A number below `bound`. Requires: bound > 0.
    [[nodiscard]] u32 below(u32 bound) noexcept;
    /// Whether something happens that happens once in `n` times. Requires: n > 1.
    [[nodiscard]] bool one_in(u32 n) noexcept { return below(n) == 1; }

    /// A number of 64 bits; boundary values come often, since that is where mistakes are.
    [[nodiscard]] u64 number() noexcept;
    /// The bits of an f32, and of an f64.
    [[nodiscard]] u32 bits_f32() noexcept;
    [[nodiscard]] u64 bits_f64() noexcept;

    [[nodiscard]] bool exhausted() const noexcept { return rest_.empty(); }

private:
    u64 take(u32 bytes) noexcept;

    BytesView rest_;
};
} // namespace pawl::fuzz
