#include "contract/address.hpp"

#include "base/codec.hpp"
#include "base/sha256.hpp"

namespace pawl::contract
{
std::string_view name(Scheme scheme) noexcept
{
    return scheme == Scheme::asserted ? "asserted" : "secp256k1";
}

Bytes32 account_address(Scheme scheme, BytesView key)
{
    const u8 number = static_cast<u8>(scheme);
    return sha256({as_bytes("pawl/account/1"), BytesView{&number, 1}, key});
}

// Source: ADR-028 of the Cosmos SDK and instantiate2_address of cosmwasm-std: lengths are u64, and
// the address is hashed under its type, "module", of the module "wasm".
Bytes32 contract_address(const Bytes32& code_hash, BytesView creator, BytesView salt)
{
    Encoder key;
    key.raw(as_bytes("wasm")).u8(0);
    for (const BytesView part : {code_hash.view(), creator, salt, BytesView{}})
        key.u64(part.size()).raw(part);
    return sha256({sha256(as_bytes("module")), key.view()});
}
} // namespace pawl::contract
