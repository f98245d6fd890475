// Programs of real size give the results that their lists state.
#include "engine/plan/analyse.hpp"
#include "tests/corpus/files.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace pawl::test
{
namespace
{
namespace fs = std::filesystem;

/// One entry of a list: a call, memory before and after.
struct Case
{
    std::string name, function;
    std::vector<u64> arguments;
    Bytes before, after;
    std::optional<u64> result;
};

/// A file that ends early reads as empty lines.
std::string next_line(std::istream& in)
{
    std::string line;
    std::getline(in, line);
    return line;
}

Bytes from_hex(const std::string& line)
{
    std::istringstream in{line};
    Bytes bytes;
    for (char high = 0, low = 0; in >> high >> low;)
        bytes.push_back(static_cast<u8>(std::stoul(std::string{high, low}, nullptr, 16)));
    return bytes;
}

std::vector<u64> numbers(const std::string& line)
{
    std::istringstream in{line};
    return {std::istream_iterator<u64>{in}, {}};
}

std::vector<Case> read_cases(const fs::path& file)
{
    std::ifstream in{file};
    std::vector<Case> cases;
    for (std::string name = next_line(in); !name.empty(); name = next_line(in))
    {
        Case entry;
        entry.name = name;
        entry.function = next_line(in);
        static_cast<void>(next_line(in)); // The module says the function's type itself.
        entry.arguments = numbers(next_line(in));
        entry.before = from_hex(next_line(in));
        if (const auto results = numbers(next_line(in)); !results.empty())
            entry.result = results.front();
        entry.after = from_hex(next_line(in));
        cases.push_back(std::move(entry));
    }
    return cases;
}

/// What one of the programs imports: the checksum of that name.
HostStatus adler32(HostCall& call)
{
    const auto bytes = call.memory(call.argument_i32(0), call.argument_i32(1));
    if (!bytes)
        return HostStatus::trapped(Trap::memory_out_of_bounds);
    u32 a = 1, b = 0;
    for (const u8 byte : *bytes)
    {
        a = (a + byte) % 65521;
        b = (b + a) % 65521;
    }
    call.result_i32(b << 16 | a);
    return HostStatus::ok();
}

const HostTable& hosts()
{
    using enum ValueType;
    static const HostFunction function{.module = "env",
                                       .name = "adler32",
                                       .type = {{i32, i32}, {i32}},
                                       .call = adler32,
                                       .price = {},
                                       .documentation = "A checksum of bytes in memory."};
    static const HostSet set{.name = "env", .first_number = 0, .functions = {&function, 1}};
    static const HostTable table{{&set, 1}};
    return table;
}

void check(Laboratory& laboratory, const AnalysedModule& module, const Case& entry)
{
    SCOPED_TRACE(entry.name);
    Instance& instance = laboratory.instantiate(module);
    if (!entry.before.empty())
        std::ranges::copy(entry.before, instance.memories.at(0)->data());
    const RunResult run = laboratory.run(instance, entry.function, entry.arguments);
    ASSERT_EQ(name(run.outcome.completion), name(Completion::returned)) << name(run.outcome.trap);
    EXPECT_TRUE(run.follows_the_law());
    if (entry.result)
    {
        EXPECT_EQ(run.outcome.results, std::vector{*entry.result});
    }
    if (!entry.after.empty())
    {
        const auto memory = instance.memories.at(0)->range(0, entry.after.size());
        EXPECT_TRUE(std::ranges::equal(entry.after, *memory));
    }
}

class fizzy : public testing::TestWithParam<std::string>
{
};

TEST_P(fizzy, programs_give_their_expected_results)
{
    PAWL_NEED_CORPUS();
    Laboratory laboratory{GetParam()};
    laboratory.imports.hosts = &hosts();
    u32 cases = 0;
    for (const auto& file : fs::recursive_directory_iterator{*corpus::folder() / "bench" / "fizzy"})
    {
        if (file.path().extension() != ".inputs")
            continue;
        SCOPED_TRACE(file.path().stem().string());
        const auto& module =
            laboratory.analyse(corpus::read(fs::path{file.path()}.replace_extension(".wasm")));
        for (const Case& entry : read_cases(file.path()))
        {
            check(laboratory, module, entry);
            ++cases;
        }
    }
    EXPECT_GE(cases, 20U);
}

INSTANTIATE_TEST_SUITE_P(every_tier, fizzy, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
