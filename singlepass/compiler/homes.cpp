#include "singlepass/compiler/homes.hpp"

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

// The heaviest locals of one file, heaviest first; by index where they weigh the same. Each is held
// as one number that says both, so that finding its place compares once a step.
class Ranking
{
public:
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): read up to `size_` only.
    explicit Ranking(u32 limit) noexcept : limit_{limit} {}

    void offer(const LocalWeight& candidate) noexcept
    {
        const u64 key = u64{candidate.weight} << 32 | ~candidate.local;
        u32 place = size_;
        if (size_ < limit_)
            ++size_;
        else if (limit_ == 0 || best_[--place] > key)
            return;
        for (; place != 0 && best_[place - 1] < key; --place)
            best_[place] = best_[place - 1];
        best_[place] = key;
    }
    [[nodiscard]] u32 size() const noexcept { return size_; }
    [[nodiscard]] LocalWeight operator[](u32 place) const noexcept
    {
        return {~static_cast<u32>(best_[place]), static_cast<u32>(best_[place] >> 32)};
    }

private:
    std::array<u64, most_homes> best_;
    u32 size_ = 0;
    u32 limit_;
};
} // namespace

RegSet choose_homes(const Demand& demand, const HomeRegisters& integers,
                    const HomeRegisters& floats, std::span<LocalPlace> locals)
{
    std::array vacancies{Vacancies{integers, demand.call_weight},
                         Vacancies{floats, demand.call_weight}};
    std::array rankings{Ranking{vacancies[0].size()}, Ranking{vacancies[1].size()}};
    for (const LocalWeight& weight : demand.weights)
    {
        LocalPlace& local = locals[weight.local];
        local.used = true;
        rankings[is_float(local.kind) ? 1 : 0].offer(weight);
    }
    RegSet homes;
    for (std::size_t file = 0; file < rankings.size(); ++file)
        for (u32 i = 0; i < rankings[file].size(); ++i)
        {
            const LocalWeight chosen = rankings[file][i];
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
