#include "engine/interpreter/interpreter.hpp"
#include "engine/module/instruction.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/coverage.hpp"
#include "fuzz/oracles/tiers.hpp"
#include "fuzz/tools/minimiser.hpp"

#include <gtest/gtest.h>

namespace pawl::fuzz
{
namespace
{
/// Whether a program is valid and executes a division.
bool divides(const LinkedProgram& program)
{
    const auto analysed = analyse(program);
    if (!analysed)
        return false;
    const Interpreter interpreter;
    Tally tally;
    Coverage coverage;
    return !check_tiers(*analysed, interpreter, interpreter, tally, &coverage) &&
           coverage.count(Op::i64_div_u) > 0;
}

std::size_t instructions(const LinkedProgram& program)
{
    const auto linked = analyse(program);
    std::size_t count = 0;
    for (const AnalysedModule& analysed : linked->modules)
        for (const FunctionBody& body : analysed.module.code)
            count += read_instructions(analysed.module, body).size();
    return count;
}

TEST(minimiser, leaves_little_but_what_is_looked_for)
{
    u64 seed = 0;
    while (!divides(generate_linked_program(choices_of(seed))))
        ++seed;
    const LinkedProgram program = generate_linked_program(choices_of(seed));
    const LinkedProgram small = minimise(program, divides);
    EXPECT_TRUE(divides(small)) << "seed " << seed;
    EXPECT_LT(10 * instructions(small), instructions(program)) << "seed " << seed;
    EXPECT_EQ(small.conditions, program.conditions);
}
} // namespace
} // namespace pawl::fuzz
