// Scripts of the specification's test suite, as converted to JSON.
#pragma once

#include "base/integers.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pawl::spec
{
/// An argument, or a pattern for a result: "i32", "f64", "externref", "refnull"...
struct Value
{
    std::string type;
    std::optional<std::string> text; ///< the number; absent where any value of the type will do
    std::vector<Value> alternatives; ///< of type "either"
};

/// Something done to an instance: "invoke" or "get" an export.
struct Action
{
    std::string type;
    std::string module; ///< which instance; the current one where empty
    std::string field;
    std::vector<Value> arguments;
};

/// One line of a script.
struct Command
{
    std::string type;
    u32 line = 0;
    std::string name;     ///< that the instance or definition gets
    std::string file;     ///< of a module
    std::string text;     ///< why a refusal or a trap is expected
    std::string as;       ///< the name that importers use
    std::string module;   ///< the definition that is instantiated
    bool textual = false; ///< whether the module is given in the text format
    Action action;
    std::vector<Value> expected;

    [[nodiscard]] bool is_assertion() const { return type.starts_with("assert_"); }
};

/// One script.
struct Script
{
    std::string name; ///< path below the suite's folder
    std::filesystem::path folder;
    std::vector<Command> commands;
};

/// Reads a script. Throws std::exception where the file is not what a converter writes.
[[nodiscard]] Script read_script(const std::filesystem::path& file, std::string name);
} // namespace pawl::spec
