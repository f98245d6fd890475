// What a chain fixes beside prices: features, limits and choices, from a data file.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"
#include "engine/module/limits.hpp"

#include <string>
#include <string_view>

namespace pawl
{
/// A profile. The file format is docs/formats/profile.md.
struct Profile
{
    Bytes32 id; ///< SHA-256 of the file
    std::string name;

    ModuleRules module;      ///< features, sizes of modules, floats
    u32 stack_units = 0;     ///< depth of the logical stack of one contract call
    u32 nesting = 0;         ///< re-entries of every kind, contract to contract and host to guest
    u64 heap_bytes = 0;      ///< bytes of objects that one execution may allocate
    bool reentrancy = false; ///< whether a contract that is running may be called

    u32 key_bytes = 0;    ///< of a storage key
    u32 value_bytes = 0;  ///< of a storage value
    u32 input_bytes = 0;  ///< of a call's input
    u32 output_bytes = 0; ///< of return data
    u32 event_type_bytes = 0;
    u32 event_key_bytes = 0;
    u32 event_value_bytes = 0;
    u32 event_attributes = 0; ///< of one event
    u32 events = 0;           ///< of one transaction
    u32 coins = 0;            ///< denominations in one message
    u32 denomination_bytes = 0;
    u32 transaction_bytes = 0;

    std::string address_prefix; ///< of addresses as bech32 text
    Bytes32 fee_sink;           ///< the account that collects fees
    u64 block_gas = 0;          ///< the sum of gas limits in one block
};

/// Reads a profile. Refuses unknown, missing and repeated names and values out of range.
[[nodiscard]] Expected<Profile> parse_profile(std::string_view file);

/// The bytes of the profile that this build carries for chains.
[[nodiscard]] std::string_view default_profile_file() noexcept;

/// The profile that this build carries for chains.
[[nodiscard]] const Profile& default_profile();

/// The bytes of the profile for tools and conformance tests.
[[nodiscard]] std::string_view permissive_profile_file() noexcept;

/// The profile for tools and conformance tests: the same choices with far larger limits.
[[nodiscard]] const Profile& permissive_profile();
} // namespace pawl
