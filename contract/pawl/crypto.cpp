#include "contract/crypto/crypto.hpp"

#include "base/sha256.hpp"
#include "contract/pawl/functions.hpp"
#include "contract/pawl/guest.hpp"

#include <algorithm>

namespace pawl::contract::pawl_set
{
namespace
{
/// A hash of (data, length) into `out`.
HostStatus hash(HostCall& call, Bytes32 (*function)(BytesView))
{
    Guest guest{call};
    const Buffer data = guest.buffer(0);
    const Buffer out = guest.fixed(2, 32);
    if (!data || !out)
        return out_of_bounds();
    if (!guest.charge(Category::crypto, data->size()))
        return guest.stopped();
    write(*out, function(*data));
    return HostStatus::ok();
}

Signature read_signature(std::span<const u8> buffer)
{
    Signature signature;
    std::ranges::copy(buffer.first(signature.size()), signature.begin());
    return signature;
}
} // namespace

HostStatus sha256(HostCall& call)
{
    return hash(call, &pawl::sha256);
}

HostStatus keccak256(HostCall& call)
{
    return hash(call, &contract::keccak256);
}

HostStatus secp256k1_recover(HostCall& call)
{
    Guest guest{call};
    const Buffer digest = guest.fixed(0, 32);
    const Buffer signature = guest.fixed(1, 64);
    const Buffer out = guest.fixed(3, std::tuple_size_v<UncompressedKey>);
    if (!digest || !signature || !out)
        return out_of_bounds();
    if (!guest.charge(Category::crypto))
        return guest.stopped();
    const auto key =
        contract::secp256k1_recover(read32(*digest), read_signature(*signature), guest.i32(2));
    if (!key)
        return guest.answer_i32(absent);
    write(*out, *key);
    return guest.answer_i32(0);
}

HostStatus ed25519_verify(HostCall& call)
{
    Guest guest{call};
    const Buffer key = guest.fixed(0, 32);
    const Buffer signature = guest.fixed(1, 64);
    const Buffer text = guest.buffer(2);
    if (!key || !signature || !text)
        return out_of_bounds();
    if (!guest.charge(Category::crypto, text->size()))
        return guest.stopped();
    const bool valid = contract::ed25519_verify(read32(*key), read_signature(*signature), *text);
    return guest.answer_i32(valid ? 1 : 0);
}
} // namespace pawl::contract::pawl_set
