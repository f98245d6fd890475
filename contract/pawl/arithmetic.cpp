#include "base/u256.hpp"
#include "contract/pawl/functions.hpp"
#include "contract/pawl/guest.hpp"

#include <algorithm>
#include <array>

namespace pawl::contract::pawl_set
{
namespace
{
/// The buffers of 32 bytes that the first `count` arguments point to, if all lie inside.
template <std::size_t count>
std::optional<std::array<std::span<u8>, count>> buffers(const Guest& guest)
{
    std::array<std::span<u8>, count> out;
    for (std::size_t i = 0; i < count; ++i)
    {
        const Buffer buffer = guest.fixed(i, 32);
        if (!buffer)
            return std::nullopt;
        out[i] = *buffer;
    }
    return out;
}

U256 number(std::span<const u8> buffer)
{
    return U256{read32(buffer)};
}
} // namespace

HostStatus u256_mul(HostCall& call)
{
    Guest guest{call};
    const auto at = buffers<3>(guest);
    if (!at)
        return out_of_bounds();
    if (!guest.charge_execution())
        return guest.stopped();
    const auto& [a, b, out] = *at;
    write(out, wrapping_mul(number(a), number(b)).big_endian);
    return HostStatus::ok();
}

HostStatus u256_divide(HostCall& call)
{
    Guest guest{call};
    const auto at = buffers<4>(guest);
    if (!at)
        return out_of_bounds();
    if (!guest.charge_execution())
        return guest.stopped();
    const auto& [a, b, quotient, remainder] = *at;
    const Division division = divide(number(a), number(b));
    write(quotient, division.quotient.big_endian);
    write(remainder, division.remainder.big_endian);
    return HostStatus::ok();
}

HostStatus u256_mulmod(HostCall& call)
{
    Guest guest{call};
    const auto at = buffers<4>(guest);
    if (!at)
        return out_of_bounds();
    if (!guest.charge_execution())
        return guest.stopped();
    const auto& [a, b, m, out] = *at;
    write(out, mul_mod(number(a), number(b), number(m)).big_endian);
    return HostStatus::ok();
}

HostStatus u256_exp(HostCall& call)
{
    Guest guest{call};
    const auto at = buffers<3>(guest);
    if (!at)
        return out_of_bounds();
    const auto& [a, b, out] = *at;
    const auto zeros = std::ranges::find_if(b, [](u8 byte) { return byte != 0; }) - b.begin();
    if (!guest.charge_execution(b.size() - static_cast<std::size_t>(zeros)))
        return guest.stopped();
    write(out, wrapping_exp(number(a), number(b)).big_endian);
    return HostStatus::ok();
}
} // namespace pawl::contract::pawl_set
