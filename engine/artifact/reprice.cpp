#include "engine/artifact/reprice.hpp"

namespace pawl
{
bool reprice(CompiledModule& compiled, const Plan& plan, const PriceSetter& set_price)
{
    if (compiled.sites.size() != plan.region_prices.size())
        return false;
    for (std::size_t region = 0; region < compiled.sites.size(); ++region)
    {
        const u32 site = compiled.sites[region];
        const u32 price = plan.region_prices[region];
        if ((site == CompiledModule::no_site) != (price == 0))
            return false;
        if (price != 0 && !set_price(compiled.code, site, price))
            return false;
    }
    return true;
}
} // namespace pawl
