// What an oracle answers.
#pragma once

#include <optional>
#include <string>

namespace pawl::fuzz
{
/// What is wrong; nothing where all is well.
using Complaint = std::optional<std::string>;
} // namespace pawl::fuzz
