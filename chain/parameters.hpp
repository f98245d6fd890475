// The chain's parameters, which stand in its state, and those in force at a height.
#pragma once

#include "base/u256.hpp"
#include "chain/block.hpp"
#include "chain/failure.hpp"
#include "determinism/profile.hpp"
#include "metering/schedule.hpp"
#include "state/view.hpp"

#include <map>
#include <string_view>

namespace pawl::chain
{
/// Names of parameters in state.
// Consensus: changing these forks the network.
namespace parameter
{
inline constexpr std::string_view chain_id = "chain_id";
inline constexpr std::string_view unsigned_senders = "unsigned_senders";
inline constexpr std::string_view fee_denomination = "fee_denomination";
inline constexpr std::string_view minimum_fee_per_gas = "minimum_fee_per_gas";
} // namespace parameter

/// Where the activation of a height is kept.
[[nodiscard]] Bytes activation_key(u64 height);
/// Where a profile's or a schedule's file is kept.
[[nodiscard]] Bytes profile_key(const Bytes32& id);
[[nodiscard]] Bytes schedule_key(const Bytes32& id);

/// The newest semantics that this build has; it has all older ones too.
inline constexpr u16 newest_semantics_version = 1;

/// What is in force from an activation on, read.
struct Versions
{
    ParameterIds ids;
    Profile profile;
    Schedule schedule;
};

/// The versions of one activation, from the files they name. `unsupported` where this build does
/// not have them.
[[nodiscard]] Attempt<Versions> read_versions(u64 height, const ParameterIds& ids,
                                              BytesView profile_file, BytesView schedule_file);

/// A chain's parameters. Movable: pointers that `at` gave stay good.
class Parameters
{
public:
    /// Reads them from a chain's state, in which their absence is a node fault.
    [[nodiscard]] static Attempt<Parameters> load(const state::StateView& state);

    [[nodiscard]] const std::string& chain_id() const noexcept { return chain_id_; }
    [[nodiscard]] bool unsigned_senders() const noexcept { return unsigned_senders_; }
    [[nodiscard]] const Bytes& fee_denomination() const noexcept { return fee_denomination_; }
    [[nodiscard]] const U256& minimum_fee_per_gas() const noexcept { return minimum_fee_per_gas_; }

    /// What is in force at a height, never null; below the first activation, the first.
    /// `unsupported` where this build does not have it.
    [[nodiscard]] Attempt<const Versions*> at(u64 height) const;

private:
    [[nodiscard]] Attempt<void> load_activations(const state::StateView& state);
    [[nodiscard]] Attempt<void> load_activation(const state::StateView& state,
                                                const state::Entry& entry);

    std::string chain_id_;
    bool unsigned_senders_ = false;
    Bytes fee_denomination_;
    U256 minimum_fee_per_gas_;
    /// By activation height.
    std::map<u64, Attempt<Versions>> versions_;
};
} // namespace pawl::chain
