#include "cli/bench.hpp"
#include "cli/kernel_cases.hpp"
#include "singlepass/singlepass.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

namespace pawl::test
{
namespace
{
using cli::Document;
using cli::ExitCode;
using cli::KernelCase;
using cli::parse_cases;
using cli::Samples;
using cli::Stop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// (module
//   (func (export "_start") (call 2 (i32.const 3)))
//   (func (export "empty"))
//   (func (export "spin") (param i32)
//     (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))
constexpr const char* program =
    "0061736d0100000001080260000060017f00030403000001071903065f7374617274000005656d707479000104"
    "7370696e00020a1a030600410310020b02000b0e000340200041016b22000d000b0b";

// (module
//   (memory (export "memory") 1)
//   (func (export "add") (param i32) (result i32)
//     (i32.add (local.get 0) (i32.load8_u (i32.const 0)))))
constexpr const char* kernel =
    "0061736d0100000001060160017f017f030201000503010001071002066d656d6f727902000361646400000a0c"
    "010a00200041002d00006a0b";

TEST(samples, the_median_of_an_odd_number_is_the_middle_one)
{
    Samples samples{3};
    for (const double seconds : {9.0, 1.0, 2.0})
        samples.add(seconds);
    EXPECT_EQ(samples.median(), 2.0);
}

TEST(samples, the_median_of_an_even_number_is_between_both)
{
    Samples samples{4};
    for (const double seconds : {9.0, 1.0, 2.0, 4.0})
        samples.add(seconds);
    EXPECT_EQ(samples.median(), 3.0);
}

TEST(samples, long_ones_are_enough_when_repeated_as_often_as_asked)
{
    Samples samples{2};
    samples.add(0.2);
    EXPECT_FALSE(samples.enough());
    samples.add(0.2);
    EXPECT_TRUE(samples.enough());
}

TEST(samples, short_ones_are_repeated_for_half_a_second)
{
    Samples samples{2};
    for (int i = 0; i < 4; ++i)
    {
        EXPECT_FALSE(samples.enough()) << i;
        samples.add(0.125);
    }
    EXPECT_TRUE(samples.enough());
}

TEST(samples, the_shortest_ones_end_at_a_number)
{
    Samples samples{1};
    while (!samples.enough())
        samples.add(1e-9);
    EXPECT_EQ(samples.count(), 2000u);
}

TEST(bench_rows, people_read_times_with_units)
{
    const Document row{{"file", "f"},    {"plan_s", 0.0015},  {"warm_call_s", 3.25e-8},
                       {"seconds", 2.5}, {"mb_per_s", 12.34}, {"machine_bytes", 7}};
    const Document expected{{"file", "f"},       {"plan", "1.50 ms"},  {"warm_call", "32.5 ns"},
                            {"time", "2.500 s"}, {"mb_per_s", "12.3"}, {"machine_bytes", 7}};
    EXPECT_EQ(cli::readable(row), expected);
}

TEST(kernel_cases, are_lines_with_empty_ones_between)
{
    const auto cases = parse_cases("one\nf\nii:i\n1 -2\n00ff\n3\n\n\ntwo\ng\n:\n\n\n\n", "x");
    ASSERT_EQ(cases.size(), 2u);
    EXPECT_EQ(cases[0].name, "one");
    EXPECT_EQ(cases[0].function, "f");
    EXPECT_THAT(cases[0].arguments, ElementsAre("1", "-2"));
    EXPECT_THAT(cases[0].memory, ElementsAre(0x00, 0xFF));
    EXPECT_EQ(cases[0].result, "3");
    EXPECT_EQ(cases[1].name, "two");
    EXPECT_TRUE(cases[1].arguments.empty());
    EXPECT_TRUE(cases[1].result.empty());
}

TEST(kernel_cases, cut_short_or_without_hexadecimal_are_refused)
{
    EXPECT_THROW(static_cast<void>(parse_cases("one\nf\n", "x")), Stop);
    EXPECT_THROW(static_cast<void>(parse_cases("one\nf\n:\n\nxyz\n\n", "x")), Stop);
}

/// Runs of `pawl bench` over modules in a folder.
class Bench : public ::testing::Test
{
protected:
    void SetUp() override
    {
        if (!singlepass::missing_for_singlepass().empty())
            GTEST_SKIP() << singlepass::missing_for_singlepass();
        write("program.wasm", as_text(*from_hex(program)));
        write("kernel.wasm", as_text(*from_hex(kernel)));
    }

