// Asks a node. Blocking; one object may be used by several threads.
#pragma once

#include "chain/failure.hpp"
#include "rpc/answers.hpp"

#include <chrono>
#include <functional>
#include <memory>

namespace pawl::rpc
{
/// A connection to the services of one address. Failures are those that the node sent, or
/// `unreachable` where none answers, or `cancelled` after the time given.
class Client
{
public:
    /// Connects when first used. `patience` bounds each call.
    explicit Client(std::string address,
                    std::chrono::milliseconds patience = std::chrono::seconds{60});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    template <typename T>
    using Attempt = chain::Attempt<T>;

    [[nodiscard]] Attempt<ChainInfo> chain();

    /// The newest where none is given.
    using Height = std::optional<u64>;

    [[nodiscard]] Attempt<AccountInfo> account(const Bytes32& address, Height height = {});
    [[nodiscard]] Attempt<ContractInfo> contract(const Bytes32& address, Height height = {});
    [[nodiscard]] Attempt<CodeInfo> code(const Bytes32& hash, Height height = {},
                                         bool bytes = true);
    [[nodiscard]] Attempt<TransactionInfo> transaction(const Bytes32& hash);
    [[nodiscard]] Attempt<ReceiptInfo> receipt(const Bytes32& hash);
    /// `each`, where given, is handed the block's transactions in their order.
    [[nodiscard]] Attempt<BlockInfo>
    block(Height height, const std::function<void(BlockTransaction&&)>& each = {});
    [[nodiscard]] Attempt<StateInfo> state(BytesView key, Height height = {}, bool prove = false);

    /// Enters a contract's `query`. A gas limit of 0 is the block's.
    [[nodiscard]] Attempt<QueryAnswer> query(const Bytes32& contract, BytesView input,
                                             u64 gas_limit = 0, Height height = {});
    /// Runs an action without committing it.
    [[nodiscard]] Attempt<DryRun> dry_run(const Bytes32& sender, const contract::Action& action,
                                          u64 gas_limit = 0, Height height = {});
    [[nodiscard]] Attempt<EstimateInfo> estimate(const Bytes32& sender,
                                                 const contract::Action& action,
                                                 contract::Scheme scheme, Height height = {});

    /// Submits a signed transaction and waits until it stands in a block.
    [[nodiscard]] Attempt<Submission> submit(BytesView transaction);
    /// Submits one and returns once it is queued, with its hash.
    [[nodiscard]] Attempt<Bytes32> queue(BytesView transaction);
    /// The same as `submit`, in pieces: for those that store code.
    [[nodiscard]] Attempt<Submission> upload(BytesView transaction);
    [[nodiscard]] Attempt<CheckInfo> check(BytesView code);

    /// Asks `Admin.Status`, which is served on an address of its own.
    [[nodiscard]] Attempt<NodeStatus> status();

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};
} // namespace pawl::rpc
