#include "contract/wasi/guest.hpp"

namespace pawl::contract::wasi
{
Descriptor* Guest::descriptor(std::size_t argument) const noexcept
{
    auto& descriptors = process().descriptors;
    const u32 number = i32(argument);
    if (number >= descriptors.size() || !descriptors[number].open)
        return nullptr;
    return &descriptors[number];
}
} // namespace pawl::contract::wasi
