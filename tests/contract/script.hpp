// Contracts written in a test: straight lines of host calls on constants, without any compiler.
#pragma once

#include "contract/abi.hpp"
#include "engine/module/writer.hpp"

namespace pawl::contract
{
/// The functions of the pawl set, by number.
[[nodiscard]] std::span<const HostFunction> pawl_functions();

/// The number of a function of the pawl set. Requires: there is one of this name.
[[nodiscard]] u32 pawl_number(std::string_view name);

/// The body of one entry.
class Script
{
public:
    /// Calls a function of the set; its result, if any, is dropped.
    Script& call(std::string_view function, std::initializer_list<i64> arguments);
    /// Calls a function of the set and stores its result at `at`, little-endian.
    Script& keep(u32 at, std::string_view function, std::initializer_list<i64> arguments);
    /// Adds 1 to the i32 at `at`.
    Script& increment(u32 at);
    /// Runs `other` and returns, where input came with the entry.
    Script& with_input(const Script& other);
    /// Goes on with `other`.
    Script& append(const Script& other);
    /// Traps where the i32 at `at` is not `value`.
    Script& trap_unless_equal(u32 at, i32 value);
    /// Traps.
    Script& trap();
    /// Goes round for ever.
    Script& loop();

    [[nodiscard]] const CodeWriter& code() const noexcept { return code_; }

private:
    void push(std::string_view function, std::initializer_list<i64> arguments);

    CodeWriter code_;
};

/// A contract of scripts over one page of memory.
class ScriptedContract
{
public:
    Script deploy, call;
    std::optional<Script> query;

    /// Places bytes into the memory from 32 KiB on; their address.
    i64 put(BytesView bytes);
    i64 put(std::string_view text) { return put(as_bytes(text)); }

    /// The module.
    [[nodiscard]] Bytes bytes() const;

private:
    static constexpr u32 data_begin = 32768;

    Bytes data_;
};

/// Where scripts may keep what they are given: an address below all placed bytes.
inline constexpr i64 scratch = 1024;

/// No cap, as an argument.
inline constexpr i64 no_cap = -1;
} // namespace pawl::contract
