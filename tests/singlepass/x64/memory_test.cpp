// Loads and stores: every width, every way to find the bytes, and the edges of memories.
#include "base/bytes.hpp"
#include "singlepass/compiler/shape.hpp"
#include "tests/singlepass/x64/machine.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <optional>

namespace pawl::x64
{
using enum Gpr;
using enum Xmm;

namespace
{
using singlepass::Shape;
using singlepass::shape_of;

constexpr u32 here = 99;
constexpr std::size_t memory_bytes = 2 * wasm_page_bytes;
constexpr u64 pattern = 0x8182'8384'F5F6'F7F8;

/// A place to access: with what in the address, and at what offset.
struct Place
{
    u64 address;
    u64 offset;
};

/// Which memory, and how its addresses are given.
struct Way
{
    bool guarded = false;
    bool wide = false;
    bool constant = false;
    bool wraps = false;
};
constexpr std::array ways{Way{true, false, false},      Way{true, false, true},
                          Way{false, false, false},     Way{false, false, true},
                          Way{false, true, false},      Way{false, true, true},
                          Way{true, false, false, true}};

/// Where the access begins, if it is inside.
[[nodiscard]] std::optional<u64> begin_of(const Way& way, const Place& place, u64 width)
{
    const u64 sum = place.address + place.offset;
    const u64 begin = way.wraps ? static_cast<u32>(sum) : sum;
    if (sum < place.address || begin > memory_bytes - width)
        return std::nullopt;
    return begin;
}

/// Places at the edges, for an access of some width.
[[nodiscard]] std::vector<Place> places(const Way& way, u64 width)
{
    const u64 last = memory_bytes - width;
    std::vector<Place> out{{0, 0},
                           {0, last},
                           {last, 0},
                           {7, 100},
                           {last, 1},
                           {1, last},
                           {last + 1, 0},
                           {0, last + 1},
                           {0xFFFF'FFFF, 0},
                           {0xFFFF'FFFF, 8},
                           {9, 0xFFFF'FFFF},
                           {0xFFFF'FFFF, 0xFFFF'FFFF},
                           {0, 0x7FFF'FFFF},
                           {0, 0x8000'0000},
                           {0x8000'0000, 0x8000'0000},
                           {0, 0xFFFF'FFFF - width}};
    if (way.wide)
        for (const Place& place : {Place{~u64{0}, 1}, Place{1, ~u64{0}}, Place{~u64{0}, ~u64{0}},
                                   Place{0, ~u64{0} - width + 1}, Place{~u64{0} - width, width + 1},
                                   Place{u64{1} << 32, 0}, Place{0, u64{1} << 32}})
            out.push_back(place);
    return out;
}

/// Two memories, one behind GS and one in a list of the context.
class Memories
{
public:
    Memories() : guarded_{memory_bytes}, checked_(memory_bytes) {}

    void fill()
    {
        for (std::size_t i = 0; i < memory_bytes; ++i)
            guarded_.bytes()[i] = checked_[i] = static_cast<u8>(i * 37 + i / 256 + 129);
    }
    void describe(MachineState& state)
    {
        view_ = {checked_.data(), memory_bytes};
        state.context_field(layout::memories) = reinterpret_cast<u64>(views_.data());
    }
    [[nodiscard]] std::span<u8> bytes(const Way& way)
    {
        return way.guarded ? guarded_.bytes() : std::span<u8>{checked_};
    }

private:
    GuardedMemory guarded_;
    Bytes checked_;
    MemoryView view_;
    std::array<const MemoryView*, 3> views_{nullptr, nullptr, &view_};
};

[[nodiscard]] MemoryAccess access_of(const Way& way, const Place& place, Reg address)
{
    return {.memory = way.guarded ? 0U : 2U,
            .guarded = way.guarded,
            .wide = way.wide,
            .address = way.constant ? Value::constant(place.address) : Value::of(address),
            .offset = place.offset,
            .wraps = way.wraps};
}

/// Calls `test(way, place)` for every way to every place.
template <typename Test>
void everywhere(u64 width, const Test& test)
{
    for (const Way& way : ways)
    {
        for (const Place& place : places(way, width))
        {
            SCOPED_TRACE(::testing::Message()
                         << std::hex << "address " << place.address << " offset " << place.offset
                         << " guarded " << way.guarded << " constant " << way.constant << " wraps "
                         << way.wraps);
            test(way, place);
        }
    }
}

/// The value that bytes mean to an instruction.
template <Op op>
[[nodiscard]] u64 loaded(const u8* from)
{
    constexpr u32 width = info(op).width;
    constexpr char result = info(op).results.front();
    u64 bits = 0;
    std::memcpy(&bits, from, width);
    const u32 above = 64 - 8 * width;
    if (info(op).text.ends_with("_s"))
        bits = static_cast<u64>(static_cast<i64>(bits << above) >> above);
    return result == 'i' ? static_cast<u32>(bits) : bits;
}

template <Op op>
void test_load(Machine& machine, Memories& memories)
{
    SCOPED_TRACE(info(op).text);
    constexpr u32 width = info(op).width;
    constexpr bool to_float = singlepass::is_float(singlepass::result_kind<op>);
    const Reg address = reg_of(r13);
    memories.fill();
    for (const Reg d : {to_float ? reg_of(xmm9) : reg_of(rcx), to_float ? reg_of(xmm0) : address})
        everywhere(width,
                   [&](const Way& way, const Place& place)
                   {
                       MachineState state;
                       memories.describe(state);
                       state[address] = place.address;
                       machine.compile(
                           [&](Masm& masm)
                           {
                               masm.at(here);
                               masm.load<op>(d, access_of(way, place, address));
                           });
                       const Ending ending = machine.run(state);
                       const auto begin = begin_of(way, place, width);
                       EXPECT_EQ(ending,
                                 begin ? Ending{} : (Ending{Trap::memory_out_of_bounds, here}));
                       if (begin)
                       {
                           EXPECT_EQ(state[d], loaded<op>(&memories.bytes(way)[*begin]));
                       }
                   });
}

template <Op op>
void test_store(Machine& machine, Memories& memories, const Value& value)
{
    SCOPED_TRACE(info(op).text);
    constexpr u32 width = info(op).width;
    const Reg address = reg_of(rbp);
    const u64 bits = value.is_constant() ? value.bits : pattern;
    everywhere(width,
               [&](const Way& way, const Place& place)
               {
                   memories.fill();
                   MachineState state;
                   memories.describe(state);
                   state[address] = place.address;
                   if (value.is_reg())
                       state[value.reg] = bits;
                   machine.compile(
                       [&](Masm& masm)
                       {
                           masm.at(here);
                           masm.store<op>(access_of(way, place, address), value);
                       });
                   const Bytes before(memories.bytes(way).begin(), memories.bytes(way).end());
                   const Ending ending = machine.run(state);
                   Bytes after = before;
                   const auto begin = begin_of(way, place, width);
                   EXPECT_EQ(ending, begin ? Ending{} : (Ending{Trap::memory_out_of_bounds, here}));
                   if (begin)
                       std::memcpy(&after[*begin], &bits, width);
                   EXPECT_TRUE(std::ranges::equal(after, memories.bytes(way)));
               });
}

struct Loads
{
    Machine& machine;
    Memories& memories;
    u32 count = 0;

    template <Op op>
    void on()
    {
        if constexpr (shape_of(op) == Shape::load)
        {
            test_load<op>(machine, memories);
            ++count;
        }
    }
};

struct Stores
{
    Machine& machine;
    Memories& memories;
    u32 count = 0;

    template <Op op>
    void on()
    {
        if constexpr (shape_of(op) == Shape::store)
        {
            const bool of_float = singlepass::kind_of_letter(info(op).operands[1]) >= Kind::f32;
            test_store<op>(machine, memories, Value::of(of_float ? reg_of(xmm8) : reg_of(rsi)));
            for (const u64 bits : {u64{0x7F}, u64{0xFFFF'FFFE}, ~u64{1}})
                if (bits >> 32 == 0 || info(op).operands[1] == 'I')
                    test_store<op>(machine, memories, Value::constant(bits));
            ++count;
        }
    }
};

template <typename Visitor>
u32 visit_all(Visitor visitor)
{
    for (std::size_t i = 0; i < op_count; ++i)
        dispatch(static_cast<Op>(i), visitor);
    return visitor.count;
}
} // namespace

TEST(memory, loads_read_what_is_inside_and_trap_outside)
{
    Machine machine;
    Memories memories;
    EXPECT_EQ(visit_all(Loads{machine, memories}), 14U);
}

TEST(memory, stores_write_what_is_inside_and_trap_outside_without_effect)
{
    Machine machine;
    Memories memories;
    EXPECT_EQ(visit_all(Stores{machine, memories}), 9U);
}

TEST(memory, an_empty_memory_has_no_bytes)
{
    Machine machine;
    MemoryView view{nullptr, 0};
    const MemoryView* const views = &view;
    machine.compile(
        [](Masm& masm)
        { masm.load<Op::i32_load8_u>(reg_of(rax), {.address = Value::of(reg_of(rax))}); });
    MachineState state;
    state.context_field(layout::memories) = reinterpret_cast<u64>(&views);
    EXPECT_EQ(machine.run(state).trap, Trap::memory_out_of_bounds);
}

TEST(memory, a_size_is_in_pages)
{
    Machine machine;
    MemoryView view{nullptr, u64{65536} << 16};
    const std::array<const MemoryView*, 2> views{nullptr, &view};
    machine.compile([](Masm& masm) { masm.memory_size(reg_of(r9), 1, false); });
    MachineState state;
    state.context_field(layout::memories) = reinterpret_cast<u64>(views.data());
    EXPECT_EQ(machine.run(state), Ending{});
    EXPECT_EQ(state[reg_of(r9)], 65536U);
}
} // namespace pawl::x64
