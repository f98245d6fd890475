#include "singlepass/compiler/homes.hpp"

#include <algorithm>
#include <array>

namespace pawl::singlepass
{
namespace
{
constexpr std::size_t most_homes = 16; // of one file

// The homes of one register file that are still to be given away.
class Vacancies
{
public:
    Vacancies(const HomeRegisters& registers, u64 call_weight)
        : call_weight_{call_weight},
          by_caller_{registers.kept_by_caller},
          by_callee_{registers.kept_by_callee}
    {
    }

    [[nodiscard]] u32 size() const noexcept { return by_caller_.size() + by_callee_.size(); }

    // A home for a local of this weight that comes in `argument`, if one is worth it.
    [[nodiscard]] Reg take(u64 weight, Reg argument)
    {
        if (call_weight_ != 0 && !by_callee_.empty())
            return by_callee_.take_first();
        if (weight > 2 * call_weight_ && !by_caller_.empty())
        {
            if (argument == no_reg || !by_caller_.has(argument))
                return by_caller_.take_first();
            by_caller_.remove(argument);
            return argument;
        }
        return by_callee_.empty() ? no_reg : by_callee_.take_first();
    }

private:
    u64 call_weight_;
    RegSet by_caller_, by_callee_;
};

// The heaviest locals of one file, heaviest first; by index where they weigh the same.
struct Ranking
{
    void offer(LocalWeight candidate, u32 limit)
    {
        const auto heavier = [](const LocalWeight& a, const LocalWeight& b)
        { return a.weight > b.weight; };
        const auto begin = best.begin();
        const auto place =
            std::upper_bound(begin, begin + size, candidate, heavier); // stable by index
        if (place == begin + limit)
            return;
        size = std::min(size + 1, limit);
        std::move_backward(place, begin + size - 1, begin + size);
        *place = candidate;
    }

    std::array<LocalWeight, most_homes> best{}; ///< so many as `size` says
    u32 size = 0;
};
} // namespace

RegSet choose_homes(const Demand& demand, const HomeRegisters& integers,
                    const HomeRegisters& floats, std::span<LocalPlace> locals)
{
    std::array vacancies{Vacancies{integers, demand.call_weight},
                         Vacancies{floats, demand.call_weight}};
    const std::array most{vacancies[0].size(), vacancies[1].size()};
    std::array<Ranking, 2> rankings;
    for (const LocalWeight& weight : demand.weights)
    {
        LocalPlace& local = locals[weight.local];
        local.used = true;
        const std::size_t file = is_float(local.kind) ? 1 : 0;
        rankings[file].offer(weight, most[file]);
    }
    RegSet homes;
    for (std::size_t file = 0; file < rankings.size(); ++file)
        for (u32 i = 0; i < rankings[file].size; ++i)
        {
            const LocalWeight& chosen = rankings[file].best[i];
            const Reg argument =
                chosen.local < demand.arguments.size() ? demand.arguments[chosen.local] : no_reg;
            const Reg home = vacancies[file].take(chosen.weight, argument);
            locals[chosen.local].home = home;
            if (home != no_reg)
                homes.add(home);
        }
    return homes;
}
} // namespace pawl::singlepass
