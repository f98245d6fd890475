// What a contract or a file says, shown so that it cannot command the terminal.
#pragma once

#include <string>
#include <string_view>

namespace pawl::cli
{
/// A text as it may be shown: control characters, such as change the order of what stands around
/// them, and bytes that are no UTF-8 become `\x1b`.
[[nodiscard]] std::string visible(std::string_view text);
} // namespace pawl::cli
