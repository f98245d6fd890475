// A host for the SDK compiled on this machine: storage in a map, one scripted answer to calls.
#pragma once

#include "base/bytes.hpp"
#include "pawl.hpp"

#include <map>
#include <string>
#include <vector>

namespace pawl::sdk_host
{
/// What a contract sees and does. One for the process; tests start with a fresh one.
struct State
{
    Bytes input, output;
    std::map<Bytes, Bytes> storage;
    std::vector<Bytes> events;
    u8 caller = 1;

    /// The last call of a contract as it arrived, and how it will end.
    struct Call
    {
        Bytes address, coins, input;
        u64 gas_cap = 0;
    } call;
    u32 status = 0;
    Bytes returned;
};

/// The state of the running test.
State& state();

/// What `revert` throws here, with its text.
struct Reverted
{
    std::string why;
};

/// The SDK's view of bytes, and back.
inline sdk::View view(BytesView bytes)
{
    return {bytes.data(), static_cast<u32>(bytes.size())};
}
inline Bytes bytes(sdk::View from)
{
    return {from.begin(), from.end()};
}

/// Runs `action` and gives the text it reverts with; "" where it does not.
template <typename Action>
std::string revert_of(Action action)
{
    try
    {
        action();
    }
    catch (const Reverted& reverted)
    {
        return reverted.why;
    }
    return "";
}
} // namespace pawl::sdk_host
