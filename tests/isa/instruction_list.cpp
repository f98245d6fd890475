#include "tests/isa/instruction_list.hpp"

#include "engine/isa/opcode.hpp"

#include <fmt/format.h>

namespace pawl
{
namespace
{
constexpr std::string_view head =
    R"(# Instructions and cost classes

Made from `engine/isa/instructions.def` and `engine/isa/cost_classes.def` by `build/tests/list_instructions`; a test fails where this file is not
what they say. What a class costs stands in the [schedule](formats/schedule.md), what it means for gas in [semantics.md](semantics.md).

## Cost classes

| class | what is in it |
|---|---|
)";

constexpr std::string_view middle = R"(
## Instructions

*Types*: i `i32`, I `i64`, f `f32`, F `f64`, v `v128`, a the memory's address type; `*`: a rule of its own. *Float*: `bits` touches floats and keeps their
bits; `nan` may make a NaN, which is made canonical. Prefixed opcodes are written as prefix and number.

| opcode | instruction | types | cost class | may trap | float | feature |
|---|---|---|---|---|---|---|
)";

std::string opcode(const OpInfo& op)
{
    if (op.prefix() == 0)
        return fmt::format("{:02X}", op.number());
    return fmt::format("{:02X} {}", op.prefix(), op.number());
}

std::string types(const OpInfo& op)
{
    if (op.special())
        return "*";
    return fmt::format("{} → {}", op.operands, op.results);
}

std::string_view float_class(const OpInfo& op)
{
    if (op.float_class == FloatClass::none)
        return "";
    return op.float_class == FloatClass::bits ? "bits" : "nan";
}
} // namespace

std::string instruction_list()
{
    std::string out{head};
    for (const CostClassInfo& cost : cost_classes)
        out += fmt::format("| `{}` | {} |\n", cost.name, cost.meaning);
    out += middle;
    for (const OpInfo& op : op_table)
        out += fmt::format("| {} | `{}` | {} | `{}` | {} | {} | {} |\n", opcode(op), op.text,
                           types(op), name(op.cost), op.traps ? "yes" : "", float_class(op),
                           name(op.feature));
    return out;
}
} // namespace pawl
