#include "cli/kernel_cases.hpp"

#include "cli/exit_code.hpp"

#include <fmt/format.h>

#include <sstream>

namespace pawl::cli
{
namespace
{
std::string trimmed(std::string line)
{
    constexpr const char* blanks = " \t\r";
    line.erase(line.find_last_not_of(blanks) + 1);
    line.erase(0, line.find_first_not_of(blanks));
    return line;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    std::istringstream in{std::string{text}};
    for (std::string line; std::getline(in, line);)
        lines.push_back(trimmed(std::move(line)));
    return lines;
}

std::vector<std::string> words_of(const std::string& line)
{
    std::istringstream in{line};
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}
} // namespace

std::vector<KernelCase> parse_cases(std::string_view text, const std::string& file)
{
    constexpr std::size_t least_lines = 4; // what follows the arguments may be missing at the end
    std::vector<std::string> lines = lines_of(text);
    std::vector<KernelCase> cases;
    std::size_t at = 0;
    while (at < lines.size())
    {
        if (lines[at].empty())
        {
            ++at;
            continue;
        }
        if (lines.size() - at < least_lines)
            throw Stop{ExitCode::usage, fmt::format("{}: case '{}' is cut short", file, lines[at])};
        const auto line = [&](std::size_t i)
        { return at + i < lines.size() ? lines[at + i] : std::string{}; };
        auto memory = from_hex(line(4));
        if (!memory)
            throw Stop{ExitCode::usage, fmt::format("{}: case '{}' has a memory that is not "
                                                    "hexadecimal",
                                                    file, line(0))};
        cases.push_back({line(0), line(1), words_of(line(3)), *std::move(memory), line(5)});
        at += 6;
    }
    return cases;
}
} // namespace pawl::cli
