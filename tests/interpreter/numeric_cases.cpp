#include "base/check.hpp"
#include "tests/interpreter/instruction_case.hpp"

#include <algorithm>
#include <sstream>

namespace pawl::data
{
extern const std::string_view numeric_cases;
} // namespace pawl::data

namespace pawl::test
{
namespace
{
Op find_instruction(const std::string& text)
{
    const auto* const row = std::ranges::find(op_table, text, &OpInfo::text);
    PAWL_CHECK(row != op_table.end(), "the instruction is in the table");
    return static_cast<Op>(row - op_table.begin());
}

Trap find_trap(const std::string& text)
{
    for (u16 number = 0; number <= static_cast<u16>(Trap::unaligned_atomic); ++number)
        if (name(static_cast<Trap>(number)) == text)
            return static_cast<Trap>(number);
    check_failed("find_trap", "the trap has a name", __FILE__, __LINE__);
}

InstructionCase read_case(const std::string& line)
{
    std::istringstream words{line};
    std::string instruction, word;
    InstructionCase entry;
    words >> instruction >> entry.name;
    entry.op = find_instruction(instruction);
    while (words >> word && word != "=" && word != "!")
        entry.operands.push_back(std::stoull(word, nullptr, 0));
    std::string result;
    words >> result;
    if (word == "=")
        entry.expected = {std::stoull(result, nullptr, 0)};
    else
        entry.trap = find_trap(result);
    entry.params = types_of(info(entry.op).operands);
    entry.results = types_of(info(entry.op).results);
    entry.code.op(entry.op);
    entry.paid = {entry.op};
    PAWL_CHECK(entry.operands.size() == entry.params.size(), "a value for each operand");
    return entry;
}
} // namespace

std::vector<ValueType> types_of(std::string_view letters)
{
    std::vector<ValueType> types;
    for (const char letter : letters)
        types.push_back(letter == 'I'   ? ValueType::i64
                        : letter == 'f' ? ValueType::f32
                        : letter == 'F' ? ValueType::f64
                                        : ValueType::i32); // addresses, too
    return types;
}

std::vector<InstructionCase> numeric_cases()
{
    std::istringstream lines{std::string{data::numeric_cases}};
    std::vector<InstructionCase> cases;
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with('#'))
            cases.push_back(read_case(line));
    return cases;
}

std::vector<InstructionCase> constant_cases()
{
    std::vector<InstructionCase> cases;
    const auto add = [&cases](Op op, std::string name, CodeWriter code, u64 value)
    {
        cases.push_back({.op = op,
                         .name = std::move(name),
                         .results = types_of(info(op).results),
                         .code = std::move(code),
                         .expected = {value},
                         .paid = {op}});
    };
    add(Op::i32_const, "identity", CodeWriter{}.i32_const(0), 0);
    add(Op::i32_const, "boundary", CodeWriter{}.i32_const(-1), 0xFFFF'FFFF);
    add(Op::i64_const, "identity", CodeWriter{}.i64_const(0), 0);
    add(Op::i64_const, "boundary", CodeWriter{}.i64_const(-1), ~u64{0});
    add(Op::f32_const, "identity", CodeWriter{}.f32_const(0), 0);
    // A signalling NaN: constants are not arithmetic.
    add(Op::f32_const, "boundary", CodeWriter{}.f32_const(0xFFA1'2345), 0xFFA1'2345);
    add(Op::f64_const, "identity", CodeWriter{}.f64_const(0), 0);
    add(Op::f64_const, "boundary", CodeWriter{}.f64_const(0xFFF4'0000'0000'0001),
        0xFFF4'0000'0000'0001);
    return cases;
}
} // namespace pawl::test
