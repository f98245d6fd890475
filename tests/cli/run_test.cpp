#include "base/bytes.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;

// (module
//   (func $fib (export "fib") (param i32) (result i32)
//     (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
//       (then (local.get 0))
//       (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
//                      (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
//   (func (export "divide") (param i64 i64) (result i64)
//     (i64.div_s (local.get 0) (local.get 1)))
//   (func (export "half") (param f64) (result f64)
//     (f64.mul (local.get 0) (f64.const 0.5)))
//   (func (export "spin")
//     (loop (br 0))))
constexpr const char* functions =
    "0061736d0100000001140460017f017f60027e7e017e60017c017c60000003050400010203071e0403666962000006"
    "64"
    "697669646500010468616c660002047370696e00030a3d041c002000410248047f200005200041016b100020004102"
    "6b"
    "10006a0b0b0700200020017f0b0e00200044000000000000e03fa20b070003400c000b0b";

// (module (import "env" "f" (func)) (func (export "g") (call 0)))
constexpr const char* importing =
    "0061736d0100000001040160000002090103656e760166000003020100070501016700010a0601040010000b";

/// A module in a file, and runs of it.
class Run : public ::testing::Test
{
protected:
    void SetUp() override { write("m.wasm", *from_hex(functions)); }

    void write(const std::string& name, const Bytes& bytes)
    {
        std::ofstream out{folder_.path() / name, std::ios::binary};
        out << as_text(bytes);
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }

    /// Runs `pawl run m.wasm --json ...`.
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), {"run", path("m.wasm"), "--json"});
        return run_pawl(folder_.path(), arguments);
    }

    TemporaryFolder folder_;
};

