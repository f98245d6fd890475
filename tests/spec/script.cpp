#include "tests/spec/script.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

namespace pawl::spec
{
namespace
{
using nlohmann::json;

std::string string_or_empty(const json& object, const char* key)
{
    return object.value(key, std::string{});
}

std::vector<Value> read_values(const json& object, const char* key);

Value read_value(const json& object)
{
    Value value{
        .type = object.at("type"), .text = {}, .alternatives = read_values(object, "values")};
    const auto text = object.find("value");
    // Vectors have an array here; whoever meets one finds their type unknown.
    if (text != object.end() && text->is_string())
        value.text = text->get<std::string>();
    return value;
}

std::vector<Value> read_values(const json& object, const char* key)
{
    std::vector<Value> values;
    if (const auto found = object.find(key); found != object.end())
        for (const json& item : *found)
            values.push_back(read_value(item));
    return values;
}

Action read_action(const json& object)
{
    return {.type = object.at("type"),
            .module = string_or_empty(object, "module"),
            .field = object.at("field"),
            .arguments = read_values(object, "args")};
}

Command read_command(const json& object)
{
    Command command{.type = object.at("type"),
                    .line = object.at("line"),
                    .name = string_or_empty(object, "name"),
                    .file = string_or_empty(object, "filename"),
                    .text = string_or_empty(object, "text"),
                    .as = string_or_empty(object, "as"),
                    .module = string_or_empty(object, "module"),
                    .textual = string_or_empty(object, "module_type") == "text",
                    .action = {},
                    .expected = read_values(object, "expected")};
    if (command.type == "module_instance")
        command.name = string_or_empty(object, "instance");
    if (const auto action = object.find("action"); action != object.end())
        command.action = read_action(*action);
    return command;
}
} // namespace

Script read_script(const std::filesystem::path& file, std::string name)
{
    std::ifstream in{file};
    const json document = json::parse(in);
    Script script{.name = std::move(name), .folder = file.parent_path(), .commands = {}};
    for (const json& command : document.at("commands"))
        script.commands.push_back(read_command(command));
    return script;
}
} // namespace pawl::spec
