#include "base/bytes.hpp"
#include "metering/schedule.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::HasSubstr;

// (module
//   (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result
//   i32))) (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
//   (import "wasi_unstable" "environ_sizes_get" (func $environ_sizes (param i32 i32) (result i32)))
//   (import "wasi_unstable" "environ_get" (func $environ (param i32 i32) (result i32)))
//   (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result
//   i32))) (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result
//   i32))) (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result
//   i32))) (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (import "bench"
//   "start" (func $start)) (import "bench" "end" (func $end)) (memory (export "memory") 1)
//   ;; Writes the bytes at 256, as many as are given, to a descriptor.
//   (func $put (param i32 i32)
//     (i32.store (i32.const 0) (i32.const 256))
//     (i32.store (i32.const 4) (local.get 1))
//     (drop (call $write (local.get 0) (i32.const 0) (i32.const 1) (i32.const 8))))
//   (func (export "_start")
//     (drop (call $args_sizes (i32.const 16) (i32.const 20)))
//     (drop (call $args (i32.const 32) (i32.const 256)))
//     (call $put (i32.const 1) (i32.load (i32.const 20)))
//     (drop (call $environ_sizes (i32.const 24) (i32.const 20)))
//     (drop (call $environ (i32.const 32) (i32.const 256)))
//     (call $put (i32.const 1) (i32.load (i32.const 20)))
//     (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 256)))
//     (call $put (i32.const 1) (i32.const 8))
//     (i32.store (i32.const 0) (i32.const 256))
//     (i32.store (i32.const 4) (i32.const 64))
//     (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 20)))
//     (call $start)
//     (call $put (i32.const 2) (i32.load (i32.const 20)))
//     (call $end)
//     (call $exit (i32.sub (i32.load (i32.const 16)) (i32.const 1))))
//   (func (export "twice") (param i32) (result i32)
//     (i32.add (local.get 0) (local.get 0)))
//   (func (export "fail") unreachable))
constexpr const char* program =
    "0061736d0100000001270760027f7f017f60037f7e7f017f60047f7f7f7f017f60017f0060000060027f7f006001"
    "7f017f02b1020a16776173695f736e617073686f745f70726576696577310e617267735f73697a65735f67657400"
    "0016776173695f736e617073686f745f707265766965773108617267735f67657400000d776173695f756e737461"
    "626c6511656e7669726f6e5f73697a65735f67657400000d776173695f756e737461626c650b656e7669726f6e5f"
    "676574000016776173695f736e617073686f745f70726576696577310e636c6f636b5f74696d655f676574000116"
    "776173695f736e617073686f745f70726576696577310766645f72656164000216776173695f736e617073686f74"
    "5f70726576696577310866645f7772697465000216776173695f736e617073686f745f7072657669657731097072"
    "6f635f6578697400030562656e636805737461727400040562656e636803656e6400040305040504060405030100"
    "01072204066d656d6f72790200065f7374617274000b057477696365000c046661696c000d0a9f01041c00410041"
    "800236020041042001360200200041004101410810061a0b74004110411410001a412041800210011a4101411428"
    "0200100a4118411410021a412041800210031a41014114280200100a4100420041800210041a41014108100a4100"
    "418002360200410441c000360200410041004101411410051a100841024114280200100a1009411028020041016b"
    "10070b0700200020006a0b0300000b";

/// What `program` writes to standard output.
std::string output_of(std::string_view strings, std::string_view time)
{
    std::string out{strings};
    std::ranges::replace(out, ' ', '\0');
    return out.append(time);
}

/// A program in a file, and runs of it.
class WasiRun : public ::testing::Test
{
protected:
    void SetUp() override
    {
        write("p.wasm", *from_hex(program));
        write("in", to_bytes("some input"));
    }

    void write(const std::string& name, const Bytes& bytes)
    {
        std::ofstream out{path(name), std::ios::binary};
        out << as_text(bytes);
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }

    /// Runs `pawl run --host wasi p.wasm ...`.
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), {"run", "--host", "wasi", path("p.wasm")});
        return run_pawl(folder_.path(), arguments);
    }

    const std::string no_time_ = std::string(8, '\0');
    TemporaryFolder folder_;
};

TEST_F(WasiRun, gives_a_program_what_the_command_line_says)
{
    const Ran ran = run({"--arg", "-a", "--env", "A=b", "--env", "C=", "--stdin", path("in"),
                         "--block-time", "5208208757389214273", "--", "-b", "c"});
    EXPECT_EQ(ran.out, output_of("p.wasm -a -b c A=b C= ", "ABCDEFGH"));
    EXPECT_THAT(ran.err, testing::StartsWith("some input\noutcome "));
}

TEST_F(WasiRun, keeps_standard_output_for_the_program_and_reports_on_the_other)
{
    const Ran ran = run({});
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_EQ(ran.out, output_of("p.wasm ", no_time_));
    EXPECT_THAT(ran.err, HasSubstr("outcome          exited\n"));
    EXPECT_THAT(ran.err, HasSubstr("guest exit code  0\n"));
    EXPECT_THAT(ran.err, HasSubstr("gas used"));
}

