#include "engine/runtime/host.hpp"

#include "base/check.hpp"
#include "engine/runtime/fiber.hpp"
#include "engine/runtime/instance.hpp"

namespace pawl
{
namespace
{
// 0xFFFE and 0xFFFF stand for frames in host digests.
// Consensus: changing this forks the network.
constexpr u32 first_reserved_number = 0xFFFE;
} // namespace

Completion completion_of(const GasMeter& gas) noexcept
{
    return gas.stop() == GasMeter::Stop::cancelled ? Completion::cancelled : Completion::out_of_gas;
}

HostTable::HostTable(std::span<const HostSet> sets) : sets_{sets.begin(), sets.end()}
{
    u32 next_number = 0;
    for (const HostSet& set : sets_)
    {
        PAWL_CHECK(set.first_number >= next_number, "host sets are in the order of their numbers");
        next_number = set.first_number + static_cast<u32>(set.functions.size());
        PAWL_CHECK(next_number <= first_reserved_number, "host function numbers are below 0xFFFE");
        for (std::size_t i = 0; i < set.functions.size(); ++i)
            add(set.functions[i], static_cast<u16>(set.first_number + i));
    }
}

void HostTable::add(const HostFunction& function, u16 number)
{
    const bool added =
        by_name_
            .try_emplace(
                {function.module, function.name},
                FunctionInstance{.type = &function.type, .host = &function, .host_number = number})
            .second;
    PAWL_CHECK(added, "no two host functions have the same import name");
}

const FunctionInstance* HostTable::find(std::string_view module, std::string_view name) const
{
    const auto found = by_name_.find({module, name});
    return found == by_name_.end() ? nullptr : &found->second;
}

std::optional<std::span<u8>> HostCall::memory(u32 at, u32 length) const noexcept
{
    if (caller_.memories.empty())
        return std::nullopt;
    return caller_.memories.front()->range(at, length);
}

std::optional<Outcome> HostCall::invoke(u32 function, std::span<const u64> arguments)
{
    if (execution_.nesting == execution_.nesting_limit)
        return std::nullopt;
    ++execution_.nesting;
    Outcome outcome = execution_.runner->run(caller_, function, arguments, execution_);
    --execution_.nesting;
    return outcome;
}

bool HostCall::suspend()
{
    PAWL_CHECK(execution_.fiber != nullptr, "a contract that may suspend runs on a fiber");
    return execution_.fiber->suspend();
}
} // namespace pawl
