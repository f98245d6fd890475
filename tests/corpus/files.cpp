#include "tests/corpus/files.hpp"

#include "base/check.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pawl::corpus
{
std::optional<std::filesystem::path> folder()
{
    const char* const path = std::getenv("PAWL_CORPUS");
    if (path == nullptr || !std::filesystem::is_directory(path))
        return std::nullopt;
    return path;
}

Bytes read(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    PAWL_CHECK(in.is_open(), "a file that the corpus lists is there");
    return {std::istreambuf_iterator<char>{in}, {}};
}

namespace
{
// One line of comma-separated fields; a field may stand in quotes.
std::vector<std::string> fields(const std::string& line)
{
    std::vector<std::string> out{""};
    bool quoted = false;
    for (const char c : line)
    {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            out.emplace_back();
        else if (c != '\r')
            out.back() += c;
    }
    return out;
}
} // namespace

std::vector<std::map<std::string, std::string>> rows(const std::filesystem::path& file)
{
    std::ifstream in{file};
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> names = fields(line);
    std::vector<std::map<std::string, std::string>> out;
    while (std::getline(in, line))
    {
        const std::vector<std::string> values = fields(line);
        std::map<std::string, std::string>& row = out.emplace_back();
        for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i)
            row[names[i]] = values[i];
    }
    return out;
}
} // namespace pawl::corpus
