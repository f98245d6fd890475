// Loads and stores: one case for each place in memory that matters, made from the table's widths.
#include "engine/module/features.hpp"
#include "tests/interpreter/instruction_case.hpp"

namespace pawl::test
{
namespace
{
bool is_access(Op op, bool stores)
{
    return info(op).immediate == Immediate::memarg && info(op).results.empty() == stores &&
           implemented_features.has(info(op).feature);
}

template <typename Action>
void for_each_access(bool stores, Action action)
{
    for (std::size_t number = 0; number < op_count; ++number)
        if (is_access(static_cast<Op>(number), stores))
            action(static_cast<Op>(number), info(static_cast<Op>(number)).width);
}

/// What `width` bytes at the end of memory give: the last of 81 to 88, little-endian.
u64 last_bytes(Op load, u32 width)
{
    u64 value = 0;
    for (u32 i = 0; i < width; ++i)
        value |= u64{0x88 - (width - 1) + i} << (8 * i);
    if (!info(load).text.ends_with("_s"))
        return value;
    // All these bytes have their sign bit set.
    const u64 extended = width == 8 ? value : value | ~u64{0} << (8 * width);
    return info(load).results == "i" ? static_cast<u32>(extended) : extended;
}

struct Place
{
    std::string name;
    u32 address, offset;
    bool inside;
};

std::vector<Place> places(u32 width)
{
    return {{"identity", 0, 0, true},
            {"boundary", memory_end - width, 0, true},
            {"offset", 0, memory_end - width, true},
            {"one_beyond", memory_end - width + 1, 0, false},
            {"offset_beyond", 1, memory_end - width, false},
            {"far_beyond", 0xFFFF'FFFF, 0xFFFF'FFFF, false}};
}
} // namespace

std::vector<InstructionCase> load_cases()
{
    std::vector<InstructionCase> cases;
    for_each_access(false,
                    [&cases](Op op, u32 width)
                    {
                        for (const Place& place : places(width))
                        {
                            const bool zero = place.name == "identity";
                            cases.push_back(
                                {.op = op,
                                 .name = place.name,
                                 .params = {ValueType::i32},
                                 .results = types_of(info(op).results),
                                 .code = CodeWriter{}.op(op, {0, place.offset}),
                                 .operands = {place.address},
                                 .expected = {zero ? 0 : last_bytes(op, width)},
                                 .trap = place.inside ? Trap::none : Trap::memory_out_of_bounds,
                                 .paid = {op}});
                        }
                    });
    return cases;
}

std::vector<InstructionCase> store_cases()
{
    std::vector<InstructionCase> cases;
    constexpr u64 before = 0x8887'8685'8483'8281;
    for_each_access(
        true,
        [&cases](Op op, u32 width)
        {
            for (const Place& place : places(width))
            {
                const auto value_type = types_of(info(op).operands).back();
                const u64 all = value_type == ValueType::i64 || value_type == ValueType::f64
                                    ? ~u64{0}
                                    : 0xFFFF'FFFF;
                const u64 after = before | ~u64{0} << (64 - 8 * width);
                cases.push_back({.op = op,
                                 .name = place.name,
                                 .params = {ValueType::i32, value_type},
                                 .results = {ValueType::i64},
                                 .code = CodeWriter{}
                                             .op(op, {0, place.offset})
                                             .i32_const(memory_end - 8)
                                             .op(Op::i64_load, {0, 0}),
                                 .operands = {place.address, all},
                                 .expected = {place.name == "identity" ? before : after},
                                 .trap = place.inside ? Trap::none : Trap::memory_out_of_bounds,
                                 .paid = {op, Op::i32_const, Op::i64_load}});
            }
        });
    return cases;
}
} // namespace pawl::test
