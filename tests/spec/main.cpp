// spec_suite --tier T [--law] FOLDER: runs the specification's scripts in a folder.
#include "engine/interpreter/interpreter.hpp"
#include "singlepass/singlepass.hpp"
#include "tests/spec/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace pawl::data
{
extern const std::string_view spec_later;
} // namespace pawl::data

namespace pawl::spec
{
namespace
{
constexpr int failed = 1, misused = 2, skipped = 77; // CTest takes the last for a skipped test.

struct Options
{
    std::string tier;
    bool law = false;
    std::filesystem::path folder;
};

std::optional<Options> read_options(std::span<char*> arguments)
{
    Options options;
    for (std::size_t i = 1; i < arguments.size(); ++i)
    {
        const std::string_view argument = arguments[i];
        if (argument == "--tier" && i + 1 < arguments.size())
            options.tier = arguments[++i];
        else if (argument == "--law")
            options.law = true;
        else if (options.folder.empty() && !argument.starts_with('-'))
            options.folder = argument;
        else
            return std::nullopt;
    }
    // Only the interpreter adds up the prices of instructions.
    if (options.folder.empty() || (options.law && options.tier != "interpreter"))
        return std::nullopt;
    return options;
}

/// The tier of a name; nullptr where this machine has none of it.
std::unique_ptr<Tier> make_tier(const Options& options)
{
    if (options.tier == "singlepass")
        return singlepass::make_singlepass();
    if (options.tier != "interpreter")
        return nullptr;
    if (options.law)
        return std::make_unique<Interpreter>(default_schedule());
    return std::make_unique<Interpreter>();
}

/// What a script is called in reports and in the list: its path below the suite's folder, whichever
/// part of the suite was asked for.
std::string name_of(const std::filesystem::path& script)
{
    const std::string path = std::filesystem::absolute(script).lexically_normal().generic_string();
    constexpr std::string_view suite = "/spec/json/";
    const auto at = path.rfind(suite);
    return at == std::string::npos ? script.filename().string() : path.substr(at + suite.size());
}

std::vector<std::filesystem::path> scripts_in(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> scripts;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
        if (entry.path().extension() == ".json")
            scripts.push_back(entry.path());
    std::ranges::sort(scripts);
    return scripts;
}

void print_row(std::string_view folder, const Tally& tally)
{
    fmt::print("{:<16} {:>8} {:>8} {:>8} {:>8} {:>8}\n", folder, tally.scripts, tally.passed,
               tally.failed, tally.later, tally.textual);
}

int run(const Options& options)
{
    const auto tier = make_tier(options);
    if (tier == nullptr)
    {
        fmt::print("there is no tier '{}' here: use interpreter or singlepass\n", options.tier);
        return failed;
    }
    LaterList later{data::spec_later};
    const Setting setting{.tier = *tier, .law = options.law, .later = later};
    std::map<std::string, Tally> folders;
    std::set<std::string> names;
    Tally total;
    for (const auto& file : scripts_in(options.folder))
    {
        const Script script = read_script(file, name_of(file));
        names.insert(script.name);
        const Tally tally = Runner{script, setting}.run();
        const std::string folder = std::filesystem::path{script.name}.parent_path().string();
        folders[folder.empty() ? "core" : folder] += tally;
        total += tally;
    }
    const auto unused = later.unused(names);
    for (const std::string& line : unused)
        fmt::print("the list of later scripts has a line that nothing needs: {}\n", line);

    fmt::print("{:<16} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "folder", "scripts", "passed", "failed",
               "later", "text");
    for (const auto& [folder, tally] : folders)
        print_row(folder, tally);
    fmt::print("{} passed, {} failed, {} skipped\n", total.passed, total.failed,
               total.later + total.textual);
    const bool well = total.scripts > 0 && total.failed == 0 && unused.empty();
    return well ? 0 : failed;
}
} // namespace
} // namespace pawl::spec

int main(int count, char** arguments)
{
    using namespace pawl::spec;
    const auto options = read_options({arguments, static_cast<std::size_t>(count)});
    if (!options)
    {
        fmt::print(stderr, "usage: spec_suite --tier interpreter [--law] FOLDER\n");
        return misused;
    }
    if (!std::filesystem::is_directory(options->folder))
    {
        fmt::print("skipped: {} is absent: set PAWL_CORPUS to the corpus\n",
                   options->folder.string());
        return skipped;
    }
    try
    {
        return run(*options);
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "spec_suite: {}\n", error.what());
        return failed;
    }
}
