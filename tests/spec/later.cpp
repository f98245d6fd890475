#include "tests/spec/later.hpp"

#include <algorithm>
#include <sstream>

namespace pawl::spec
{
LaterList::LaterList(std::string_view text)
{
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream words{line};
        Entry entry;
        if (!(words >> entry.script >> entry.reason) || entry.script.starts_with('#'))
            continue;
        std::string effects;
        entry.effects = words >> effects && effects == "effects";
        entries_.push_back(entry);
    }
}

bool LaterList::Entry::covers(const std::string& name) const
{
    if (!script.ends_with('*'))
        return name == script;
    return name.starts_with(std::string_view{script}.substr(0, script.size() - 1));
}

bool LaterList::allows(const std::string& script, Code code)
{
    std::string_view reason = name(code);
    if (reason.starts_with("off_"))
        reason.remove_prefix(4);
    return use(std::ranges::find_if(
        entries_, [&](const Entry& entry)
        { return entry.reason == reason && !entry.effects && entry.covers(script); }));
}

bool LaterList::allows_failure(const std::string& script)
{
    return use(std::ranges::find_if(entries_, [&](const Entry& entry)
                                    { return entry.effects && entry.covers(script); }));
}

bool LaterList::use(std::vector<Entry>::iterator entry)
{
    if (entry == entries_.end())
        return false;
    entry->used = true;
    return true;
}

std::vector<std::string> LaterList::unused(const std::set<std::string>& scripts) const
{
    std::vector<std::string> out;
    for (const Entry& entry : entries_)
    {
        const bool ran = std::ranges::any_of(scripts, [&entry](const std::string& script)
                                             { return entry.covers(script); });
        if (ran && !entry.used)
            out.push_back(entry.script + ' ' + entry.reason);
    }
    return out;
}
} // namespace pawl::spec
