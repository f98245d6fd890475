#include "engine/interpreter/interpreter.hpp"
#include "fuzz/generators/program.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/coverage.hpp"
#include "fuzz/oracles/tiers.hpp"
#include "singlepass/singlepass.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
namespace
{
AnalysedProgram program(u64 seed)
{
    auto analysed = analyse(generate_linked_program(choices_of(seed)));
    EXPECT_TRUE(analysed) << "seed " << seed;
    return std::move(*analysed);
}

TEST(tiers, agree_about_random_programs)
{
    const Interpreter interpreter;
    const auto singlepass = singlepass::make_singlepass();
    if (singlepass == nullptr)
        GTEST_SKIP() << "no singlepass here: this machine lacks "
                     << singlepass::missing_for_singlepass();
    Tally tally;
    for (u64 seed = 0; seed < 1000; ++seed)
    {
        const Complaint complaint = check_tiers(program(seed), interpreter, *singlepass, tally);
        ASSERT_FALSE(complaint) << "seed " << seed << ": " << *complaint;
    }
    EXPECT_GT(tally.endings[Completion::returned], tally.runs / 2);
}

// Without this, agreement could come from never running what tiers may get wrong.
TEST(tiers, are_compared_on_every_instruction_that_this_build_accepts)
{
    const Interpreter interpreter;
    Tally tally;
    Coverage coverage;
    for (u64 seed = 0; seed < 1000; ++seed)
        EXPECT_FALSE(check_tiers(program(seed), interpreter, interpreter, tally, &coverage));
    for (std::size_t number = 0; number < op_count; ++number)
    {
        const OpInfo& row = info(static_cast<Op>(number));
        const bool accepted = implemented_features.has(row.feature);
        EXPECT_EQ(coverage.count(static_cast<Op>(number)) > 0, accepted) << row.text;
    }
}

/// The interpreter, but for one thing that it gets wrong.
class Wrong final : public Tier
{
public:
    /// One run of a function, just ended.
    struct Ended
    {
        Instance& instance;
        const FunctionType& type;
        Outcome& outcome;
        Execution& execution;
    };
    using Mistake = void (*)(Ended run);

    explicit Wrong(Mistake mistake) : mistake_{mistake} {}

    [[nodiscard]] std::string_view name() const noexcept override { return "wrong"; }
    [[nodiscard]] std::unique_ptr<Executable> prepare(const AnalysedModule& module) const override
    {
        return right_.prepare(module);
    }
    [[nodiscard]] Outcome run(Instance& instance, u32 function, std::span<const u64> arguments,
                              Execution& execution) const override
    {
        Outcome outcome = right_.run(instance, function, arguments, execution);
        mistake_({instance, instance.module().function_type(function), outcome, execution});
        return outcome;
    }

private:
    Interpreter right_;
    Mistake mistake_;
};

/// What the oracle says of a mistake, in the first of many programs in which it says anything.
std::string complaint_about(Wrong::Mistake mistake)
{
    const Interpreter interpreter;
    const Wrong wrong{mistake};
    Tally tally;
    for (u64 seed = 0; seed < 200; ++seed)
        if (const Complaint complaint = check_tiers(program(seed), interpreter, wrong, tally))
            return *complaint;
    return "nothing";
}

void expect_notice(Wrong::Mistake mistake, std::string_view what)
{
    const std::string complaint = complaint_about(mistake);
    EXPECT_NE(complaint.find(what), std::string::npos) << complaint;
}

TEST(tiers, are_seen_to_end_differently)
{
    expect_notice([](Wrong::Ended run) { run.outcome.completion = Completion::cancelled; },
                  "endings");
    expect_notice([](Wrong::Ended run) { static_cast<void>(run.execution.gas->charge(1)); },
                  "gas used");
    expect_notice(
        [](Wrong::Ended run)
        {
            if (run.outcome.completion == Completion::trapped)
                run.outcome.trap = Trap::unreachable;
        },
        "traps");
    expect_notice(
        [](Wrong::Ended run)
        {
            if (!run.outcome.results.empty() && !is_reference(run.type.results.back()))
                run.outcome.results.back() ^= 1;
        },
        "results");
    expect_notice([](Wrong::Ended run) { run.outcome.backtrace.clear(); }, "places");
}

TEST(tiers, are_seen_to_leave_other_things_behind)
{
    expect_notice(
        [](Wrong::Ended run)
        {
            const Memory& memory = *run.instance.memories.front();
            if (memory.size() != 0)
                memory.data()[memory.size() - 1] ^= 1;
        },
        "memories");
    expect_notice(
        [](Wrong::Ended run)
        {
            for (GlobalInstance* global : run.instance.globals)
                global->value[0] ^= is_reference(global->type.type) ? 0 : 1;
        },
        "globals");
    expect_notice(
        [](Wrong::Ended run)
        {
            run.instance.tables.front()->entries().back() =
                run.instance.functions.front()->reference();
        },
        "tables");
    expect_notice([](Wrong::Ended run)
                  { static_cast<HostNotes*>(run.execution.host_state)->push_back(1); },
                  "host calls");
}
} // namespace
} // namespace pawl::fuzz
