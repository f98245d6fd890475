#include "tests/sdk/host.hpp"

#include "base/u256.hpp"

#include <algorithm>
#include <memory>

namespace pawl::sdk_host
{
State& state()
{
    static State one;
    return one;
}

namespace
{
Bytes owned(const u8* data, u32 length)
{
    return {data, data + length};
}

int give(const Bytes& from, u8* out, u32 cap)
{
    std::copy_n(from.begin(), std::min<std::size_t>(from.size(), cap), out);
    return static_cast<int>(from.size());
}

void fill(u8* out, u8 byte)
{
    std::fill_n(out, 32, byte);
}

U256 load(const u8* from)
{
    U256 out;
    std::copy_n(from, 32, out.big_endian.bytes.begin());
    return out;
}

void store(const U256& value, u8* out)
{
    std::ranges::copy(value.big_endian.bytes, out);
}

u32 enter(const u8* address, Bytes coins, Bytes input, u64 gas_cap)
{
    state().call = {owned(address, 32), std::move(coins), std::move(input), gas_cap};
    return state().status;
}
} // namespace
} // namespace pawl::sdk_host

namespace pawl::sdk
{
u8* allocate(u32 size)
{
    // Never given back while a test runs, as in a contract; freed at exit.
    static std::vector<std::unique_ptr<u64[]>> arena;
    arena.push_back(std::make_unique<u64[]>(size / 8 + 1));
    return reinterpret_cast<u8*>(arena.back().get());
}

namespace host
{
using namespace sdk_host;

int input(u8* out, u32 cap)
{
    return give(state().input, out, cap);
}
void output(const u8* data, u32 length)
{
    state().output = owned(data, length);
}
void revert(const u8* data, u32 length)
{
    throw Reverted{std::string{data, data + length}};
}

int storage_get(const u8* key, u32 key_length, u8* out, u32 cap)
{
    const auto found = state().storage.find(owned(key, key_length));
    return found == state().storage.end() ? -1 : give(found->second, out, cap);
}
void storage_set(const u8* key, u32 key_length, const u8* value, u32 value_length)
{
    state().storage[owned(key, key_length)] = owned(value, value_length);
}
void storage_delete(const u8* key, u32 key_length)
{
    state().storage.erase(owned(key, key_length));
}
int storage_next(const u8* from, u32 from_length, const u8* to, u32 to_length, u32 direction,
                 u8* out, u32 cap)
{
    const auto& storage = state().storage;
    const auto first = storage.lower_bound(owned(from, from_length));
    const auto last = to_length == 0 ? storage.end() : storage.lower_bound(owned(to, to_length));
    if (first == last)
        return -1;
    return give(direction == 0 ? first->first : std::prev(last)->first, out, cap);
}

void caller(u8* out)
{
    fill(out, state().caller);
}
void self(u8* out)
{
    fill(out, 0xCC);
}
void event(const u8* data, u32 length)
{
    state().events.push_back(owned(data, length));
}

u32 call(const u8* address, const u8* coins, u32 coins_length, const u8* input, u32 input_length,
         u64 gas_cap)
{
    return enter(address, owned(coins, coins_length), owned(input, input_length), gas_cap);
}
u32 query(const u8* address, const u8* input, u32 input_length, u64 gas_cap)
{
    return enter(address, {}, owned(input, input_length), gas_cap);
}
int returned(u8* out, u32 cap)
{
    return give(state().returned, out, cap);
}

void u256_mul(const u8* a, const u8* b, u8* out)
{
    store(::pawl::wrapping_mul(load(a), load(b)), out);
}
void u256_divide(const u8* a, const u8* b, u8* out_quotient, u8* out_remainder)
{
    const auto result = ::pawl::divide(load(a), load(b));
    store(result.quotient, out_quotient);
    store(result.remainder, out_remainder);
}
void u256_mulmod(const u8* a, const u8* b, const u8* m, u8* out)
{
    store(::pawl::mul_mod(load(a), load(b), load(m)), out);
}
void u256_exp(const u8* a, const u8* b, u8* out)
{
    store(::pawl::wrapping_exp(load(a), load(b)), out);
}
} // namespace host
} // namespace pawl::sdk
