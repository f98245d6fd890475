// Compiled code in files, from the command line.
#include "base/bytes.hpp"
#include "metering/schedule.hpp"
#include "singlepass/singlepass.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

// (module (func (export "f") (param i32) (result i32) (i32.div_u (i32.const 100) (local.get 0))))
constexpr const char* divide =
    "0061736d0100000001060160017f017f03020100070501016600000a0a01080041e40020006e0b";

/// A module in a file, and runs of it.
class Artifacts : public ::testing::Test
{
protected:
    void SetUp() override
    {
        if (!singlepass::missing_for_singlepass().empty())
            GTEST_SKIP() << "this machine lacks " << singlepass::missing_for_singlepass();
        write("m.wasm", as_text(*from_hex(divide)));
    }

    void write(const std::string& name, std::string_view text) const
    {
        std::ofstream{path(name), std::ios::binary} << text;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }

    [[nodiscard]] Ran run(const std::string& argument, std::vector<std::string> options = {}) const
    {
        std::vector<std::string> arguments{"run", path("m.wasm"), "--json", "--invoke", "f"};
        arguments.insert(arguments.end(), {"--tier", "singlepass", "--artifacts", path("kept")});
        arguments.insert(arguments.end(), options.begin(), options.end());
        arguments.push_back(argument);
        return run_pawl(folder_.path(), arguments);
    }
    [[nodiscard]] std::vector<fs::path> kept() const
    {
        std::vector<fs::path> out;
        for (const auto& entry : fs::directory_iterator{path("kept")})
            if (entry.path().extension() == ".artifact")
                out.push_back(entry.path());
        return out;
    }

    TemporaryFolder folder_;
};

TEST_F(Artifacts, later_runs_say_the_same)
{
    for (const char* argument : {"7", "0"})
    {
        const Ran first = run(argument);
        EXPECT_EQ(kept().size(), 1U);
        const Ran second = run(argument);
        EXPECT_EQ(second.out, first.out);
        EXPECT_EQ(second.exit_code, first.exit_code);
        EXPECT_EQ(second.err, "");
    }
    EXPECT_EQ(kept().size(), 1U);
}

TEST_F(Artifacts, spoilt_ones_are_replaced_with_a_warning)
{
    const Ran first = run("7");
    ASSERT_EQ(kept().size(), 1U);
    fs::resize_file(kept().front(), 200);
    const Ran second = run("7");
    EXPECT_EQ(second.out, first.out);
    EXPECT_THAT(second.err, HasSubstr("is compiled anew"));
    EXPECT_EQ(run("7").err, "");
}

TEST_F(Artifacts, a_folder_that_cannot_be_had_is_a_warning)
{
    write("kept", "a file");
    const Ran ran = run("7");
    EXPECT_EQ(ran.exit_code, 0);
    EXPECT_EQ(Json::parse(ran.out)["results"][0]["value"], "14");
    EXPECT_THAT(ran.err, HasSubstr("no artifacts are kept in"));
}

TEST_F(Artifacts, the_interpreter_has_none)
{
    EXPECT_EQ(run("7", {"--tier", "interpreter"}).exit_code, 2) << "--tier stands twice";
    const Ran ran =
        run_pawl(folder_.path(), {"run", path("m.wasm"), "--json", "--invoke", "f", "--tier",
                                  "interpreter", "--artifacts", path("kept"), "7"});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_FALSE(fs::exists(path("kept")));
}

TEST_F(Artifacts, another_schedule_is_written_over_the_old_one)
{
    std::string file{default_schedule_file()};
    const auto at = file.find("instruction.local_get = 1");
    ASSERT_NE(at, std::string::npos);
    file.replace(at, 25, "instruction.local_get = 9");
    write("dear", file);
    const Ran cheap = run("7");
    const std::vector<std::string> reprice{"reprice",    path("m.wasm"), "--json",    "--artifacts",
                                           path("kept"), "--to",         path("dear")};
    const Ran repriced = run_pawl(folder_.path(), reprice);
    ASSERT_EQ(repriced.exit_code, 0) << repriced.err;
    EXPECT_EQ(Json::parse(repriced.out)[0]["artifact"], "repriced");
    EXPECT_EQ(kept().size(), 2U);
    const Ran dear = run("7", {"--schedule", path("dear")});
    EXPECT_EQ(kept().size(), 2U);
    const auto gas = [](const Ran& ran)
    { return std::stoull(Json::parse(ran.out)["gas_used"].get<std::string>()); };
    EXPECT_EQ(gas(dear), gas(cheap) + 8);
}

TEST_F(Artifacts, without_an_old_one_the_new_one_is_compiled)
{
    write("same", std::string{default_schedule_file()} + "\n# other bytes\n");
    const Ran ran = run_pawl(folder_.path(), {"reprice", path("m.wasm"), "--json", "--artifacts",
                                              path("kept"), "--to", path("same")});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(Json::parse(ran.out)[0]["artifact"], "compiled");
    EXPECT_EQ(kept().size(), 1U);
}
} // namespace
} // namespace pawl::test
