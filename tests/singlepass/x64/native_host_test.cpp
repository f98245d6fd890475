// Compiled code calls hosts and other instances, and they call back.
#include "engine/runtime/fiber.hpp"
#include "tests/laboratory/test_hosts.hpp"
#include "tests/singlepass/x64/by_hand.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace pawl::x64
{
namespace
{
using enum ValueType;

// The imports of every module here, in this order.
enum Import : u8
{
    note,
    invoke,
    suspend,
    charge,
    trap,
    exit_run,
    import_count
};

void import_hosts(ModuleWriter& module)
{
    module.import_function("test", "note", module.type({i64}, {}));
    module.import_function("test", "invoke", module.type({i32}, {i32}));
    module.import_function("test", "suspend", module.type({}, {}));
    module.import_function("test", "charge", module.type({i64}, {}));
    module.import_function("test", "trap", module.type({}, {}));
    module.import_function("test", "exit", module.type({}, {}));
}

class native_host : public testing::Test
{
protected:
    native_host()
    {
        laboratory_.imports.hosts = &test::test_hosts();
        laboratory_.settings.host_state = &notes_;
        import_hosts(module_);
    }

    test::HostNotes notes_;
    ModuleWriter module_;
    HandLaboratory laboratory_;
};

// Calls the import that the constant says, with the argument, after charging 10.
template <Import import>
void write_call(HandWriter& out)
{
    out.begin(12, 10);
    out.call_imported(import, 21);
    out.leave();
}

TEST_F(native_host, is_passed_arguments_and_keeps_count_of_gas)
{
    by_hand(module_, "call", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_call<note>);
    const HandRun run = laboratory_.run(instance, "call", {0x1234'5678'9ABC});
    EXPECT_TRUE(run.outcome.returned());
    EXPECT_EQ(run.used, 10);
    EXPECT_EQ(notes_.values, std::vector<u64>{0x1234'5678'9ABC});
}

TEST_F(native_host, takes_gas_up_to_the_limit)
{
    by_hand(module_, "call", {i64}, {});
    Instance& instance = laboratory_.instantiate(module_, write_call<charge>);
    EXPECT_EQ(laboratory_.run(instance, "call", {90}, 100).used, 100);
    const HandRun run = laboratory_.run(instance, "call", {91}, 100);
    EXPECT_EQ(run.outcome.completion, Completion::out_of_gas);
    EXPECT_EQ(run.used, 100);
}

TEST_F(native_host, traps_at_the_place_of_the_call)
{
    by_hand(module_, "call", {}, {});
    Instance& instance = laboratory_.instantiate(module_, write_call<trap>);
    const HandRun run = laboratory_.run(instance, "call");
    EXPECT_EQ(run.outcome.trap, Trap::bad_argument);
    EXPECT_EQ(run.outcome.backtrace, (std::vector<Place>{{import_count, 21}}));
    EXPECT_EQ(run.used, 10);
}

TEST_F(native_host, ends_the_run)
{
    by_hand(module_, "call", {}, {});
    Instance& instance = laboratory_.instantiate(module_, write_call<exit_run>);
    const HandRun run = laboratory_.run(instance, "call");
    EXPECT_EQ(run.outcome.completion, Completion::exited);
    EXPECT_EQ(run.used, 10);
}

constexpr u32 callback_units = 13;

// call: keeps registers over a host that calls back. callback(n): n below 3 calls back with n + 1.
void write_callback(HandWriter& out)
{
    out.begin(12, 1);
    out.mov(w64, Gpr::rbx, 77);
    out.call_imported(invoke, 1);
    out.add(w64, Gpr::rax, Gpr::rbx);
    out.leave();
    out.begin(callback_units, 1);
    out.mov(w32, Gpr::rax, Gpr::rdi);
    out.cmp(w32, Gpr::rdi, 3);
    const u32 deep_enough = out.jcc8(Condition::ae);
    out.mov(w64, Gpr::rbx, 1);
    out.add(w32, Gpr::rdi, 1);
    out.call_imported(invoke, 2);
    out.add(w32, Gpr::rax, 100);
    out.bind8_here(deep_enough);
    out.leave();
}

TEST_F(native_host, calls_back_on_the_same_stack)
{
    by_hand(module_, "call", {i32}, {i32});
    by_hand(module_, "callback", {i32}, {i32});
    Instance& instance = laboratory_.instantiate(module_, write_callback);
    const HandRun run = laboratory_.run(instance, "call", {0});
    ASSERT_TRUE(run.outcome.returned());
    EXPECT_EQ(run.outcome.results, std::vector<u64>{3 + 3 * 100 + 77});
    EXPECT_EQ(run.used, 5);
    EXPECT_EQ(instance.context().activation, nullptr);
}

TEST_F(native_host, calls_back_at_the_depth_it_was_called_at)
{
    by_hand(module_, "call", {i32}, {i32});
    by_hand(module_, "callback", {i32}, {i32});
    Instance& instance = laboratory_.instantiate(module_, write_callback);
    laboratory_.settings.stack_limit = 12 + 4 * callback_units;
    EXPECT_TRUE(laboratory_.run(instance, "call", {0}).outcome.returned());
    --laboratory_.settings.stack_limit;
    const HandRun run = laboratory_.run(instance, "call", {0});
    EXPECT_EQ(run.outcome.trap, Trap::stack_exhausted);
}

// count(n): suspends n times, each time telling memory 0 how often.
void write_counter(HandWriter& out)
{
    out.begin(14, 1);
    out.mov(w64, Gpr::rbx, Gpr::rdi);
    const u32 next = out.offset();
    out.charge(3);
    out.call_imported(suspend, 5);
    out.may_fault(Trap::memory_out_of_bounds, 6);
    out.add(w64, Mem::absolute(64).gs(), 1);
    out.sub(w64, Gpr::rbx, 1);
    out.jcc_back(Condition::ne, next);
    out.load(w64, Gpr::rax, Mem::absolute(64).gs());
    out.leave();
    out.begin(14); // trap(): suspends, then accesses what there is not.
    out.call_imported(suspend, 7);
    out.may_fault(Trap::memory_out_of_bounds, 8);
    out.load(w64, Gpr::rax, Mem::absolute(65536).gs());
    out.leave();
}

/// One contract on a fiber of its own.
class Contract
{
public:
    Contract(StackPool& stacks, std::string_view function, std::vector<u64> arguments)
        : fiber_{stacks, [this, function, arguments](Fiber& self)
                 {
                     laboratory_.settings.fiber = &self;
                     run_ = laboratory_.run(*instance_, function, arguments);
                 }}
    {
        laboratory_.imports.hosts = &test::test_hosts();
        ModuleWriter module;
        import_hosts(module);
        module.memory({.min = 1, .max = 1});
        by_hand(module, "count", {i64}, {i64});
        by_hand(module, "trap", {}, {});
        instance_ = &laboratory_.instantiate(module, write_counter);
    }

    Fiber& fiber() { return fiber_; }
    [[nodiscard]] const HandRun& result() const { return run_; }

private:
    HandLaboratory laboratory_;
    Instance* instance_ = nullptr;
    HandRun run_;
    Fiber fiber_;
};

// Resumes a contract once, on a thread of its own.
void resume_elsewhere(Contract& contract)
{
    std::thread{[&contract] { contract.fiber().resume(); }}.join();
}

TEST(native_suspension, may_be_ended_by_another_thread_each_time)
{
    StackPool stacks;
    Contract first{stacks, "count", {5}};
    Contract second{stacks, "count", {5}};
    while (!first.fiber().finished() || !second.fiber().finished())
    {
        resume_elsewhere(first);
        if (!second.fiber().finished())
            second.fiber().resume(); // Here, so that this thread's memory 0 is now that one.
    }
    for (const Contract* contract : {&first, &second})
    {
        EXPECT_EQ(contract->result().outcome.results, std::vector<u64>{5});
        EXPECT_EQ(contract->result().used, 1 + 5 * 3);
    }
}

TEST(native_suspension, traps_on_the_thread_that_it_went_on_on)
{
    StackPool stacks;
    Contract contract{stacks, "trap", {}};
    EXPECT_FALSE(contract.fiber().resume());
    resume_elsewhere(contract);
    ASSERT_TRUE(contract.fiber().finished());
    EXPECT_EQ(contract.result().outcome.trap, Trap::memory_out_of_bounds);
    EXPECT_EQ(contract.result().outcome.backtrace, (std::vector<Place>{{import_count + 1, 8}}));
}

TEST(native_suspension, ends_in_cancellation)
{
    StackPool stacks;
    Contract contract{stacks, "count", {5}};
    EXPECT_FALSE(contract.fiber().resume());
    contract.fiber().cancel();
    EXPECT_TRUE(contract.fiber().resume());
    EXPECT_EQ(contract.result().outcome.completion, Completion::cancelled);
}

// Of two instances: outer calls inner with a function of its own, which inner keeps in its global
// and calls from `callback`, which a host runs.
constexpr u32 outer_units = 12, inner_units = 13, leaf_units = 15;

void write_inner(HandWriter& out)
{
    out.begin(inner_units, 10); // inner(function, ...): the seventh argument and the memory's byte
    out.mov(w64, Gpr::rbx, Gpr::rsi);
    out.load(w64, Gpr::r12, out.slot(6));
    out.store(w64,
              Mem{Gpr::r14, pawl::i32{sizeof(NativeContext) + offsetof(GlobalInstance, value)}},
              Gpr::rdi);
    out.mov(w32, Gpr::rdi, 0);
    out.call_imported(invoke, 51);
    out.may_fault(Trap::memory_out_of_bounds, 52);
    out.movzx(w8, Gpr::rax, Mem::absolute(0).gs());
    out.store(w64, out.slot(1), Gpr::r12);
    out.leave();
    out.begin(inner_units, 10); // callback
    out.load(w64, Gpr::rax,
             Mem{Gpr::r14, pawl::i32{sizeof(NativeContext) + offsetof(GlobalInstance, value)}});
    out.call_foreign(53);
    out.zero(Gpr::rax);
    out.leave();
}

void write_outer(HandWriter& out)
{
    out.begin(leaf_units, 10); // leaf: traps where the memory's first byte says so
    out.may_fault(Trap::memory_out_of_bounds, 61);
    out.cmp(w8, Mem::absolute(0).gs(), 99);
    const u32 good = out.jcc8(Condition::ne);
    out.trap(Trap::unreachable, 62);
    out.bind8_here(good);
    out.leave();
    out.begin(outer_units, 10); // outer: what inner answers, and the sum of both memories' bytes
    out.load(w64, Gpr::rdi, Mem{Gpr::r14, pawl::i32{offsetof(NativeContext, functions)}});
    out.load(w64, Gpr::rdi, Mem{Gpr::rdi, 8 * (import_count + 1)});
    out.store(w64, HandWriter::callee_slot(6), 4242);
    out.call_imported(import_count, 63);
    out.load(w64, Gpr::rdx, HandWriter::callee_slot(1));
    out.may_fault(Trap::memory_out_of_bounds, 64);
    out.movzx(w8, Gpr::rcx, Mem::absolute(0).gs());
    out.add(w64, Gpr::rax, Gpr::rcx);
    out.store(w64, out.slot(1), Gpr::rdx);
    out.mov(w64, Gpr::r13, Gpr::rax);
    out.call_defined(0, 65); // The depth is what it was before the call.
    out.mov(w64, Gpr::rax, Gpr::r13);
    out.leave();
}

class native_instances : public native_host
{
protected:
    native_instances()
    {
        const std::vector<ValueType> params{i64, i64, i64, i64, i64, i64, i64};
        module_.memory({.min = 1, .max = 1});
        module_.global({.type = i64, .is_mutable = true}, CodeWriter{}.i64_const(0));
        by_hand(module_, "inner", params, {i64, i64});
        by_hand(module_, "callback", {i32}, {i32});
        inner_ = &laboratory_.instantiate(module_, write_inner);

        laboratory_.imports.instances["inner"] = inner_;
        ModuleWriter outer;
        import_hosts(outer);
        outer.import_function("inner", "inner", outer.type(params, {i64, i64}));
        outer.memory({.min = 1, .max = 1});
        by_hand(outer, "leaf", {}, {});
        by_hand(outer, "outer", {}, {i64, i64});
        outer_ = &laboratory_.instantiate(outer, write_outer);
        inner_->memories[0]->data()[0] = 7;
        outer_->memories[0]->data()[0] = 30;
    }

    Instance* inner_ = nullptr;
    Instance* outer_ = nullptr;
};

TEST_F(native_instances, call_each_other_and_keep_their_memories)
{
    const HandRun run = laboratory_.run(*outer_, "outer");
    ASSERT_TRUE(run.outcome.returned());
    EXPECT_EQ(run.outcome.results, (std::vector<u64>{37, 4242}));
    EXPECT_EQ(run.used, 50);
    EXPECT_EQ(outer_->context().activation, nullptr);
}

TEST_F(native_instances, count_one_stack)
{
    laboratory_.settings.stack_limit = outer_units + 2 * inner_units + leaf_units;
    EXPECT_TRUE(laboratory_.run(*outer_, "outer").outcome.returned());
    --laboratory_.settings.stack_limit;
    EXPECT_EQ(laboratory_.run(*outer_, "outer").outcome.trap, Trap::stack_exhausted);
}

TEST_F(native_instances, show_in_backtraces)
{
    outer_->memories[0]->data()[0] = 99;
    const HandRun run = laboratory_.run(*outer_, "outer");
    EXPECT_EQ(run.outcome.trap, Trap::unreachable);
    // The host's call begins anew: the places are of the activation that trapped, and then of the
    // one that the host handed the trap on to.
    EXPECT_EQ(run.outcome.backtrace,
              (std::vector<Place>{{import_count, 51}, {import_count + 2, 63}}));
}
} // namespace
} // namespace pawl::x64
