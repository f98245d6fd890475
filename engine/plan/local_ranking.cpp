#include "engine/plan/local_ranking.hpp"

namespace pawl
{
namespace
{
constexpr u64 most = 0xFFFFFFFF;

u32 saturated(u64 weight) noexcept
{
    return static_cast<u32>(std::min(weight, most));
}
} // namespace

void LocalRanking::leave(u32 locals, std::vector<LocalWeight>& out)
{
    for (u32 local = 0; local < std::min<std::size_t>(locals, near_.size()); ++local)
    {
        if (near_[local] != 0)
            out.push_back({local, saturated(near_[local])});
        near_[local] = 0;
    }
    std::ranges::sort(uses_, {}, &LocalWeight::local);
    for (std::size_t i = 0; i < uses_.size();)
    {
        const u32 local = uses_[i].local;
        u64 sum = 0;
        for (; i < uses_.size() && uses_[i].local == local; ++i)
            sum += uses_[i].weight;
        if (sum != 0)
            out.push_back({local, saturated(sum)});
    }
}
} // namespace pawl
