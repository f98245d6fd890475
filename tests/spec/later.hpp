// The scripts that wait for later features.
#pragma once

#include "base/expected.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pawl::spec
{
/// A reviewed list, one line for each script and reason: `simd/simd_lane.json simd`. The reason is
/// a feature, or the name of a limit's code. `*` after a folder stands for its scripts.
class LaterList
{
public:
    /// Reads the list. Empty lines and those that start with # say nothing.
    explicit LaterList(std::string_view text);

    /// Whether the script may have modules that are refused with this code.
    [[nodiscard]] bool allows(const std::string& script, Code code);

    /// Whether the script may have assertions that fail because a module of it waits.
    [[nodiscard]] bool allows_failure(const std::string& script);

    /// Lines about these scripts that nothing needed: to be removed.
    [[nodiscard]] std::vector<std::string> unused(const std::set<std::string>& scripts) const;

private:
    struct Entry
    {
        std::string script, reason;
        bool effects = false;
        bool used = false;

        [[nodiscard]] bool covers(const std::string& name) const;
    };
    bool use(std::vector<Entry>::iterator entry);

    std::vector<Entry> entries_;
};
} // namespace pawl::spec
