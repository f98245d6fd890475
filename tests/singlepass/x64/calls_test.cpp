// Frames, calls, and the state of an instance.
#include "engine/runtime/native_helpers.hpp"
#include "tests/singlepass/x64/machine.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
using enum Gpr;
using enum Xmm;

namespace
{
constexpr u32 here = 123;
constexpr u32 units = 16;
constexpr u32 first_saved = 10;
constexpr u32 price = 5;

/// Emits code that is jumped over; where it stands.
template <typename Emit>
u32 aside(Masm& masm, const Emit& emit)
{
    const u32 field = masm.out().jmp32();
    const u32 at = masm.offset();
    emit();
    masm.out().bind32_here(field);
    return at;
}
/// Emits a function; where it stands.
template <typename Emit>
u32 function(Masm& masm, RegSet saved, const Emit& emit)
{
    return aside(masm,
                 [&]
                 {
                     masm.begin(units, first_saved, saved);
                     masm.at(here);
                     static_cast<void>(masm.enter(price));
                     emit();
                     masm.leave();
                     masm.end();
                     masm.begin(test_slots + 2, test_slots, RegSet{});
                 });
}
/// A stub that leaves a number in r12.
u32 mark(Masm& masm, i64 number)
{
    return aside(masm,
                 [&]
                 {
                     masm.out().mov(w64, r12, number);
                     masm.out().ret();
                 });
}
void link(Masm& masm, u32 entry)
{
    const std::array functions{NativeFunction{entry, units}};
    masm.link(functions, 0);
}
[[nodiscard]] u64 address_of(const auto& object)
{
    return reinterpret_cast<u64>(&object);
}
} // namespace

TEST(calls, a_function_keeps_the_homes_it_saves_and_finds_what_it_is_passed)
{
    Machine machine;
    const RegSet saved{reg_of(rbx), reg_of(r13)};
    machine.compile(
        [&](Masm& masm)
        {
            const u32 entry = function(masm, saved,
                                       [&]
                                       {
                                           masm.load_slot(Kind::i64, reg_of(rbx), 6);
                                           masm.load_slot(Kind::i64, reg_of(r13), 7);
                                           masm.out().add(w64, rbx, r13);
                                           masm.move(Kind::i64, reg_of(rax), reg_of(rbx));
                                           masm.store_slot(Kind::i64, 1, reg_of(rdi));
                                       });
            masm.store_argument(Kind::i64, 6, reg_of(rsi));
            masm.store_argument_constant(7, 30);
            masm.call_defined(0);
            masm.copy_results(20, 1, 1);
            link(masm, entry);
        });
    MachineState state;
    state[reg_of(r15)] = 100;
    state[reg_of(rbx)] = 1;
    state[reg_of(r13)] = 2;
    state[reg_of(rsi)] = 12;
    state[reg_of(rdi)] = 77;
    EXPECT_EQ(machine.run(state), Ending{});
    EXPECT_EQ(state[reg_of(rax)], 42U);
    EXPECT_EQ(state[reg_of(rbx)], 1U);
    EXPECT_EQ(state[reg_of(r13)], 2U);
    EXPECT_EQ(state.slot(20), 77U);
    EXPECT_EQ(state[reg_of(r15)], 100 - price);
}

TEST(calls, a_frame_that_reaches_below_the_limit_traps_after_it_is_paid_for)
{
    Machine machine;
    machine.compile(
        [&](Masm& masm)
        {
            const u32 entry = function(masm, RegSet{}, [] {});
            masm.call_defined(0);
            link(masm, entry);
        });
    for (const u64 above : {u64{0}, u64{1}})
    {
        MachineState state;
        state[reg_of(r15)] = 100;
        const u64 lowest = address_of(state.stack[test_stack]) - 8 * units;
        state.context_field(layout::stack_limit) = lowest + above;
        EXPECT_EQ(machine.run(state),
                  above == 0 ? Ending{} : (Ending{Trap::stack_exhausted, here}));
        EXPECT_EQ(state[reg_of(r15)], 100 - price);
    }
}

