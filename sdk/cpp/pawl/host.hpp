// The host functions as they are imported: docs/abi/pawl.md, one line each, in its order. Contracts
// use the typed functions of the other headers instead.
#pragma once

#include "pawl/bytes.hpp"

#ifdef __wasm__
#define PAWL_IMPORT(name) [[clang::import_module("pawl"), clang::import_name(#name)]]
#else
#define PAWL_IMPORT(name)
#endif

namespace pawl::sdk::host
{
PAWL_IMPORT(input) int input(u8* out, u32 cap);
PAWL_IMPORT(output) void output(const u8* data, u32 length);
PAWL_IMPORT(revert) [[noreturn]] void revert(const u8* data, u32 length);

PAWL_IMPORT(storage_get) int storage_get(const u8* key, u32 key_length, u8* out, u32 cap);
PAWL_IMPORT(storage_set)
void storage_set(const u8* key, u32 key_length, const u8* value, u32 value_length);
PAWL_IMPORT(storage_delete) void storage_delete(const u8* key, u32 key_length);
PAWL_IMPORT(storage_next)
int storage_next(const u8* from, u32 from_length, const u8* to, u32 to_length, u32 direction,
                 u8* out, u32 cap);

PAWL_IMPORT(caller) void caller(u8* out);
PAWL_IMPORT(self) void self(u8* out);
PAWL_IMPORT(value) void value(const u8* denomination, u32 denomination_length, u8* out);
PAWL_IMPORT(balance)
void balance(const u8* address, const u8* denomination, u32 denomination_length, u8* out);
PAWL_IMPORT(block_height) u64 block_height();
PAWL_IMPORT(block_time) u64 block_time();
PAWL_IMPORT(chain_id) int chain_id(u8* out, u32 cap);

PAWL_IMPORT(event) void event(const u8* data, u32 length);

PAWL_IMPORT(call)
u32 call(const u8* address, const u8* coins, u32 coins_length, const u8* input, u32 input_length,
         u64 gas_cap);
PAWL_IMPORT(query)
u32 query(const u8* address, const u8* input, u32 input_length, u64 gas_cap);
PAWL_IMPORT(create)
u32 create(const u8* code_hash, const u8* salt, u32 salt_length, const u8* coins, u32 coins_length,
           const u8* input, u32 input_length, u64 gas_cap, u8* out_address);
PAWL_IMPORT(transfer) u32 transfer(const u8* address, const u8* coins, u32 coins_length);
PAWL_IMPORT(returned) int returned(u8* out, u32 cap);

PAWL_IMPORT(gas_used) u64 gas_used();

PAWL_IMPORT(sha256) void sha256(const u8* data, u32 length, u8* out);
PAWL_IMPORT(keccak256) void keccak256(const u8* data, u32 length, u8* out);
PAWL_IMPORT(secp256k1_recover)
int secp256k1_recover(const u8* hash, const u8* signature, u32 recovery_id, u8* out);
PAWL_IMPORT(ed25519_verify)
int ed25519_verify(const u8* key, const u8* signature, const u8* message, u32 length);

PAWL_IMPORT(u256_mul) void u256_mul(const u8* a, const u8* b, u8* out);
PAWL_IMPORT(u256_divide)
void u256_divide(const u8* a, const u8* b, u8* out_quotient, u8* out_remainder);
PAWL_IMPORT(u256_mulmod) void u256_mulmod(const u8* a, const u8* b, const u8* m, u8* out);
PAWL_IMPORT(u256_exp) void u256_exp(const u8* a, const u8* b, u8* out);
} // namespace pawl::sdk::host

namespace pawl::sdk
{
/// Ends this entry: its writes are undone and its caller is told `why`.
[[noreturn]] inline void revert(Text why)
{
    host::revert(why.view().data, why.size);
}

/// Reverts unless `condition` holds.
inline void require(bool condition, Text why)
{
    if (!condition)
        revert(why);
}

/// Data of unknown length from a host function `fetch(out, cap)`: a first guess, and once more with
/// the right size where it was too small.
template <typename Fetch>
Maybe<View> read_host(Fetch fetch)
{
    constexpr u32 guess = 128;
    u8* out = allocate(guess);
    const int length = fetch(out, guess);
    if (length < 0)
        return {};
    const u32 size = static_cast<u32>(length);
    if (size > guess)
    {
        out = allocate(size);
        fetch(out, size);
    }
    return View{out, size};
}
} // namespace pawl::sdk
