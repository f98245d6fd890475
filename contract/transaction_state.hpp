// What all frames of one transaction share.
#pragma once

#include "contract/block_context.hpp"
#include "contract/host_digest.hpp"
#include "contract/journal.hpp"
#include "contract/receipt.hpp"

namespace pawl::contract
{
/// The state of one transaction, or query, while it is executed.
struct TransactionState
{
    TransactionState(const BlockContext& context, const state::StateView& view, u64 gas_limit,
                     const std::atomic<bool>* cancelled)
        : block{context}, journal{view}, gas{gas_limit, cancelled}
    {
    }

    /// Takes gas and books it under a category; false, and nothing booked, where it does not fit.
    [[nodiscard]] bool charge(Category category, u64 amount)
    {
        if (!gas.charge(amount))
            return false;
        book(category, amount);
        return true;
    }
    /// Books gas that was taken.
    void book(Category category, u64 amount)
    {
        categories[static_cast<std::size_t>(category)] += amount;
    }

    const BlockContext& block;
    Journal journal;
    GasMeter gas;
    Categories categories{};
    HostDigest host_digest;
    std::vector<Event> events;
    /// The failure of the store that ended the execution, if one did.
    std::optional<state::StoreError> fault;
};
} // namespace pawl::contract
