#include "tests/contract/pawl_document.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>

namespace pawl::contract
{
namespace
{
std::vector<std::string> split(const std::string& text, const char* separator)
{
    const std::regex between{separator};
    std::vector<std::string> out;
    for (std::sregex_token_iterator part{text.begin(), text.end(), between, -1}, end; part != end;
         ++part)
        if (part->length() != 0)
            out.push_back(*part);
    return out;
}

std::vector<ValueType> value_types(const std::string& text)
{
    std::vector<ValueType> out;
    for (const std::string& type : split(text, " "))
    {
        EXPECT_TRUE(type == "i32" || type == "i64") << type;
        out.push_back(type == "i64" ? ValueType::i64 : ValueType::i32);
    }
    return out;
}

/// How long a buffer is that has no parameter for its length.
u32 fixed_length(const DocumentedFunction& function, const std::string& parameter)
{
    if (parameter == "signature")
        return 64;
    return function.name == "secp256k1_recover" && parameter == "out" ? 65 : 32;
}
} // namespace

std::vector<DocumentedFunction> read_document(const std::string& path)
{
    std::ifstream file{path};
    EXPECT_TRUE(file);
    const std::regex row{
        R"(\| (\d+) \| `(\w+)\(([^)]*)\)` \| `\(([^)]*)\) -> (?:\(\)|(\w+))` \| (.*) \|)"};
    std::vector<DocumentedFunction> out;
    for (std::string line; std::getline(file, line);)
        if (std::smatch cells; std::regex_match(line, cells, row))
            out.push_back(
                {.number = static_cast<u32>(std::stoul(cells[1])),
                 .name = cells[2],
                 .parameters = split(cells[3], ", "),
                 .type = {.params = value_types(cells[4]), .results = value_types(cells[5])},
                 .price = cells[6]});
    return out;
}

const std::vector<DocumentedFunction>& documented_functions()
{
    static const std::vector<DocumentedFunction> all = read_document(PAWL_ABI_DOCUMENT);
    return all;
}

std::vector<DocumentedRange> ranges(const DocumentedFunction& function)
{
    static const std::set<std::string> numbers{"direction", "gas_cap", "recovery_id"};
    const auto& names = function.parameters;
    const auto is_length = [&](std::size_t at)
    { return at < names.size() && (names[at] == "cap" || names[at].ends_with("length")); };
    std::vector<DocumentedRange> out;
    for (std::size_t at = 0; at < names.size(); ++at)
    {
        if (is_length(at) || numbers.contains(names[at]))
            continue;
        if (is_length(at + 1))
            out.push_back({.pointer = at, .length_argument = at + 1});
        else
            out.push_back({.pointer = at,
                           .length_argument = std::nullopt,
                           .fixed_length = fixed_length(function, names[at])});
    }
    return out;
}
} // namespace pawl::contract
