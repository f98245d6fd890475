#include "contract/pawl/guest.hpp"

#include <algorithm>

namespace pawl::contract::pawl_set
{
HostStatus Guest::give(BytesView data, std::span<u8> out)
{
    const std::size_t copied = std::min(data.size(), out.size());
    write(out, data.first(copied));
    return answer_i32(static_cast<u32>(data.size()));
}

Bytes32 read32(std::span<const u8> buffer) noexcept
{
    Bytes32 out;
    std::ranges::copy(buffer.first(32), out.bytes.begin());
    return out;
}

void write(std::span<u8> buffer, BytesView data) noexcept
{
    std::ranges::copy(data, buffer.begin());
}
} // namespace pawl::contract::pawl_set
