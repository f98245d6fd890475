#include "contract/host_digest.hpp"

namespace pawl::contract
{
void HostDigest::add(u16 number, u64 gas)
{
    std::array<u8, 10> entry{};
    for (std::size_t i = 0; i < 2; ++i)
        entry[i] = static_cast<u8>(number >> (8 * (1 - i)));
    for (std::size_t i = 0; i < 8; ++i)
        entry[2 + i] = static_cast<u8>(gas >> (8 * (7 - i)));
    hash_.update(entry);
}
} // namespace pawl::contract
