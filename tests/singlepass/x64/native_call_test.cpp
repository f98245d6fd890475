// Compiled code is entered, pays, traps and leaves.
#include "singlepass/x64/abi.hpp"
#include "tests/singlepass/x64/by_hand.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <thread>

namespace pawl::x64
{
namespace
{
using enum ValueType;

class native_call : public testing::Test
{
protected:
    ModuleWriter module_;
    HandLaboratory laboratory_;
};

// The sum of seven integers, the sum of eight floats, the seventh integer.
void write_sums(HandWriter& out)
{
    const Gpr sum = Gpr::rax;
    const Xmm real_sum = Xmm::xmm0;
    out.begin(40);
    out.mov(w64, sum, abi::integer_arguments[0]);
    for (std::size_t i = 1; i < abi::integer_arguments.size(); ++i)
        out.add(w64, sum, abi::integer_arguments[i]);
    out.add(w64, sum, out.slot(10)); // The sixth and seventh of those in the list below.
    out.add(w64, sum, out.slot(12));
    out.mov(real_sum, abi::float_arguments[0]);
    for (std::size_t i = 1; i < abi::float_arguments.size(); ++i)
        out.scalar(Scalar::add, w64, real_sum, abi::float_arguments[i]);
    out.scalar(Scalar::add, w64, real_sum, out.slot(13));
    out.scalar(Scalar::add, w64, real_sum, out.slot(14));
    out.load(w64, Gpr::rcx, out.slot(12));
    out.store(w64, out.slot(1), real_sum);
    out.store(w64, out.slot(2), Gpr::rcx);
    out.leave();
}

TEST_F(native_call, passes_many_arguments_of_both_kinds_and_several_results)
{
    by_hand(module_, "sums",
            {i64, f64, i64, f64, i64, f64, i64, f64, i64, f64, i64, f64, i64, f64, f64},
            {i64, f64, i64});
    Instance& instance = laboratory_.instantiate(module_, write_sums);
    std::vector<u64> arguments;
    for (u64 i = 0; i < 14; ++i)
        arguments.push_back(i % 2 == 0 ? i + 1 : std::bit_cast<u64>(static_cast<double>(i + 1)));
    arguments.push_back(std::bit_cast<u64>(0.5));
    const HandRun run = laboratory_.run(instance, "sums", arguments);
    ASSERT_TRUE(run.outcome.returned());
    EXPECT_EQ(run.outcome.results,
              (std::vector<u64>{1 + 3 + 5 + 7 + 9 + 11 + 13,
                                std::bit_cast<u64>(2.0 + 4 + 6 + 8 + 10 + 12 + 14 + 0.5), 13}));
    EXPECT_EQ(run.used, 0);
}

void write_payer(HandWriter& out)
{
    out.begin(10, 100);
    const u32 next = out.offset();
    out.charge(1000);
    out.sub(w64, Gpr::rdi, 1);
    out.jcc_back(Condition::ne, next);
    out.leave();
}

TEST_F(native_call, pays_exactly_what_it_charges)
{
    by_hand(module_, "pay", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_payer);
    for (const u64 rounds : {1, 2, 1'000, 5'000}) // The last takes several slices.
    {
        const u64 price = 100 + 1000 * rounds;
        const HandRun enough = laboratory_.run(instance, "pay", {rounds}, price);
        EXPECT_TRUE(enough.outcome.returned()) << rounds;
        EXPECT_EQ(enough.used, price);
        const HandRun short_by_one = laboratory_.run(instance, "pay", {rounds}, price - 1);
        EXPECT_EQ(short_by_one.outcome.completion, Completion::out_of_gas) << rounds;
        EXPECT_EQ(short_by_one.used, price - 1);
    }
}

TEST_F(native_call, is_cancelled_where_it_asks_for_gas)
{
    by_hand(module_, "pay", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_payer);
    std::atomic<bool> cancelled{false};
    laboratory_.cancelled = &cancelled;
    std::thread canceller{[&cancelled] { cancelled = true; }};
    const HandRun run = laboratory_.run(instance, "pay", {u64{1} << 50});
    canceller.join();
    EXPECT_EQ(run.outcome.completion, Completion::cancelled);
}

constexpr u32 descent_units = 11;

// Calls itself as often as the argument says.
void write_descent(HandWriter& out)
{
    out.begin(descent_units);
    out.test(w64, Gpr::rdi, Gpr::rdi);
    const u32 end = out.jcc8(Condition::e);
    out.sub(w64, Gpr::rdi, 1);
    out.call_defined(0, 7);
    out.bind8_here(end);
    out.leave();
}

TEST_F(native_call, exhausts_its_stack_exactly_at_the_limit)
{
    by_hand(module_, "descend", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_descent);
    laboratory_.settings.stack_limit = 3 * descent_units;
    EXPECT_TRUE(laboratory_.run(instance, "descend", {2}).outcome.returned());
    laboratory_.settings.stack_limit = 3 * descent_units - 1;
    const HandRun deeper = laboratory_.run(instance, "descend", {2});
    EXPECT_EQ(deeper.outcome.trap, Trap::stack_exhausted);
    EXPECT_EQ(deeper.outcome.backtrace, (std::vector<Place>{{0, 7}, {0, 7}})); // The calls.
}

TEST_F(native_call, starts_at_the_depth_that_the_execution_has)
{
    by_hand(module_, "descend", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_descent);
    laboratory_.settings.stack_limit = 100;
    laboratory_.settings.stack_depth = 100 - descent_units;
    EXPECT_TRUE(laboratory_.run(instance, "descend", {0}).outcome.returned());
    EXPECT_EQ(laboratory_.run(instance, "descend", {1}).outcome.trap, Trap::stack_exhausted);
}

TEST_F(native_call, keeps_the_innermost_places_of_a_deep_backtrace)
{
    by_hand(module_, "descend", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_descent);
    const HandRun run = laboratory_.run(instance, "descend", {~u64{0}});
    EXPECT_EQ(run.outcome.trap, Trap::stack_exhausted);
    EXPECT_EQ(run.outcome.backtrace.size(), Outcome::max_backtrace);
    EXPECT_TRUE(laboratory_.run(instance, "descend", {2}).outcome.returned());
}

constexpr std::array traps{Trap::unreachable,         Trap::integer_divide_by_zero,
                           Trap::integer_overflow,    Trap::invalid_conversion,
                           Trap::undefined_element,   Trap::uninitialized_element,
                           Trap::table_out_of_bounds, Trap::indirect_call_type_mismatch};

void write_traps(HandWriter& out)
{
    out.begin(10, 5);
    for (u32 i = 0; i < traps.size(); ++i)
    {
        out.cmp(w64, Gpr::rdi, static_cast<pawl::i32>(i));
        const u32 other = out.jcc8(Condition::ne);
        out.trap(traps[i], 100 + i);
        out.bind8_here(other);
    }
    out.leave();
    out.begin(12);
    out.call_defined(0, 33);
    out.leave();
}

TEST_F(native_call, tells_traps_and_their_places)
{
    by_hand(module_, "trap", {i64}, {});
    by_hand(module_, "call", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_traps);
    for (u32 i = 0; i < traps.size(); ++i)
    {
        const HandRun run = laboratory_.run(instance, "call", {i});
        EXPECT_EQ(run.outcome.completion, Completion::trapped);
        EXPECT_EQ(run.outcome.trap, traps[i]);
        EXPECT_EQ(run.outcome.backtrace, (std::vector<Place>{{0, 100 + i}, {1, 33}}));
        EXPECT_EQ(run.used, 5);
    }
}

void write_indebted_trap(HandWriter& out)
{
    out.begin(10);
    out.sub(w64, abi::gas, 50); // A charge that is not tested.
    out.trap(Trap::unreachable, 1);
}

TEST_F(native_call, is_out_of_gas_rather_than_trapped)
{
    by_hand(module_, "trap", {}, {});
    Instance& instance = laboratory_.instantiate(module_, write_indebted_trap);
    EXPECT_EQ(laboratory_.run(instance, "trap", {}, 50).outcome.trap, Trap::unreachable);
    const HandRun run = laboratory_.run(instance, "trap", {}, 49);
    EXPECT_EQ(run.outcome.completion, Completion::out_of_gas);
    EXPECT_EQ(run.used, 49);
}

void write_load(HandWriter& out)
{
    out.begin(10);
    out.may_fault(Trap::memory_out_of_bounds, 9);
    out.load(w32, Gpr::rax, Mem{Gpr::rdi}.gs());
    out.leave();
    out.begin(12); // Grows memory 0.
    out.store(w64, HandWriter::callee_slot(0), Gpr::rdi);
    out.store(w64, HandWriter::callee_slot(1), 0);
    out.call_runtime(NativeHelper::memory_grow, 11);
    out.leave();
}

TEST_F(native_call, faults_at_the_edge_of_the_memory)
{
    module_.memory({.min = 1, .max = 2});
    by_hand(module_, "load", {i32}, {i32});
    by_hand(module_, "grow", {i32}, {i32});
    Instance& instance = laboratory_.instantiate(module_, write_load);
    EXPECT_EQ(laboratory_.run(instance, "load", {65532}).outcome.results, std::vector<u64>{0});
    for (const u64 address : {u64{65533}, u64{65536}, u64{0xFFFF'FFFF}})
    {
        const HandRun run = laboratory_.run(instance, "load", {address});
        EXPECT_EQ(run.outcome.trap, Trap::memory_out_of_bounds);
        EXPECT_EQ(run.outcome.backtrace, (std::vector<Place>{{0, 9}}));
    }
    EXPECT_EQ(laboratory_.run(instance, "grow", {1}).outcome.results, std::vector<u64>{1});
    EXPECT_EQ(laboratory_.run(instance, "load", {65533}).outcome.results, std::vector<u64>{0});
    EXPECT_EQ(laboratory_.run(instance, "load", {131069}).outcome.trap, Trap::memory_out_of_bounds);
}

TEST_F(native_call, of_the_runtime_may_end_the_run)
{
    module_.memory({.min = 1, .max = 2});
    by_hand(module_, "load", {i32}, {i32});
    by_hand(module_, "grow", {i32}, {i32});
    Instance& instance = laboratory_.instantiate(module_, write_load);
    const HandRun run = laboratory_.run(instance, "grow", {1}, 0);
    EXPECT_EQ(run.outcome.completion, Completion::out_of_gas);
    EXPECT_EQ(instance.memories[0]->pages(), 1);
}
} // namespace
} // namespace pawl::x64
