#include "tests/corpus/work.hpp"

#include "base/check.hpp"

#include <numeric>

namespace pawl::corpus
{
const Schedule& units_alone()
{
    static const Schedule schedule = []
    {
        Schedule out = default_schedule();
        out.classes.fill(0);
        out.static_unit = 1;
        return out;
    }();
    return schedule;
}

Work work_of(const AnalysedModule& analysed)
{
    const auto units = analyse(analysed.module.bytes, permissive_profile(), units_alone());
    PAWL_CHECK(units.has_value(), "prices do not decide whether a module is valid");
    const auto& prices = units->plan.region_prices;
    return {analysed.module.bytes.size(), analysed.module.code_section.size(),
            analysed.module.code.size(), std::accumulate(prices.begin(), prices.end(), u64{0})};
}
} // namespace pawl::corpus