    void write(const std::string& name, std::string_view bytes)
    {
        std::ofstream{folder_.path() / name, std::ios::binary} << bytes;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
    [[nodiscard]] Ran bench(const std::vector<std::string>& arguments) const
    {
        std::vector<std::string> all{"bench"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return run_pawl(folder_.path(), all);
    }

    /// The only row of a bench in JSON.
    [[nodiscard]] Document row(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.end(), {"--json", "--repeat", "1"});
        const Ran ran = bench(arguments);
        EXPECT_EQ(ran.exit_code, 0) << ran.err;
        EXPECT_EQ(std::ranges::count(ran.out, '\n'), 1);
        return Document::parse(ran.out);
    }

    TemporaryFolder folder_;
};

std::vector<std::string> keys(const Document& row)
{
    std::vector<std::string> out;
    for (const auto& [key, value] : row.items())
        out.push_back(key);
    return out;
}

TEST_F(Bench, compile_gives_an_object_a_line)
{
    const Document row = this->row({"compile", path("program.wasm")});
    EXPECT_THAT(keys(row), ElementsAre("file", "code_bytes", "plan_s", "emit_s", "total_s",
                                       "mb_per_s", "machine_bytes"));
    EXPECT_EQ(row["file"], path("program.wasm"));
    EXPECT_EQ(row["code_bytes"], 26);
    EXPECT_EQ(row["total_s"], row["plan_s"].get<double>() + row["emit_s"].get<double>());
}

TEST_F(Bench, code_without_metering_is_shorter)
{
    const Document metered = row({"compile", path("program.wasm")});
    const Document bare = row({"compile", "--no-metering", path("program.wasm")});
    EXPECT_LT(bare["machine_bytes"], metered["machine_bytes"]);
}

TEST_F(Bench, run_gives_time_gas_and_what_the_output_hashes_to)
{
    const Document row = this->row({"run", path("program.wasm")});
    EXPECT_THAT(keys(row), ElementsAre("file", "seconds", "gas", "out_hash"));
    EXPECT_NE(row["gas"], "0");
    EXPECT_EQ(row["out_hash"], "cbf29ce484222325") << "nothing was written";
}

TEST_F(Bench, both_tiers_use_the_same_gas_and_no_metering_uses_none)
{
    const std::string file = path("program.wasm");
    EXPECT_EQ(row({"run", file})["gas"], row({"run", "--tier", "interpreter", file})["gas"]);
    EXPECT_EQ(row({"run", "--no-metering", file})["gas"], "0");
}

TEST_F(Bench, run_takes_the_cases_beside_a_kernel)
{
    write("kernel.inputs", "seven\nadd\ni:i\n2\n05\n7\n");
    EXPECT_EQ(row({"run", path("kernel.wasm")})["file"], path("kernel.wasm") + ":seven");
}

TEST_F(Bench, a_wrong_result_is_a_mismatch)
{
    write("kernel.inputs", "eight\nadd\ni:i\n2\n05\n8\n");
    const Ran ran = bench({"run", path("kernel.wasm")});
    EXPECT_EQ(ran.exit_code, static_cast<int>(ExitCode::mismatch));
    EXPECT_THAT(ran.err, HasSubstr("the result is 7 and should be 8"));
}

TEST_F(Bench, call_gives_times_and_none_for_what_does_not_exist)
{
    const Document row = this->row({"call", path("program.wasm")});
    EXPECT_THAT(keys(row), ElementsAre("file", "fresh_call_s", "warm_call_s", "host_call_s",
                                       "load_s", "resident_load_s"));
    const Document without_empty = this->row({"call", path("kernel.wasm")});
    EXPECT_THAT(keys(without_empty),
                ElementsAre("file", "host_call_s", "load_s", "resident_load_s"));
    const Document not_compiled = this->row({"call", "--tier", "interpreter", path("kernel.wasm")});
    EXPECT_THAT(keys(not_compiled), ElementsAre("file", "host_call_s"));
}

TEST_F(Bench, people_get_a_table)
{
    const Ran ran = bench({"compile", "--repeat", "1", path("program.wasm")});
    EXPECT_THAT(ran.out, HasSubstr("machine bytes"));
    EXPECT_THAT(ran.out, HasSubstr("µs"));
}

TEST_F(Bench, bad_input_has_its_codes)
{
    write("bad.wasm", "no module");
    EXPECT_EQ(bench({}).exit_code, static_cast<int>(ExitCode::usage));
    EXPECT_EQ(bench({"compile", path("bad.wasm")}).exit_code,
              static_cast<int>(ExitCode::module_rejected));
    EXPECT_EQ(bench({"compile", "--tier", "interpreter", path("program.wasm")}).exit_code,
              static_cast<int>(ExitCode::usage));
    EXPECT_EQ(bench({"run", path("kernel.wasm")}).exit_code, static_cast<int>(ExitCode::usage));
}
} // namespace
} // namespace pawl::test
