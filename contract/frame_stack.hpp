// The frames of one transaction, and the one way into a contract: docs/semantics-contracts.md.
#pragma once

#include "contract/code_loader.hpp"

#include <memory>

namespace pawl::contract
{
/// Where frames get memories and native stacks. Thread-safe.
struct FramePools
{
    MemoryPool memories;
    StackPool stacks;
};

/// Enters contracts for one transaction or query, one inside the other, without using the native
/// stack of whoever runs it: host functions request, this enters.
class FrameStack
{
public:
    FrameStack(const CodeLoader& loader, FramePools& pools, TransactionState& state,
               StepObserver* steps) noexcept
        : loader_{loader}, pools_{pools}, state_{state}, steps_{steps}
    {
    }

    /// Runs a request, and all that comes of it, to the end.
    [[nodiscard]] Reply run(Request request);

private:
    /// The code that a request enters.
    struct Target
    {
        Bytes32 code_hash;
        u64 code_length = 0;
        u8 abi = 0;
    };

    /// Enters a contract, or answers at once.
    [[nodiscard]] std::optional<Reply> open(Request request);
    [[nodiscard]] std::optional<Reply> check(const Request& request) const;
    [[nodiscard]] state::StoreResult<std::optional<Target>> find_target(const Request& request);
    [[nodiscard]] std::optional<Reply> make_contract(const Request& request, u8 abi);
    [[nodiscard]] std::optional<Reply> move_value(const Entry& entry);
    Frame& push(Request request, Journal::Savepoint savepoint);
    void load(Frame& frame, const Target& target);
    [[nodiscard]] bool load_code(Frame& frame, const Bytes32& hash);
    void start(Frame& frame, const Abi& abi);
    [[nodiscard]] Outcome enter(Frame& frame, const Abi& abi) const;
    /// Leaves the innermost frame.
    [[nodiscard]] Reply close();
    [[nodiscard]] Reply fail(state::StoreError error);

    const CodeLoader& loader_;
    FramePools& pools_;
    TransactionState& state_;
    StepObserver* steps_;
    std::vector<std::unique_ptr<Frame>> frames_; ///< innermost last
};
} // namespace pawl::contract
