#include "fuzz/oracles/tiers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace pawl::fuzz
{
namespace
{
std::string describe(const Run& run)
{
    std::string places;
    for (const auto& [function, offset] : run.outcome.backtrace)
        places += fmt::format(" {}:{:#x}", function, offset);
    return fmt::format("{} ({}) at [{}], gas {}, results [{:x}], host called with [{:x}]",
                       name(run.outcome.completion), name(run.outcome.trap), places, run.used,
                       fmt::join(run.outcome.results, " "), fmt::join(run.notes, " "));
}

/// The same program on two stages.
class Comparison
{
public:
    Comparison(const AnalysedProgram& program, const Tier& reference, const Tier& other,
               Tally& tally, StepObserver* observer)
        : program_{program}, one_{reference, program, observer}, two_{other, program}, tally_{tally}
    {
    }

    Complaint run()
    {
        for (const Export& exported : program_.last().exports)
        {
            if (exported.kind != ExternKind::function)
                continue;
            if (Complaint complaint = call(exported.index, program_.conditions.gas))
                return complaint;
            if (last_ == Last::instantiation)
                return {};
            functions_.emplace_back(exported.index, used_);
        }
        return run_out();
    }

private:
    enum class Last : u8
    {
        instantiation,
        call
    };

    // Calls a function of instances that are as they were left, or new where they cannot be used.
    Complaint call(u32 function, u64 gas)
    {
        if (!alive_)
        {
            last_ = Last::instantiation;
            Complaint complaint =
                compare(one_.instantiate(program_.conditions.gas),
                        two_.instantiate(program_.conditions.gas), "instantiation");
            if (complaint || !alive_)
                return complaint;
        }
        last_ = Last::call;
        return compare(one_.call(function, gas), two_.call(function, gas),
                       fmt::format("function {}", function));
    }

    Complaint run_out()
    {
        if (functions_.empty())
            return {};
        const u64 number = program_.conditions.arguments;
        const auto [function, used] = functions_[number % functions_.size()];
        alive_ = false;
        return call(function, number % (used + 1));
    }

    Complaint compare(const Run& a, const Run& b, std::string_view where)
    {
        ++tally_.runs;
        ++tally_.endings[a.outcome.completion];
        tally_.results += a.outcome.results.size();
        alive_ = a.outcome.completion != Completion::out_of_gas &&
                 (last_ == Last::call || a.outcome.returned());
        used_ = a.used;
        if (const std::string_view what = difference(a, b); !what.empty())
            return fmt::format("{}: {} differ: {}, and {}", where, what, describe(a), describe(b));
        return {};
    }

    // What differs; nothing where all is the same.
    std::string_view difference(const Run& a, const Run& b) const
    {
        if (a.outcome.completion != b.outcome.completion)
            return "endings";
        if (a.used != b.used)
            return "gas used";
        if (a.notes != b.notes || a.host_gas != b.host_gas)
            return "host calls";
        if (a.outcome.completion == Completion::out_of_gas)
            return {};
        if (a.outcome.trap != b.outcome.trap)
            return "traps";
        if (a.outcome.results != b.outcome.results)
            return "results";
        if (!std::ranges::equal(one_.memories(), two_.memories(), equal))
            return "memories";
        if (a.variables != b.variables)
            return "globals or tables";
        if (a.outcome.backtrace != b.outcome.backtrace)
            return "places";
        return {};
    }

    const AnalysedProgram& program_;
    Stage one_, two_;
    Tally& tally_;
    bool alive_ = false;
    Last last_ = Last::instantiation;
    u64 used_ = 0;
    std::vector<std::pair<u32, u64>> functions_; ///< and the gas that each used
};
} // namespace

Complaint check_tiers(const AnalysedProgram& program, const Tier& reference, const Tier& other,
                      Tally& tally, StepObserver* observer)
{
    return Comparison{program, reference, other, tally, observer}.run();
}
} // namespace pawl::fuzz
