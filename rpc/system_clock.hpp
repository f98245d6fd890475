// The machine's clock: the only one that reaches the chain, as block time.
#pragma once

#include "chain/clock.hpp"

namespace pawl::rpc
{
/// Wall-clock time as the machine has it.
class SystemClock final : public chain::Clock
{
public:
    [[nodiscard]] u64 now_ns() override;
    void wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition,
                    u64 deadline_ns) override;
};
} // namespace pawl::rpc
