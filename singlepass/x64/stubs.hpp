// The code that stands between compiled code and C++, made once for the process.
#pragma once

#include "engine/runtime/native_code.hpp"
#include "engine/runtime/native_context.hpp"
#include "singlepass/x64/abi.hpp"

#include <array>
#include <memory>
#include <string_view>

namespace pawl::x64
{
/// What is loaded into registers on the way in, and stored from them on the way out. Anything
/// stands where a function has no argument: to clear all would take as long as the stub.
struct Registers
{
    std::array<u64, abi::integer_arguments.size()> integers;
    std::array<u64, abi::float_arguments.size()> floats;
    u64 integer_result;
    u64 float_result;
};

/// A call of compiled code by C++.
struct EntryFrame
{
    Registers registers;
    const u64* arguments = nullptr; ///< all of them
    u64 in_slots = 0;               ///< how many are copied into slots: all, or none
    u64* results = nullptr;         ///< the second one's place
    u64 further_results = 0;        ///< how many there are behind the first
};

/// The stubs in place.
class Stubs
{
public:
    Stubs();

    /// Calls code; false where the activation ended otherwise.
    using Enter = bool(NativeActivation*, NativeContext*, const void* code, EntryFrame*);

    [[nodiscard]] Enter* enter() const noexcept { return enter_; }
    [[nodiscard]] const NativeStubs& for_code() const noexcept { return for_code_; }
    /// In the order in which they stand, each with what belongs to it.
    static constexpr std::array<std::string_view, 8> names{
        "pawl trap exit", "pawl quiet exit",      "pawl enter",        "pawl foreign call",
        "pawl refill",    "pawl refill at entry", "pawl runtime call", "pawl has type"};

private:
    std::unique_ptr<NativeCode> code_;
    Enter* enter_ = nullptr;
    NativeStubs for_code_;
};
} // namespace pawl::x64
