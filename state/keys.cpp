#include "state/keys.hpp"

namespace pawl::state
{
Bytes make_key(Namespace space, const Bytes32& owner, BytesView rest)
{
    Bytes key;
    key.reserve(key_prefix_bytes + rest.size());
    key.push_back(static_cast<u8>(space));
    append(key, owner);
    append(key, rest);
    return key;
}

Bytes parameter_key(std::string_view name)
{
    return make_key(Namespace::parameter, Bytes32{}, as_bytes(name));
}

Bytes nonce_key(const Bytes32& address)
{
    return make_key(Namespace::nonce, address);
}

Bytes balance_key(const Bytes32& address, BytesView denomination)
{
    return make_key(Namespace::balance, address, denomination);
}

Bytes contract_key(const Bytes32& address)
{
    return make_key(Namespace::contract, address);
}

Bytes storage_key(const Bytes32& address, BytesView key)
{
    return make_key(Namespace::storage, address, key);
}

Bytes code_key(const Bytes32& code_hash)
{
    return make_key(Namespace::code, code_hash);
}

KeyRange owner_range(Namespace space, const Bytes32& owner)
{
    KeyRange range{make_key(space, owner), make_key(space, owner)};
    // The next prefix: one more, carried. The namespace takes the last carry and is far below 255.
    for (std::size_t at = range.to.size(); ++range.to[at - 1] == 0;)
        --at;
    return range;
}

std::optional<KeyParts> split_key(BytesView key)
{
    if (key.size() < key_prefix_bytes || key[0] > static_cast<u8>(Namespace::code))
        return std::nullopt;
    return KeyParts{static_cast<Namespace>(key[0]), *bytes32(key.subspan(1, 32)),
                    key.subspan(key_prefix_bytes)};
}
} // namespace pawl::state