TEST_F(WasiRun, reports_in_json_with_all_that_was_written)
{
    const Ran ran = run({"x", "y", "z", "--stdin", path("in"), "--json"});
    EXPECT_EQ(ran.exit_code, 1) << "a program's failure is the contract's";
    EXPECT_EQ(ran.err, "");
    const Json report = Json::parse(ran.out);
    EXPECT_EQ(report["outcome"], "exited");
    EXPECT_EQ(report["guest_exit_code"], 3);
    EXPECT_EQ(report["stdout"], output_of("p.wasm x y z ", no_time_));
    EXPECT_EQ(report["stderr"], "some input");
    EXPECT_FALSE(report.contains("backtrace"));
}

TEST_F(WasiRun, writes_what_is_no_text_in_hexadecimal)
{
    write("in", {0xFF, 0x00});
    EXPECT_EQ(Json::parse(run({"--stdin", path("in"), "--json"}).out)["stderr"], "0xff00");
    write("in", to_bytes("0xff00"));
    EXPECT_EQ(Json::parse(run({"--stdin", path("in"), "--json"}).out)["stderr"], "0x307866663030");
}

TEST_F(WasiRun, measures_what_stands_between_start_and_end)
{
    const Json report = Json::parse(run({"--json"}).out);
    EXPECT_GT(report["bench"]["seconds"].get<double>(), 0);
    // One write of no bytes, and the instructions around it.
    const u64 gas = std::stoull(report["bench"]["gas"].get<std::string>());
    EXPECT_GT(gas, charge(default_schedule().operation("wasi_write"), 8));
    EXPECT_LT(gas, 2 * charge(default_schedule().operation("wasi_write"), 8));
}

TEST_F(WasiRun, runs_the_same_twice)
{
    const auto gas = [this] { return Json::parse(run({"--json"}).out)["gas_used"]; };
    EXPECT_EQ(gas(), gas());
}

TEST_F(WasiRun, runs_another_export_with_its_own_arguments)
{
    const Ran ran = run({"--invoke", "twice", "21", "--json"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(Json::parse(ran.out)["results"][0]["value"], "42");
    EXPECT_THAT(run({"--invoke", "twice"}).err, HasSubstr("twice takes 1 arguments, 0 given"));
}

TEST_F(WasiRun, tells_a_trap_and_a_limit_from_an_exit)
{
    const Ran trapped = run({"--invoke", "fail", "--json"});
    EXPECT_EQ(trapped.exit_code, 1);
    EXPECT_EQ(Json::parse(trapped.out)["outcome"], "trapped");
    EXPECT_FALSE(Json::parse(trapped.out).contains("guest_exit_code"));
    const Ran stopped = run({"--gas", "1000", "--json"});
    EXPECT_EQ(stopped.exit_code, 1);
    EXPECT_EQ(Json::parse(stopped.out)["outcome"], "out_of_gas");
    EXPECT_FALSE(Json::parse(stopped.out).contains("guest_exit_code"));
}

TEST_F(WasiRun, refuses_options_that_make_no_sense)
{
    const auto refusal = [this](const std::vector<std::string>& arguments)
    {
        const Ran ran = run_pawl(folder_.path(), arguments);
        EXPECT_EQ(ran.exit_code, 2) << ran.err;
        return ran.err;
    };
    const std::string file = path("p.wasm");
    EXPECT_THAT(refusal({"run", file}), HasSubstr("--invoke is required"));
    EXPECT_THAT(refusal({"run", file, "--host", "posix"}), HasSubstr("no host set 'posix'"));
    EXPECT_THAT(refusal({"run", file, "--invoke", "twice", "1", "--env", "A=b"}),
                HasSubstr("--env requires --host"));
    EXPECT_THAT(refusal({"run", file, "--host", "wasi", "--env", "A"}),
                HasSubstr("--env is 'A': give NAME=VALUE"));
    EXPECT_THAT(refusal({"run", file, "--host", "wasi", "--stdin", path("nothing")}),
                HasSubstr("nothing: No such file"));
}

TEST_F(WasiRun, refuses_a_module_that_is_no_program)
{
    // (module (func (export "g")))
    write("p.wasm", *from_hex("0061736d0100000001040160000003020100070501016700000a040102000b"));
    EXPECT_THAT(run({}).err, HasSubstr("no function is exported as '_start': there are g"));
    // (module (import "wasi_snapshot_preview1" "fd_write" (func)) (func (export "_start")))
    write("p.wasm", *from_hex("0061736d0100000001040160000002230116776173695f736e617073686f745f7072"
                              "6576696577310866645f7772697465000003020100070a01065f737461727400010a"
                              "040102000b"));
    const Ran ran = run({});
    EXPECT_EQ(ran.exit_code, 4);
    EXPECT_THAT(ran.err, HasSubstr("imports wasi_snapshot_preview1.fd_write: "));
}

TEST_F(WasiRun, refuses_a_schedule_without_its_prices)
{
    std::string schedule{default_schedule_file()};
    const auto at = schedule.find("operation.wasi_read");
    schedule.erase(at, schedule.find('\n', at) - at);
    write("s.schedule", to_bytes(schedule));
    const Ran ran = run({"--schedule", path("s.schedule")});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("the schedule has no price operation.wasi_read"));
}
} // namespace
} // namespace pawl::test
