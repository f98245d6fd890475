#include "base/u256.hpp"

#include <boost/multiprecision/cpp_int.hpp>

namespace pawl
{
namespace
{
namespace mp = boost::multiprecision;
using Wide = mp::uint512_t;

Wide load(const U256& value)
{
    Wide out;
    mp::import_bits(out, value.big_endian.bytes.begin(), value.big_endian.bytes.end());
    return out;
}

/// Requires: `value` < 2^256.
U256 store(const Wide& value)
{
    U256 out;
    auto& bytes = out.big_endian.bytes;
    Wide rest = value;
    for (std::size_t i = bytes.size(); i-- > 0; rest >>= 8)
        bytes[i] = static_cast<u8>(static_cast<unsigned>(rest & 0xFF));
    return out;
}

const Wide& modulus()
{
    static const Wide two_to_256 = Wide{1} << 256;
    return two_to_256;
}

std::optional<U256> fitting(const Wide& value)
{
    if (value >= modulus())
        return std::nullopt;
    return store(value);
}
} // namespace

U256::U256(u64 value) noexcept
{
    for (std::size_t i = 0; i < 8; ++i)
        big_endian.bytes[31 - i] = static_cast<u8>(value >> (8 * i));
}

std::optional<u64> U256::to_u64() const noexcept
{
    u64 out = 0;
    for (std::size_t i = 0; i < 32; ++i)
    {
        if (i < 24 && big_endian.bytes[i] != 0)
            return std::nullopt;
        out = out << 8 | big_endian.bytes[i];
    }
    return out;
}

std::optional<U256> checked_add(const U256& a, const U256& b)
{
    return fitting(load(a) + load(b));
}

std::optional<U256> checked_sub(const U256& a, const U256& b)
{
    if (a < b)
        return std::nullopt;
    return store(load(a) - load(b));
}

std::optional<U256> checked_mul(const U256& a, const U256& b)
{
    return fitting(load(a) * load(b));
}

U256 wrapping_mul(const U256& a, const U256& b)
{
    return store(load(a) * load(b) % modulus());
}

U256 wrapping_exp(const U256& base, const U256& exponent)
{
    return store(mp::powm(load(base), load(exponent), modulus()));
}

Division divide(const U256& a, const U256& b)
{
    if (b.is_zero())
        return {};
    Wide quotient;
    Wide remainder;
    mp::divide_qr(load(a), load(b), quotient, remainder);
    return {store(quotient), store(remainder)};
}

U256 mul_mod(const U256& a, const U256& b, const U256& m)
{
    if (m.is_zero())
        return {};
    return store(load(a) * load(b) % load(m));
}

std::string to_decimal(const U256& value)
{
    return load(value).str();
}

std::optional<U256> from_decimal(std::string_view text)
{
    // 2^256 has 78 digits, so the sum below stays far inside 512 bits.
    if (text.empty() || text.size() > 78 || (text.size() > 1 && text[0] == '0'))
        return std::nullopt;
    Wide out = 0;
    for (const char c : text)
    {
        if (c < '0' || c > '9')
            return std::nullopt;
        out = out * 10 + (c - '0');
    }
    return fitting(out);
}
} // namespace pawl
