// The suite's runner: that it fails what it must fail, and counts what it must count.
#include "engine/interpreter/interpreter.hpp"
#include "engine/module/writer.hpp"
#include "tests/spec/runner.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace pawl::spec
{
namespace
{
using enum ValueType;

/// Runs commands with one module, `m.wasm`: `one` gives i32 1, `nan` a NaN, `crash` is unreachable.
class runner : public testing::Test
{
protected:
    runner() : folder_{testing::TempDir() + "spec_runner_" + std::to_string(::getpid())}
    {
        std::filesystem::create_directories(folder_);
        ModuleWriter module;
        const auto add = [&module](std::string_view name, ValueType result, const CodeWriter& code)
        {
            module.exported(name, ExternKind::function,
                            module.function(module.type({}, {result}), {}, code));
        };
        add("one", i32, CodeWriter{}.i32_const(1));
        add("nan", f32, CodeWriter{}.f32_const(0x7FC0'0000));
        add("other_nan", f32, CodeWriter{}.f32_const(0xFFC0'0000));
        add("crash", i32, CodeWriter{}.op(Op::unreachable));
        write("m.wasm", module.bytes());
        // threads: the flag 2 of limits
        write("later.wasm", Bytes{0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 5, 3, 1, 2, 0});
        write("bad.wasm", Bytes{0, 0x61, 0x73, 0x6D, 2, 0, 0, 0});
        write("good.wasm", Bytes{0, 0x61, 0x73, 0x6D, 1, 0, 0, 0});
    }
    ~runner() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const Bytes& bytes) const
    {
        std::ofstream{folder_ / name, std::ios::binary} << as_text(bytes);
    }

    Tally run(std::vector<Command> commands)
    {
        Command module;
        module.type = "module";
        module.file = "m.wasm";
        commands.insert(commands.begin(), module);
        const Script script{.name = "s.json", .folder = folder_, .commands = std::move(commands)};
        return Runner{script, {.tier = tier_, .later = later_}}.run();
    }

    static Command of_file(std::string type, std::string file)
    {
        Command command;
        command.type = std::move(type);
        command.file = std::move(file);
        return command;
    }

    static Command invoke(std::string type, std::string field, std::vector<Value> expected,
                          std::string text = {})
    {
        Command command;
        command.type = std::move(type);
        command.text = std::move(text);
        command.action.type = "invoke";
        command.action.field = std::move(field);
        command.expected = std::move(expected);
        return command;
    }

    static Value value(std::string type, std::string text)
    {
        return {.type = std::move(type), .text = std::move(text), .alternatives = {}};
    }

    /// Whether the one command passes, or fails.
    bool passes(Command command)
    {
        const Tally tally = run({std::move(command)});
        EXPECT_EQ(tally.passed + tally.failed, 1);
        return tally.passed == 1;
    }

    std::filesystem::path folder_;
    Interpreter tier_;
    LaterList later_{""};
};

TEST_F(runner, compares_results)
{
    EXPECT_TRUE(passes(invoke("assert_return", "one", {value("i32", "1")})));
    EXPECT_FALSE(passes(invoke("assert_return", "one", {value("i32", "2")})));
    EXPECT_FALSE(passes(invoke("assert_return", "one", {value("i64", "1")})));
    EXPECT_FALSE(passes(invoke("assert_return", "one", {})));
    EXPECT_FALSE(passes(invoke("assert_return", "one", {value("v128", "1")})));
    EXPECT_FALSE(passes(invoke("assert_return", "crash", {value("i32", "1")})));
    EXPECT_FALSE(passes(invoke("assert_return", "absent", {value("i32", "1")})));
}

TEST_F(runner, accepts_one_of_several_results)
{
    Value either;
    either.type = "either";
    either.alternatives = {value("i32", "7"), value("i32", "1")};
    EXPECT_TRUE(passes(invoke("assert_return", "one", {either})));
    either.alternatives.pop_back();
    EXPECT_FALSE(passes(invoke("assert_return", "one", {either})));
}

TEST_F(runner, takes_no_nan_but_the_canonical_one)
{
    for (const std::string pattern : {"nan:canonical", "nan:arithmetic"})
    {
        EXPECT_TRUE(passes(invoke("assert_return", "nan", {value("f32", pattern)})));
        EXPECT_FALSE(passes(invoke("assert_return", "other_nan", {value("f32", pattern)})));
    }
}

TEST_F(runner, compares_traps_by_their_text)
{
    EXPECT_TRUE(passes(invoke("assert_trap", "crash", {}, "unreachable")));
    EXPECT_FALSE(passes(invoke("assert_trap", "crash", {}, "integer overflow")));
    EXPECT_FALSE(passes(invoke("assert_exhaustion", "crash", {}, "call stack exhausted")));
    EXPECT_FALSE(passes(invoke("assert_trap", "one", {}, "unreachable")));
    EXPECT_FALSE(passes(invoke("assert_exception", "crash", {})));
}

TEST_F(runner, expects_refusals)
{
    EXPECT_TRUE(passes(of_file("assert_malformed", "bad.wasm")));
    EXPECT_FALSE(passes(of_file("assert_malformed", "good.wasm")));
    EXPECT_FALSE(passes(of_file("assert_invalid", "good.wasm")));
    EXPECT_FALSE(passes(of_file("assert_unlinkable", "good.wasm")));
    EXPECT_FALSE(passes(of_file("assert_uninstantiable", "good.wasm")));
}

TEST_F(runner, fails_what_it_does_not_know)
{
    EXPECT_FALSE(passes(invoke("assert_suspension", "one", {})));
    Command odd = invoke("assert_return", "one", {value("i32", "1")});
    odd.action.type = "wait";
    EXPECT_FALSE(passes(odd));
    EXPECT_EQ(run({of_file("thread", "")}).failed, 1);
}

TEST_F(runner, counts_modules_that_fail_though_they_are_no_assertions)
{
    const Tally tally = run({of_file("module", "bad.wasm"), of_file("module", "good.wasm")});
    EXPECT_EQ(tally.failed, 1);
    EXPECT_EQ(tally.passed, 0);
}

TEST_F(runner, lets_wait_only_what_the_list_names)
{
    const std::vector commands{of_file("module", "later.wasm"),
                               invoke("assert_return", "one", {value("i32", "1")})};
    EXPECT_EQ(run(commands).failed, 2);
    later_ = LaterList{"# a comment\ns.json gc\ns.json threads\n"};
    const Tally tally = run(commands);
    EXPECT_EQ(tally.failed, 0);
    EXPECT_EQ(tally.later, 1);
    EXPECT_EQ(later_.unused({"s.json"}), std::vector<std::string>{"s.json gc"});
    EXPECT_TRUE(later_.unused({"t.json"}).empty());
}

TEST_F(runner, excuses_effects_only_where_the_list_says_so)
{
    later_ = LaterList{"s.json threads effects\n"};
    const Tally tally = run({invoke("assert_return", "one", {value("i32", "2")})});
    EXPECT_EQ(tally.failed, 0);
    EXPECT_EQ(tally.later, 1);
    EXPECT_EQ(run({of_file("thread", "")}).failed, 1);
}

TEST_F(runner, counts_texts_apart)
{
    Command command = of_file("assert_malformed", "absent.wat");
    command.textual = true;
    const Tally tally = run({command});
    EXPECT_EQ(tally.textual, 1);
    EXPECT_EQ(tally.passed + tally.failed + tally.later, 0);
}
} // namespace
} // namespace pawl::spec
