// Faults that are no traps end the process, and leave evidence.
#include "engine/runtime/native_machine.hpp"
#include "singlepass/x64/abi.hpp"
#include "tests/singlepass/x64/by_hand.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>

namespace pawl::x64
{
namespace
{
using enum ValueType;

constexpr const char* no_contract = "a fault that no contract can cause";
// The function's index, with the one that is imported before.
constexpr const char* in_function_1 = "in compiled function 1, at 0x[0-9a-f]+ of the code";

// What sanitizers say of faults outside of compiled code: their handler was there before.
constexpr const char* outside =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    "Sanitizer";
#else
    "not in compiled code";
#endif

constexpr const char* no_room =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    "Sanitizer";
#else
    "the native stack has no room left";
#endif

// ThreadSanitizer holds back faults of handlers; the process ends without a word.
constexpr const char* of_the_handler =
#if defined(__SANITIZE_THREAD__)
    "";
#else
    no_contract;
#endif

/// Runs a function until no stack is left.
[[gnu::noinline]] u64 descend(u64 depth)
{
    volatile u64 here[64] = {depth};
    return depth == 0 ? 0 : descend(depth + 1) + here[0];
}

HostStatus overflow(HostCall& call)
{
    call.result_i64(descend(1));
    return HostStatus::ok();
}

const HostTable& hosts()
{
    static const std::vector<HostFunction> functions{{.module = "test",
                                                      .name = "overflow",
                                                      .type = {{}, {i64}},
                                                      .call = overflow,
                                                      .price = {},
                                                      .documentation = "Never returns."}};
    static const HostSet set{.name = "test", .first_number = 0, .functions = functions};
    static const HostTable table{{&set, 1}};
    return table;
}

void change_nothing(Instance& /*instance*/) {}

// Runs one function that is written by hand, in an instance with a memory of one page.
void run(void (*write)(HandWriter&), void (*change)(Instance&) = change_nothing)
{
    ModuleWriter module;
    module.import_function("test", "overflow", module.type({}, {i64}));
    module.memory({.min = 1, .max = 1});
    by_hand(module, "run", {}, {});
    HandLaboratory laboratory;
    laboratory.imports.hosts = &hosts();
    Instance& instance = laboratory.instantiate(module, write);
    change(instance);
    static_cast<void>(laboratory.run(instance, "run"));
}

class evidence : public testing::Test
{
protected:
    // Each child is a new process, which has no threads and no handler yet.
    evidence() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(evidence, of_a_trap_that_no_table_knows)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.ud2();
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGILL), no_contract);
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGILL), in_function_1);
}

TEST_F(evidence, of_an_access_outside_of_the_memory_and_its_guard)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.mov(w64, Gpr::rax, 16);
        out.may_fault(Trap::memory_out_of_bounds, 1);
        out.load(w64, Gpr::rax, Mem{Gpr::rax});
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGSEGV), no_contract);
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGSEGV),
                "SIGSEGV at 0x[0-9a-f]+ accessing 0x10, stack pointer 0x");
}

// An access that the contract may make, to the second of the system's pages.
void write_access(HandWriter& out)
{
    out.begin(10);
    out.may_fault(Trap::memory_out_of_bounds, 1);
    out.load(w64, Gpr::rax, Mem::absolute(4096).gs());
    out.leave();
}

TEST_F(evidence, of_a_page_within_the_memory_that_cannot_be_accessed)
{
    const auto forbid = [](Instance& instance)
    { mprotect(instance.memories[0]->data() + 4096, 4096, PROT_NONE); };
    EXPECT_EXIT(run(write_access, forbid), testing::KilledBySignal(SIGSEGV), in_function_1);
}

TEST_F(evidence, of_a_page_within_the_memory_that_the_system_cannot_give)
{
    const auto lose = [](Instance& instance)
    {
        const int empty = memfd_create("empty", 0);
        mmap(instance.memories[0]->data() + 4096, 4096, PROT_READ, MAP_SHARED | MAP_FIXED, empty,
             0);
    };
    EXPECT_EXIT(run(write_access, lose), testing::KilledBySignal(SIGBUS), in_function_1);
}

TEST_F(evidence, of_an_access_that_is_no_access_to_memory)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.load(w64, Gpr::rax, Mem::absolute(65536).gs());
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGSEGV), in_function_1);
}

TEST_F(evidence, of_a_division_that_was_not_tested)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.zero(Gpr::rcx);
        out.zero(Gpr::rax);
        out.zero(Gpr::rdx);
        out.may_fault(Trap::integer_divide_by_zero, 1);
        out.div(w64, Gpr::rcx);
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGFPE), in_function_1);
}

TEST_F(evidence, of_a_context_that_is_lost)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.mov(w64, Gpr::r14, 64);
        out.trap(Trap::unreachable, 1);
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGSEGV), of_the_handler);
}

TEST_F(evidence, of_a_jump_to_where_no_code_is)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.mov(w64, Gpr::rax, 64);
        out.jmp(Gpr::rax);
    };
    EXPECT_DEATH(run(write), outside);
}

TEST_F(evidence, of_a_host_function_that_overflows_the_stack)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.call_imported(0, 1);
        out.leave();
    };
    EXPECT_DEATH(run(write), outside);
    EXPECT_DEATH(run(write), no_room);
}

TEST_F(evidence, of_compiled_code_that_overflows_the_stack)
{
    const auto write = [](HandWriter& out)
    {
        // As a function without the compare of its frame: it stores downwards.
        out.begin(10);
        const u32 again = out.offset();
        out.push(Gpr::rax);
        out.jmp_back(again);
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGSEGV), in_function_1);
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGSEGV), "the native stack has no room left");
}

TEST_F(evidence, names_the_instruction_before)
{
    const auto write = [](HandWriter& out)
    {
        out.begin(10);
        out.may_fault(Trap::memory_out_of_bounds, 77);
        out.load(w64, Gpr::rax, Mem::absolute(0).gs());
        out.ud2();
    };
    EXPECT_EXIT(run(write), testing::KilledBySignal(SIGILL),
                "behind the Wasm instruction at byte 77");
}

TEST_F(evidence, of_signals_that_are_sent)
{
    const auto send = []
    {
        static_cast<void>(abi::machine());
        raise(SIGSEGV);
    };
    EXPECT_DEATH(send(), outside);
}

// Handles a signal as a program may that has pawl within.
void mine(int /*signal*/)
{
    static_cast<void>(!write(STDERR_FILENO, "handled by the program\n", 23));
    _exit(3);
}

TEST_F(evidence, is_not_asked_for_by_faults_of_the_program_around)
{
    const auto fault = []
    {
        std::signal(SIGSEGV, mine);
        static_cast<void>(abi::machine());
        raise(SIGSEGV);
    };
    EXPECT_EXIT(fault(), testing::ExitedWithCode(3), "handled by the program");
}
} // namespace
} // namespace pawl::x64
