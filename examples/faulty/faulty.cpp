// Fails on purpose, in every way a contract can, for tests of those who must survive it.
#include "pawl.hpp"

namespace
{
using namespace pawl::sdk;

constexpr Item<u64> mark{"mark"};

void start() {}

/// Leaves a write behind, which no failure may let through.
void write(u64 value)
{
    mark.set(value);
    emit("written", "value", value);
}

void trap()
{
    write(1);
    __builtin_trap();
}

void fail(Text why)
{
    write(2);
    revert(why);
}

void loop()
{
    write(3);
    for (;;)
        // Without an effect the compiler may assume that a loop ends.
        asm volatile("");
}

/// Opaque to the optimiser, which would make loops of the functions below.
[[gnu::noinline]] u64 descend(u64 depth)
{
    if (depth == 0)
        return 0;
    u64 below = descend(depth + 1);
    // A sum alone would be gathered in a loop.
    asm volatile("" : "+r"(below));
    return below + depth;
}

void recurse()
{
    write(4);
    mark.set(descend(1));
}

/// Enters itself until the nesting limit refuses, and says how deep that was.
u32 nest(u32 depth)
{
    const CallResult deeper = try_call(self(), encode("nest", depth + 1));
    return deeper.ok() ? Reader{deeper.data}.read<u32>() : depth;
}

/// Grows the memory until that fails and says how many pages it then has.
u32 grow()
{
    while (__builtin_wasm_memory_grow(0, 1) != static_cast<decltype(sizeof 0)>(-1))
    {
    }
    return static_cast<u32>(__builtin_wasm_memory_size(0));
}

void read_outside()
{
    const u8* address = reinterpret_cast<const u8*>(0xFFFFFFF0u);
    asm volatile("" : "+r"(address));
    host::output(address, 1);
}

u32 quotient(u32 a, u32 b)
{
    asm volatile("" : "+r"(b));
    return a / b;
}

void empty_key()
{
    storage_set({}, encode(1u));
}

void malformed_event()
{
    const u8 byte = 0xFF;
    host::event(&byte, 1);
}

/// Calls any contract with any input under a cap; goes on and says how that ended.
Pair<u32, View> attempt(const Address& contract, View input, u64 gas_cap)
{
    const CallResult result = try_call(contract, input, {}, gas_cap);
    return {static_cast<u32>(result.status), result.data};
}

/// The same with a query.
Pair<u32, View> attempt_query(const Address& contract, View input, u64 gas_cap)
{
    const CallResult result = try_query(contract, input, gas_cap);
    return {static_cast<u32>(result.status), result.data};
}

u64 marked()
{
    return mark.get();
}

void query_that_writes()
{
    mark.set(5);
}

void query_that_emits()
{
    emit("written");
}

/// Writes through a call, which is read-only here.
Pair<u32, View> query_that_calls(u64 value)
{
    return attempt(self(), encode("write", value), no_gas_cap);
}
} // namespace

PAWL_EXPORT(deploy)
{
    construct<start>();
}

PAWL_EXPORT(call)
{
    dispatch(method<write>("write"), method<trap>("trap"), method<fail>("fail"),
             method<loop>("loop"), method<recurse>("recurse"), method<nest>("nest"),
             method<grow>("grow"), method<read_outside>("read_outside"),
             method<quotient>("quotient"), method<empty_key>("empty_key"),
             method<malformed_event>("malformed_event"), method<attempt>("attempt"),
             method<attempt_query>("attempt_query"));
}

PAWL_EXPORT(query)
{
    dispatch(method<marked>("marked"), method<query_that_writes>("query_that_writes"),
             method<query_that_emits>("query_that_emits"),
             method<query_that_calls>("query_that_calls"));
}
