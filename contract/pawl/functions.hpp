// The functions of the pawl ABI, by family. Meaning and price of each: docs/abi/pawl.md.
#pragma once

#include "engine/runtime/host.hpp"

namespace pawl::contract::pawl_set
{
// input_output.cpp
HostStatus input(HostCall& call);
HostStatus output(HostCall& call);
HostStatus revert(HostCall& call);
HostStatus event(HostCall& call);

// storage.cpp
HostStatus storage_get(HostCall& call);
HostStatus storage_set(HostCall& call);
HostStatus storage_delete(HostCall& call);
HostStatus storage_next(HostCall& call);

// environment.cpp
HostStatus caller(HostCall& call);
HostStatus self(HostCall& call);
HostStatus value(HostCall& call);
HostStatus balance(HostCall& call);
HostStatus block_height(HostCall& call);
HostStatus block_time(HostCall& call);
HostStatus chain_id(HostCall& call);
HostStatus gas_used(HostCall& call);

// calls.cpp
HostStatus call(HostCall& call);
HostStatus query(HostCall& call);
HostStatus create(HostCall& call);
HostStatus transfer(HostCall& call);
HostStatus returned(HostCall& call);

// crypto.cpp
HostStatus sha256(HostCall& call);
HostStatus keccak256(HostCall& call);
HostStatus secp256k1_recover(HostCall& call);
HostStatus ed25519_verify(HostCall& call);

// arithmetic.cpp
HostStatus u256_mul(HostCall& call);
HostStatus u256_divide(HostCall& call);
HostStatus u256_mulmod(HostCall& call);
HostStatus u256_exp(HostCall& call);
} // namespace pawl::contract::pawl_set
