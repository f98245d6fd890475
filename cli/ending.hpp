// What ends a node: a signal, or a failure of its own.
#pragma once

#include "chain/failure.hpp"
#include "cli/descriptor.hpp"

#include <csignal>
#include <mutex>
#include <optional>

namespace pawl::cli
{
/// Waits for SIGINT, SIGTERM or a failure. The signals are blocked as soon as it is made, so that
/// threads which start later leave them to `wait`.
class Ending
{
public:
    Ending();

    /// Ends the wait, now or when it begins. Called from any thread, at any time.
    void fail(const chain::Failure& failure);

    /// Returns when there is a reason to end. A signal from then on ends the process at once.
    void wait();

    /// What failed, if something did.
    [[nodiscard]] std::optional<chain::Failure> failure() const;

private:
    sigset_t set_;
    Descriptor signals_;
    Descriptor failed_;
    mutable std::mutex mutex_; // Of what follows.
    std::optional<chain::Failure> failure_;
};
} // namespace pawl::cli