TEST_F(Run, gives_results_and_gas)
{
    const Ran ran = run({"--invoke", "fib", "20"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json result = Json::parse(ran.out);
    EXPECT_EQ(result["outcome"], "returned");
    EXPECT_EQ(result["results"][0]["type"], "i32");
    EXPECT_EQ(result["results"][0]["value"], "6765");
    EXPECT_EQ(result["gas_limit"], "10000000000");
    EXPECT_TRUE(result["gas_used"].is_string()) << "a u64 is decimal text";
}

TEST_F(Run, a_limit_of_what_was_used_is_enough_and_one_less_is_not)
{
    const std::string used = Json::parse(run({"--invoke", "fib", "10"}).out)["gas_used"];
    const Ran enough = run({"--invoke", "fib", "10", "--gas", used});
    EXPECT_EQ(enough.exit_code, 0);
    EXPECT_EQ(Json::parse(enough.out)["gas_used"], used);
    const Ran less = run({"--invoke", "fib", "10", "--gas", std::to_string(std::stoull(used) - 1)});
    EXPECT_EQ(less.exit_code, 1);
    EXPECT_EQ(Json::parse(less.out)["outcome"], "out_of_gas");
}

TEST_F(Run, a_trap_says_what_and_where)
{
    const Ran ran = run({"--invoke", "divide", "7", "0"});
    EXPECT_EQ(ran.exit_code, 1);
    const Json result = Json::parse(ran.out);
    EXPECT_EQ(result["outcome"], "trapped");
    EXPECT_EQ(result["trap"]["name"], "integer_divide_by_zero");
    // Where wasm-objdump finds i64.div_s.
    EXPECT_EQ(result["backtrace"][0],
              Json::parse(R"({"function": 1, "name": "divide", "offset": 107})"));
}

TEST_F(Run, what_never_ends_runs_out_of_gas)
{
    const Ran ran = run({"--invoke", "spin", "--gas", "100000"});
    EXPECT_EQ(ran.exit_code, 1);
    const Json result = Json::parse(ran.out);
    EXPECT_EQ(result["gas_limit"], "100000");
    EXPECT_EQ(result["gas_used"], "100000");
    EXPECT_GT(std::stoull(result["gas_wanted"].get<std::string>()), 100'000);
    // The body of the loop, where wasm-objdump finds its br.
    EXPECT_EQ(result["backtrace"][0],
              Json::parse(R"({"function": 3, "name": "spin", "offset": 128})"));
}

TEST_F(Run, negative_and_floating_arguments_are_read)
{
    EXPECT_EQ(Json::parse(run({"--invoke", "divide", "-7", "2"}).out)["results"][0]["value"], "-3");
    EXPECT_EQ(Json::parse(run({"--invoke", "half", "3.25"}).out)["results"][0]["value"], "1.625");
    EXPECT_EQ(Json::parse(run({"--invoke", "half", "--", "-inf"}).out)["results"][0]["value"],
              "-inf");
}

TEST_F(Run, wrong_arguments_are_the_callers_error)
{
    EXPECT_THAT(run({"--invoke", "fib"}).err, HasSubstr("fib takes 1 arguments, 0 given"));
    EXPECT_THAT(run({"--invoke", "fib", "x"}).err, HasSubstr("'x', which is no i32"));
    EXPECT_THAT(run({"--invoke", "fib", "4294967296"}).err, HasSubstr("no i32"));
    EXPECT_THAT(run({"--invoke", "nothing"}).err, HasSubstr("fib, divide, half, spin"));
    EXPECT_THAT(run({"--invoke", "fib", "1", "--tier", "warp"}).err, HasSubstr("no tier 'warp'"));
    EXPECT_EQ(run({"--invoke", "fib", "1", "--gas", "0"}).exit_code, 2);
}

TEST_F(Run, a_rejected_module_is_code_3_with_the_offset)
{
    write("m.wasm", to_bytes("no module"));
    const Ran ran = run({"--invoke", "fib", "1"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, HasSubstr("rejected at byte 0"));
    EXPECT_THAT(ran.err, HasSubstr("bad_magic"));
}

TEST_F(Run, an_import_is_refused_by_its_name)
{
    write("m.wasm", *from_hex(importing));
    const Ran ran = run({"--invoke", "g"});
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_THAT(ran.err, HasSubstr("imports env.f, and `pawl run` links nothing"));
}

TEST_F(Run, a_missing_file_is_named)
{
    const Ran ran = run_pawl(folder_.path(), {"run", path("absent.wasm"), "--invoke", "f"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("absent.wasm: No such file"));
}

TEST_F(Run, inspecting_a_function_shows_regions_and_instructions)
{
    const Ran ran =
        run_pawl(folder_.path(), {"inspect", path("m.wasm"), "--function", "fib", "--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json function = Json::parse(ran.out);
    EXPECT_EQ(function["type"], "(i32) -> (i32)");
    EXPECT_EQ(function["charge_regions"].size(), 3);
    EXPECT_EQ(function["code"].size(), 17);
    EXPECT_EQ(function["code"][4]["instruction"], "  local.get 0");
    // Each region's price stands beside the instruction that it opens at.
    std::size_t charges = 0;
    for (const Json& line : function["code"])
        charges += line["charge"] == "" ? 0 : 1;
    EXPECT_EQ(charges, 3);
}

// (module $bank
//   (memory 1)
//   (func $inner (param i32) (result i32)
//     (i32.load (local.get 0)))
//   (func $middle (param i32) (result i32)
//     (i32.add (call $inner (local.get 0)) (i32.const 1)))
//   (func (export "outer") (param i32) (result i32)
//     (call $middle (local.get 0))))
constexpr const char* nested =
    "0061736d0100000001060160017f017f0304030000000503010001070901056f7574657200020a1a03070020"
    "002802000b09002000100041016a0b0600200010010b0027046e616d6500050462616e6b0110020005696e6e"
    "657201066d6964646c65020703000001000200";

TEST_F(Run, a_backtrace_names_functions_and_byte_offsets_on_every_tier)
{
    write("m.wasm", *from_hex(nested));
    const Json expected = Json::parse(R"([{"function": 0, "name": "inner", "offset": 45},
                                          {"function": 1, "name": "middle", "offset": 53},
                                          {"function": 2, "name": "outer", "offset": 63}])");
    for (const char* const tier : {"interpreter", "singlepass"})
    {
        const Ran ran = run({"--invoke", "outer", "70000", "--tier", tier});
        EXPECT_EQ(ran.exit_code, 1) << ran.err;
        EXPECT_EQ(Json::parse(ran.out)["backtrace"], expected) << tier;
    }
}

TEST_F(Run, inspecting_a_module_lists_its_functions)
{
    const Ran ran = run_pawl(folder_.path(), {"inspect", path("m.wasm"), "--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json module = Json::parse(ran.out);
    ASSERT_EQ(module["functions"].size(), 4);
    EXPECT_EQ(module["functions"][1]["names"], "divide");
    EXPECT_EQ(module["functions"][3]["regions"], 2);
    EXPECT_EQ(module["exports"].size(), 4);
}
} // namespace
} // namespace pawl::test
