#include "rpc/log.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace pawl::rpc
{
namespace
{
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// Runs `body` in a process of its own, because a process has one log, and gives what it wrote.
std::string logged(void (*body)())
{
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0)
    {
        dup2(ends[1], STDERR_FILENO);
        body();
        std::_Exit(0);
    }
    close(ends[1]);
    std::string text;
    for (char buffer[512]; const ssize_t count = read(ends[0], buffer, sizeof buffer);)
        text.append(buffer, static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return text;
}

TEST(log, an_event_is_a_line_with_its_fields)
{
    const std::string line = logged(
        []
        {
            start_log(LogLevel::info, LogFormat::text);
            log(LogLevel::debug, "hidden");
            log(LogLevel::info, "block committed", {{"height", "7"}, {"why", "two words"}});
        });
    EXPECT_THAT(line, MatchesRegex("[0-9-]+T[0-9:.]+Z info block committed height=7 "
                                   "why=\"two words\"\n"));
}

TEST(log, json_is_one_object_a_line_whatever_the_values)
{
    const std::string line = logged(
        []
        {
            start_log(LogLevel::debug, LogFormat::json);
            log(LogLevel::warning, "odd", {{"value", "a\"b\n\xFF{}"}});
        });
    const auto object = nlohmann::json::parse(line);
    EXPECT_EQ(object["level"], "warning");
    EXPECT_EQ(object["event"], "odd");
    EXPECT_THAT(object["value"].get<std::string>(), HasSubstr("a\"b\n"));
}

TEST(log, nothing_is_written_before_it_is_started)
{
    EXPECT_EQ(logged([] { log(LogLevel::error, "nobody listens"); }), "");
}
} // namespace
} // namespace pawl::rpc
