#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace pawl::test
{
namespace
{
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(usage, help_and_version_are_asked_for_and_so_not_errors)
{
    const TemporaryFolder home;
    const Ran help = run_pawl(home.path(), {"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("Exit codes"));
    const Ran version = run_pawl(home.path(), {"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_THAT(version.out, StartsWith("pawl "));
}

TEST(usage, a_wrong_command_line_is_code_2_and_one_line)
{
    const TemporaryFolder home;
    struct Case
    {
        std::vector<std::string> line;
        std::string said;
    };
    for (const Case& wrong :
         {Case{{}, "see `pawl --help`"}, Case{{"nothing"}, "nothing: see `pawl --help`"},
          Case{{"--bogus"}, "there is no option --bogus: see `pawl --help`"},
          Case{{"key"}, "see `pawl key --help`"},
          Case{{"key", "new"}, "NAME is required: see `pawl key new --help`"},
          Case{{"key", "new", "a", "b"}, "b: see `pawl key new --help`"},
          Case{{"check", "--bogus"}, "there is no option --bogus: see `pawl check --help`"},
          Case{{"check", "--bogus=1", "x"}, "--bogus"},
          Case{{"node", "--log-level", "foo"}, "'foo' is none of debug, error, info, warning"},
          Case{{"node", "--listen", "nonsense"}, "'nonsense' is no HOST:PORT"},
          Case{{"node", "--listen", "localhost:65536"}, "is no HOST:PORT"},
          Case{{"node", "--admin", ":80"}, "is no HOST:PORT"}})
    {
        const Ran ran = run_pawl(home.path(), wrong.line);
        EXPECT_EQ(ran.exit_code, 2) << ran.err;
        EXPECT_EQ(ran.out, "");
        EXPECT_THAT(ran.err, StartsWith("pawl: "));
        EXPECT_THAT(ran.err, HasSubstr(wrong.said));
        EXPECT_EQ(ran.err.find('\n'), ran.err.size() - 1) << ran.err;
    }
}

TEST(usage, an_error_is_an_object_where_json_is_read)
{
    const TemporaryFolder home;
    const Ran ran = run_pawl(home.path(), {"key", "show", "nobody", "--json"});
    const auto error = nlohmann::json::parse(ran.err);
    EXPECT_EQ(error["exit_code"], 2);
    EXPECT_THAT(error["error"].get<std::string>(), HasSubstr("nobody"));
}

TEST(usage, an_error_may_quote_what_is_not_text)
{
    const TemporaryFolder home;
    for (const std::vector<std::string>& line :
         {std::vector<std::string>{"--json", "check", "\xFF"}, {"--json", "\xFF"}})
    {
        const Ran ran = run_pawl(home.path(), line);
        EXPECT_EQ(ran.exit_code, 2) << ran.err;
        EXPECT_FALSE(nlohmann::json::parse(ran.err, nullptr, false).is_discarded()) << ran.err;
    }
}

TEST(usage, output_that_is_lost_is_not_a_success)
{
    const TemporaryFolder home;
    const auto module = home.path() / "empty.wasm";
    std::ofstream{module, std::ios::binary} << std::string_view{"\0asm\1\0\0\0", 8};
    const Ran ran = run_pawl(home.path(), {"check", module}, "/dev/full");
    EXPECT_EQ(ran.exit_code, 5);
    EXPECT_THAT(ran.err, HasSubstr("could not be written"));
}

/// What a home that this user may not use gives: code 4, and one line with advice.
void expect_no_right(const Ran& ran)
{
    EXPECT_EQ(ran.exit_code, 4) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("give this user the right to, or choose another place"));
    EXPECT_EQ(ran.err.find('\n'), ran.err.size() - 1) << ran.err;
}

TEST(usage, a_home_that_cannot_be_written_is_code_4_and_says_what_to_do)
{
    // A file system in which not even root makes folders.
    for (const std::vector<std::string>& line :
         {std::vector<std::string>{"key", "new", "alice"},
          {"node", "--dev", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}})
        expect_no_right(run_pawl("/sys/pawl", line));
}

TEST(usage, a_home_that_cannot_be_looked_into_is_code_4_and_says_what_to_do)
{
    const TemporaryFolder folder;
    const auto loop = folder.path() / "loop";
    std::filesystem::create_symlink(loop, loop);
    for (const std::vector<std::string>& line : {std::vector<std::string>{"key", "new", "alice"},
                                                 {"key", "show", "alice"},
                                                 {"key", "list"},
                                                 {"replay"},
                                                 {"node"},
                                                 {"node", "--dev"}})
        expect_no_right(run_pawl(loop, line));
}
} // namespace
} // namespace pawl::test
