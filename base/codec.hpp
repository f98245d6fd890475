// The canonical encoding of everything that is hashed or stored: fixed-width big-endian integers,
// byte strings behind a u32 length, no defaults, nothing left over.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"
#include "base/u256.hpp"

namespace pawl
{
/// Appends values to a byte string.
class Encoder
{
public:
    Encoder& u8(pawl::u8 value);
    Encoder& u16(pawl::u16 value);
    Encoder& u32(pawl::u32 value);
    Encoder& u64(pawl::u64 value);
    Encoder& u256(const U256& value) { return raw(value.big_endian); }
    /// Without length.
    Encoder& raw(BytesView bytes);
    /// Behind a u32 length. Requires: fewer than 2^32 bytes.
    Encoder& bytes(BytesView bytes);

    [[nodiscard]] const Bytes& view() const noexcept { return out_; }
    [[nodiscard]] Bytes take() noexcept { return std::move(out_); }

private:
    Bytes out_;
};

/// Reads what Encoder wrote. After the first failure every read fails with the same rejection, so a
/// sequence of reads may be checked once, by `finish`.
class Decoder
{
public:
    explicit Decoder(BytesView in) noexcept : in_{in} {}

    [[nodiscard]] pawl::u8 u8() { return static_cast<pawl::u8>(integer(1)); }
    [[nodiscard]] pawl::u16 u16() { return static_cast<pawl::u16>(integer(2)); }
    [[nodiscard]] pawl::u32 u32() { return static_cast<pawl::u32>(integer(4)); }
    [[nodiscard]] pawl::u64 u64() { return integer(8); }
    [[nodiscard]] U256 u256() { return U256{fixed32()}; }
    [[nodiscard]] Bytes32 fixed32();
    /// The next `count` bytes, a view into the input; empty after a failure.
    [[nodiscard]] BytesView raw(std::size_t count);
    /// A byte string behind its length of at most `limit`; a view into the input.
    [[nodiscard]] BytesView bytes(std::size_t limit = 0xFFFFFFFF);
    /// A count of entries that take at least `least_bytes` each: refused where the rest of the
    /// input could not hold them, so it is safe to reserve for.
    [[nodiscard]] pawl::u32 count(std::size_t least_bytes);

    /// Records a failure at the current offset.
    void fail(Code code);
    [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }
    [[nodiscard]] pawl::u64 offset() const noexcept { return at_; }
    [[nodiscard]] std::size_t left() const noexcept { return in_.size() - at_; }

    /// The first failure, or `trailing_bytes` where input is left over.
    [[nodiscard]] Expected<void> finish() const;

private:
    pawl::u64 integer(std::size_t width);

    BytesView in_;
    std::size_t at_ = 0;
    std::optional<Rejection> failure_;
};
} // namespace pawl
