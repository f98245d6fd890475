// What a chain starts from. Format: docs/formats/genesis.md.
#pragma once

#include "base/u256.hpp"
#include "chain/block.hpp"
#include "chain/failure.hpp"

#include <map>
#include <string>
#include <string_view>

namespace pawl::state
{
struct Changes;
} // namespace pawl::state

namespace pawl::chain
{
/// The most bytes of a denomination's name.
// Consensus: changing this forks the network.
inline constexpr std::size_t max_denomination_bytes = 128;

/// From which height on which versions hold.
struct Activation
{
    u64 height = 0;
    ParameterIds parameters;
    bool operator==(const Activation&) const noexcept = default;
};

/// An account's balances by denomination, none of them zero.
using Balances = std::map<std::string, U256>;

/// Everything that decides a chain's first state.
struct Genesis
{
    /// 1 to 50 bytes of printable ASCII.
    std::string chain_id;
    /// Of the first block, at least 1; the first state stands one below it.
    u64 initial_height = 1;
    /// Whether a transaction may assert its sender without a signature.
    bool unsigned_senders = false;
    std::string fee_denomination;
    U256 minimum_fee_per_gas;
    std::map<Bytes32, Balances> accounts;
    /// By strictly increasing height, the first at the initial height.
    std::vector<Activation> activations;
    /// The files that activations name, by the SHA-256 of their bytes.
    std::map<Bytes32, std::string> profiles, schedules;

    bool operator==(const Genesis&) const noexcept = default;
};

/// What is wrong with a genesis, in one line that names the field; success where nothing is.
[[nodiscard]] Attempt<void> validate(const Genesis& genesis);

/// The canonical bytes. Requires: validate(genesis).
[[nodiscard]] Bytes encode(const Genesis& genesis);

/// SHA-256("pawl/genesis/1" ‖ canonical bytes), which stands as the hash before the first block.
[[nodiscard]] Bytes32 genesis_hash(const Genesis& genesis);

/// The first state: parameters with their files, and balances. Requires: validate(genesis).
[[nodiscard]] state::Changes genesis_changes(const Genesis& genesis);

/// Reads the JSON form and validates it.
[[nodiscard]] Attempt<Genesis> read_genesis(std::string_view json);

/// Writes the JSON form, which reads back as the same genesis.
[[nodiscard]] std::string write_genesis(const Genesis& genesis);

/// A genesis of this build's default profile and schedule, both active from the first block on.
[[nodiscard]] Genesis default_genesis(std::string_view chain_id,
                                      std::map<Bytes32, Balances> accounts);
} // namespace pawl::chain
