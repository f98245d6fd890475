// Calls of other contracts, and coins.
#pragma once

#include "pawl/codec.hpp"
#include "pawl/host.hpp"

namespace pawl::sdk
{
/// How a call ended.
enum class Status : u32
{
    ok = 0,
    reverted = 1,
    trapped = 2,
    out_of_gas = 3,
    refused = 4,
};

/// A cap that never binds.
constexpr u64 no_gas_cap = ~u64{0};

/// Encoded coins; none unless made by `coin`.
struct Coins
{
    View encoded;
};

/// An amount of one denomination. For several, encode them in ascending order.
inline Coins coin(Text denomination, const U256& amount)
{
    return {encode(1u, denomination, amount)};
}

/// How a call ended and what came back: output, or the data of a revert.
struct CallResult
{
    Status status{};
    View data;

    bool ok() const { return status == Status::ok; }
};

/// The data of the last call.
inline View returned()
{
    return read_host(host::returned).or_else(View{});
}

/// Enters `call` of a contract; whatever happens there, this contract goes on.
inline CallResult try_call(const Address& contract, View input, Coins coins = {},
                           u64 gas_cap = no_gas_cap)
{
    const auto status = static_cast<Status>(host::call(
        contract.bytes, coins.encoded.data, coins.encoded.size, input.data, input.size, gas_cap));
    return {status, returned()};
}

/// Enters `query` of a contract.
inline CallResult try_query(const Address& contract, View input, u64 gas_cap = no_gas_cap)
{
    const auto status =
        static_cast<Status>(host::query(contract.bytes, input.data, input.size, gas_cap));
    return {status, returned()};
}

/// A new contract and how its `deploy` ended. Its address is zero unless that is `ok`.
struct Created
{
    CallResult result;
    Address address;
};

/// Makes a contract of stored code; `salt` has 1 to 64 bytes and is not used up already.
inline Created try_create(const Hash& code, View salt, View input, Coins coins = {},
                          u64 gas_cap = no_gas_cap)
{
    Created out;
    out.result.status = static_cast<Status>(
        host::create(code.bytes, salt.data, salt.size, coins.encoded.data, coins.encoded.size,
                     input.data, input.size, gas_cap, out.address.bytes));
    out.result.data = returned();
    return out;
}

/// Moves coins; false where they are not covered.
inline bool try_transfer(const Address& to, Coins coins)
{
    return host::transfer(to.bytes, coins.encoded.data, coins.encoded.size) == 0;
}

/// The result of type R of a call that must have succeeded; reverts with its data where it was
/// reverted, and with `otherwise` where it failed in another way.
template <typename R>
R expect(const CallResult& result, Text otherwise)
{
    if (result.status == Status::reverted)
        revert(Text{result.data});
    require(result.ok(), otherwise);
    if constexpr (!__is_same(R, void))
    {
        Reader in{result.data};
        const R out = in.read<R>();
        require(in.finished(), "a contract answered with another type");
        return out;
    }
}

/// Calls a method of a contract and reverts where that fails.
///
///     call<void>(token, "transfer", to, amount);
template <typename R, typename... Arguments>
R call(const Address& contract, Text method, const Arguments&... arguments)
{
    return expect<R>(try_call(contract, encode(method, arguments...)), "a call failed");
}

/// Asks a method of a contract and reverts where that fails.
template <typename R, typename... Arguments>
R ask(const Address& contract, Text method, const Arguments&... arguments)
{
    return expect<R>(try_query(contract, encode(method, arguments...)), "a query failed");
}
} // namespace pawl::sdk
