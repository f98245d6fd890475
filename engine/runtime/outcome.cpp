#include "engine/runtime/outcome.hpp"

#include <array>

namespace pawl
{
std::string_view name(Completion completion) noexcept
{
    constexpr std::array<std::string_view, 5> names{"returned", "trapped", "out_of_gas", "exited",
                                                    "cancelled"};
    return names[static_cast<std::size_t>(completion)];
}
} // namespace pawl
