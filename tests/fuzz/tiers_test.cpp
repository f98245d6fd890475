#include "engine/interpreter/interpreter.hpp"
#include "fuzz/generators/program.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/tiers.hpp"
#include "singlepass/singlepass.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
namespace
{
AnalysedModule program(u64 seed)
{
    auto analysed = analyse(generate_program(random_bytes(seed, 200 + seed % 2000)),
                            default_profile(), default_schedule());
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
    for (u64 seed = 0; seed < 5000; ++seed)
    {
        const Complaint complaint = check_tiers(program(seed), interpreter, *singlepass, 100'000);
        ASSERT_FALSE(complaint) << "seed " << seed << ": " << *complaint;
    }
}

/// The interpreter, but for one thing that it gets wrong.
class Wrong final : public Tier
{
public:
    using Mistake = void (*)(Instance& instance, Outcome& outcome, Execution& execution);

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
        mistake_(instance, outcome, execution);
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
    for (u64 seed = 0; seed < 100; ++seed)
        if (const Complaint complaint = check_tiers(program(seed), interpreter, wrong, 100'000))
            return *complaint;
    return "nothing";
}

TEST(tiers, are_seen_to_differ_in_anything_that_can_be_observed)
{
    const auto contains = [](Wrong::Mistake mistake, std::string_view what)
    {
        const std::string complaint = complaint_about(mistake);
        EXPECT_NE(complaint.find(what), std::string::npos) << complaint;
    };
    contains([](Instance&, Outcome& outcome, Execution&)
             { outcome.completion = Completion::cancelled; }, "endings");
    contains([](Instance&, Outcome&, Execution& execution)
             { static_cast<void>(execution.gas->charge(1)); }, "gas used");
    contains(
        [](Instance&, Outcome& outcome, Execution&)
        {
            if (outcome.completion == Completion::trapped)
                outcome.trap = Trap::unreachable;
        },
        "traps");
    contains(
        [](Instance&, Outcome& outcome, Execution&)
        {
            if (!outcome.results.empty())
                outcome.results.back() ^= 1;
        },
        "results");
    contains([](Instance& instance, Outcome&, Execution&)
             { instance.memories.at(0)->data()[65535] ^= 1; }, "memories");
    contains(
        [](Instance& instance, Outcome&, Execution&)
        {
            for (GlobalInstance* global : instance.globals)
                global->value[0] ^= is_reference(global->type.type) ? 0 : 1;
        },
        "globals");
    contains([](Instance& instance, Outcome&, Execution&)
             { instance.tables.at(0)->entries().back() = instance.functions[0]->reference(); },
             "tables");
    contains([](Instance&, Outcome& outcome, Execution&) { outcome.backtrace.clear(); }, "places");
}
} // namespace
} // namespace pawl::fuzz
