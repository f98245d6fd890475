// A chain of one block after the other, without blocks: what tests of the executor run in.
#pragma once

#include "contract/executor.hpp"
#include "state/overlay.hpp"

#include <string_view>

namespace pawl::contract
{
/// An account that can sign; different for each number.
struct Account
{
    explicit Account(u8 number);

    SecretKey key;
    Bytes32 address;
};

/// A state and an executor, and shorthands that apply what executing gives.
class World
{
public:
    World();

    /// A transaction of the account with its next nonce, a generous limit and no fee.
    [[nodiscard]] Transaction make(const Account& from, Action action,
                                   u64 gas_limit = 2'000'000'000) const;

    /// Executes without applying.
    [[nodiscard]] TxOutcome try_out(const Transaction& transaction) const;
    /// Executes and applies.
    TxOutcome execute(const Transaction& transaction);
    TxOutcome execute(const Account& from, Action action, u64 gas_limit = 2'000'000'000);

    /// Stores and deploys a contract; its address. Fails the test where either is refused.
    Bytes32 deploy(const Account& from, const Bytes& code, const Encoder& arguments = {});
    TxOutcome call(const Account& from, const Bytes32& contract, Bytes input, Coins coins = {},
                   u64 gas_limit = 2'000'000'000);
    [[nodiscard]] QueryOutcome query(const Bytes32& contract, Bytes input) const;

    [[nodiscard]] U256 balance(const Bytes32& address,
                               std::string_view denomination = "coin") const;
    void fund(const Bytes32& address, const U256& amount, std::string_view denomination = "coin");
    [[nodiscard]] u64 nonce(const Bytes32& address) const;

    Profile profile = default_profile();
    BlockContext block;
    state::EmptyView empty;
    state::OverlayView view{empty};
    Executor executor;
};

/// One coin of the fee denomination.
[[nodiscard]] Coins coins(u64 amount, std::string_view denomination = "coin");
} // namespace pawl::contract