TEST(calls, gas_is_refilled_at_entry_without_harm_to_parameters_in_slots)
{
    Machine machine;
    u32 refill = 0;
    machine.compile(
        [&](Masm& masm)
        {
            refill = aside(masm,
                           [&]
                           {
                               for (int i = 0; i < 12; ++i)
                                   masm.out().push(rcx);
                               masm.out().add(w64, rsp, 12 * 8);
                               masm.out().add(w64, r15, 1000);
                               masm.out().ret();
                           });
            const u32 entry = function(masm, RegSet{},
                                       [&]
                                       {
                                           for (u32 i = 0; i < 8; ++i)
                                               masm.load_slot(Kind::i64, reg_of(rax), i);
                                           masm.copy_slots(0, 1, 8, false);
                                       });
            for (u32 i = 0; i < 9; ++i)
                masm.store_argument_constant(i, 300 + i);
            masm.call_defined(0);
            masm.copy_results(0, 0, 8);
            link(masm, entry);
        });
    MachineState state;
    state.context_field(layout::refill_at_entry) = machine.address(refill);
    state[reg_of(r15)] = price - 1;
    EXPECT_EQ(machine.run(state), Ending{});
    EXPECT_EQ(state[reg_of(r15)], 999U);
    for (u32 i = 0; i < 8; ++i)
        EXPECT_EQ(state.slot(i), 301 + i);
}

TEST(calls, functions_of_this_instance_are_called_at_once_and_others_by_the_runtime)
{
    Machine machine;
    u32 own = 0;
    u32 foreign = 0;
    for (const bool imported : {false, true})
    {
        machine.compile(
            [&](Masm& masm)
            {
                own = mark(masm, 1);
                foreign = mark(masm, 2);
                masm.at(here);
                if (imported)
                    masm.call_imported(3);
                else
                    masm.call_reference(Masm::callee);
                EXPECT_EQ(masm.calls().size(), 1U);
            });
        MachineState state;
        FunctionInstance callee{.code = reinterpret_cast<const void*>(machine.address(own))};
        const std::array<const FunctionInstance*, 4> functions{nullptr, nullptr, nullptr, &callee};
        for (const bool same : {false, true})
        {
            state = {};
            callee.context = same ? reinterpret_cast<NativeContext*>(&state.context) : nullptr;
            state.context_field(layout::functions) = address_of(functions);
            state.context_field(layout::foreign_call) = machine.address(foreign);
            state[Masm::callee] = imported ? 0 : callee.reference();
            EXPECT_EQ(machine.run(state), Ending{});
            EXPECT_EQ(state[reg_of(r12)], same ? 1U : 2U);
            EXPECT_EQ(state[Masm::callee], callee.reference());
        }
    }
}

TEST(calls, helpers_are_called_by_number)
{
    Machine machine;
    u32 stub = 0;
    machine.compile(
        [&](Masm& masm)
        {
            stub = mark(masm, 1);
            masm.call_helper(NativeHelper::table_grow, 3);
        });
    MachineState state;
    state.context_field(layout::runtime_call) = machine.address(stub);
    EXPECT_EQ(machine.run(state), Ending{});
    EXPECT_EQ(state[reg_of(r12)], 1U);
    EXPECT_EQ(state[reg_of(rax)], static_cast<u64>(NativeHelper::table_grow));
}

TEST(calls, a_reference_is_checked_by_address_and_else_by_the_runtime)
{
    Machine machine;
    u32 stub = 0;
    machine.compile(
        [&](Masm& masm)
        {
            // Answers whether the index and the reference arrived, if rsi says so.
            stub = aside(masm,
                         [&]
                         {
                             masm.out().load(w64, scratch, Mem{rsp, -8});
                             masm.out().sub(w64, scratch, rax);
                             masm.out().add(w64, scratch, Mem{rsp, -16});
                             masm.out().sub(w64, scratch, 2);
                             masm.out().or_(w64, scratch, rsi);
                             masm.out().ret();
                         });
            masm.at(here);
            masm.check_callable(Masm::callee, 2);
        });
    const std::array<FunctionType, 3> types;
    const FunctionType elsewhere;
    const auto check = [&](const FunctionInstance* function, u64 answer)
    {
        MachineState state;
        state.context_field(layout::types) = address_of(types);
        state.context_field(layout::has_type) = machine.address(stub);
        state[Masm::callee] = reinterpret_cast<u64>(function);
        state[reg_of(rsi)] = answer;
        return machine.run(state);
    };
    const FunctionInstance same{.type = &types[2]};
    const FunctionInstance other{.type = &elsewhere};
    EXPECT_EQ(check(nullptr, 1), (Ending{Trap::uninitialized_element, here}));
    EXPECT_EQ(check(&same, 0), Ending{});
    EXPECT_EQ(check(&other, 0), (Ending{Trap::indirect_call_type_mismatch, here}));
    EXPECT_EQ(check(&other, 1), Ending{});
}

