#include "engine/isa/opcode.hpp"

namespace pawl
{
namespace
{
constexpr std::size_t largest_number = 0x113;
constexpr std::string_view text_characters = "abcdefghijklmnopqrstuvwxyz0123456789._ ";
constexpr std::string_view type_letters = "iIfFva";

consteval bool bytes_are_unique()
{
    std::array<u32, op_count> all{};
    for (std::size_t i = 0; i < op_count; ++i)
        all[i] = op_table[i].bytes;
    std::ranges::sort(all);
    return std::ranges::adjacent_find(all) == all.end();
}

consteval bool bytes_are_well_formed()
{
    return std::ranges::all_of(op_table,
                               [](const OpInfo& op)
                               {
                                   if (op.prefix() == 0)
                                       return op.number() < 0xFB;
                                   return op.prefix() >= 0xFB && op.prefix() <= 0xFE &&
                                          op.number() <= largest_number;
                               });
}

// Lower-case words; one space may separate `null`.
consteval bool texts_are_well_formed()
{
    return std::ranges::all_of(op_table,
                               [](const OpInfo& op)
                               {
                                   return !op.text.empty() && op.text.front() >= 'a' &&
                                          op.text.front() <= 'z' &&
                                          op.text.find_first_not_of(text_characters) ==
                                              std::string_view::npos;
                               });
}

consteval bool signatures_are_well_formed()
{
    return std::ranges::all_of(
        op_table,
        [](const OpInfo& op)
        {
            if (op.operands == "*" || op.results == "*")
                return op.operands == op.results;
            return op.operands.find_first_not_of(type_letters) == std::string_view::npos &&
                   op.results.find_first_not_of(type_letters) == std::string_view::npos;
        });
}

consteval bool widths_are_powers_of_two()
{
    return std::ranges::all_of(op_table,
                               [](const OpInfo& op)
                               {
                                   const bool has = op.immediate == Immediate::memarg ||
                                                    op.immediate == Immediate::memarg_lane ||
                                                    op.immediate == Immediate::lane;
                                   return has ? op.width != 0 && op.width <= 16 &&
                                                    (op.width & (op.width - 1)) == 0
                                              : op.width == 0;
                               });
}

consteval bool every_cost_class_is_used()
{
    std::array<bool, cost_class_count> used{};
    for (const OpInfo& op : op_table)
        used[static_cast<std::size_t>(op.cost)] = true;
    return std::ranges::find(used, false) == used.end();
}

// Only `else` and `end` are free.
consteval bool only_two_are_free()
{
    return std::ranges::count(op_table, CostClass::free, &OpInfo::cost) == 2 &&
           info(Op::else_).cost == CostClass::free && info(Op::end).cost == CostClass::free;
}

// Whoever touches a float by its signature says so.
consteval bool float_classes_agree_with_signatures()
{
    return std::ranges::all_of(op_table,
                               [](const OpInfo& op)
                               {
                                   const bool touches =
                                       op.operands.find_first_of("fF") != std::string_view::npos ||
                                       op.results.find_first_of("fF") != std::string_view::npos;
                                   return !touches || op.float_class != FloatClass::none;
                               });
}

static_assert(bytes_are_unique());
static_assert(bytes_are_well_formed());
static_assert(texts_are_well_formed());
static_assert(signatures_are_well_formed());
static_assert(widths_are_powers_of_two());
static_assert(every_cost_class_is_used());
static_assert(only_two_are_free());
static_assert(float_classes_agree_with_signatures());

constexpr u16 absent = 0xFFFF;
static_assert(op_count < absent);

// Row 0 holds the one-byte instructions, rows 1 to 4 the prefixes 0xFB to 0xFE.
constexpr std::size_t row_of(u8 prefix) noexcept
{
    return prefix == 0 ? 0 : static_cast<std::size_t>(prefix) - 0xFA;
}

consteval auto make_numbers()
{
    std::array<std::array<u16, largest_number + 1>, 5> numbers{};
    for (auto& row : numbers)
        row.fill(absent);
    for (u16 i = 0; i < op_count; ++i)
        numbers[row_of(op_table[i].prefix())][op_table[i].number()] = i;
    return numbers;
}

constexpr auto numbers = make_numbers();
} // namespace

std::optional<Op> find_op(u8 prefix, u32 number) noexcept
{
    const bool known_prefix = prefix == 0 || (prefix >= 0xFB && prefix <= 0xFE);
    if (!known_prefix || number > largest_number)
        return std::nullopt;
    const u16 found = numbers[row_of(prefix)][number];
    if (found == absent)
        return std::nullopt;
    return static_cast<Op>(found);
}
} // namespace pawl
