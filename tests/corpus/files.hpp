// Where the test data that is not part of the project lies, and how its lists are read.
#pragma once

#include "base/bytes.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace pawl::corpus
{
/// The corpus, or nothing where it is absent.
[[nodiscard]] std::optional<std::filesystem::path> folder();

/// The content of a file. Requires: it can be read.
[[nodiscard]] Bytes read(const std::filesystem::path& file);

/// The rows of a list whose first line names the columns.
[[nodiscard]] std::vector<std::map<std::string, std::string>>
rows(const std::filesystem::path& file);
} // namespace pawl::corpus

/// Ends a test that needs the corpus where it is absent, with one line that says so.
#define PAWL_NEED_CORPUS()                                                                         \
    if (!::pawl::corpus::folder())                                                                 \
    GTEST_SKIP() << "the corpus is absent: set PAWL_CORPUS to its folder"