TEST(calls, entries_of_tables_are_read_and_what_is_outside_traps)
{
    Machine machine;
    std::array<u64, 3> entries{70, 71, 72};
    const TableView view{entries.data(), entries.size()};
    const std::array<const TableView*, 2> views{nullptr, &view};
    const auto entry = [&](Reg d, const Value& operand, u64 index)
    {
        machine.compile(
            [&](Masm& masm)
            {
                masm.at(here);
                masm.table_entry(d, 1, operand, Trap::undefined_element);
            });
        MachineState state;
        state.context_field(layout::tables) = address_of(views);
        state[reg_of(rcx)] = index;
        state.slot(2) = index;
        const Ending ending = machine.run(state);
        EXPECT_EQ(ending, index < 3 ? Ending{} : (Ending{Trap::undefined_element, here}));
        return index < 3 ? state[d] : 70 + index;
    };
    for (const u64 index : {u64{0}, u64{2}, u64{3}, u64{0xFFFF'FFFF}, ~u64{0}})
    {
        for (const Reg d : {reg_of(rax), reg_of(rcx), reg_of(r13)})
        {
            EXPECT_EQ(entry(d, Value::of(reg_of(rcx)), index), 70 + index);
            EXPECT_EQ(entry(d, Value::constant(index), index), 70 + index);
            EXPECT_EQ(entry(d, Value::in_slot(2), index), 70 + index);
        }
    }
}

TEST(calls, globals_are_read_and_written_where_they_are)
{
    constexpr u64 pattern = 0x8182'8384'F5F6'F7F8;
    Machine machine;
    GlobalInstance elsewhere;
    const std::array<GlobalInstance*, 2> globals{nullptr, &elsewhere};
    for (const Kind kind : {Kind::i32, Kind::i64, Kind::f32, Kind::f64})
    {
        const u64 value = width_of(kind) == w32 ? static_cast<u32>(pattern) : pattern;
        const Reg from = is_float(kind) ? reg_of(xmm8) : reg_of(r9);
        const Reg to = is_float(kind) ? reg_of(xmm3) : reg_of(rbp);
        for (const bool imported : {false, true})
        {
            machine.compile(
                [&](Masm& masm)
                {
                    masm.global_set(kind, {imported, 1}, from);
                    masm.global_get(kind, to, {imported, 1});
                });
            MachineState state;
            state.context_field(layout::globals) = address_of(globals);
            u64& own = state.context_field(layout::own_globals + layout::global_value +
                                           static_cast<i32>(layout::global_size));
            elsewhere.value[0] = own = ~u64{0};
            state[from] = is_float(kind) ? pattern : value;
            EXPECT_EQ(machine.run(state), Ending{});
            EXPECT_EQ(imported ? elsewhere.value[0] : own, value);
            EXPECT_EQ(imported ? own : elsewhere.value[0], ~u64{0});
            EXPECT_EQ(state[to], value);
        }
    }
}

TEST(calls, references_to_functions_come_from_the_context)
{
    Machine machine;
    machine.compile([](Masm& masm) { masm.function_reference(reg_of(r8), 1); });
    const FunctionInstance function;
    const std::array<const FunctionInstance*, 2> functions{nullptr, &function};
    MachineState state;
    state.context_field(layout::functions) = address_of(functions);
    EXPECT_EQ(machine.run(state), Ending{});
    EXPECT_EQ(state[reg_of(r8)], function.reference());
}
} // namespace pawl::x64
