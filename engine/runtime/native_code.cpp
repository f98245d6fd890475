#include "engine/runtime/native_code.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
template <typename Site>
const Site* find_site(const std::vector<Site>& sites, u32 code) noexcept
{
    const auto found = std::ranges::lower_bound(sites, code, {}, &Site::code);
    return found != sites.end() && found->code == code ? &*found : nullptr;
}

// The last site that stands before, or there; nullptr where none does.
template <typename Site>
const Site* site_before(const std::vector<Site>& sites, u32 code) noexcept
{
    const auto after = std::ranges::upper_bound(sites, code, {}, &Site::code);
    return after == sites.begin() ? nullptr : &after[-1];
}
} // namespace

NativeCode::NativeCode(CodeTables tables, BytesView code)
    : tables_{std::move(tables)},
      block_{CodeArena::instance().place(code)},
      code_bytes_{static_cast<u32>(code.size())}
{
    PAWL_CHECK(tables_.sites.size() == tables_.regions.size(), "each charge region has a site");
    CodeArena::instance().publish(block_, this);
}

NativeCode::NativeCode(CompiledModule module)
    : NativeCode{static_cast<CodeTables&&>(module), module.code}
{
}

BytesView NativeCode::code(u32 defined) const noexcept
{
    const u32 begin = tables_.functions[defined].entry;
    const bool is_last = defined + 1 == tables_.functions.size();
    const u32 end = is_last ? code_bytes_ : tables_.functions[defined + 1].entry;
    return {block_.data() + begin, end - begin};
}

std::size_t NativeCode::bytes() const noexcept
{
    return sizeof *this + block_.size() + std::span{tables_.functions}.size_bytes() +
           std::span{tables_.traps}.size_bytes() + std::span{tables_.calls}.size_bytes() +
           std::span{tables_.sites}.size_bytes() + std::span{tables_.regions}.size_bytes();
}

const TrapSite* NativeCode::trap_at(const void* pc) const noexcept
{
    return find_site(tables_.traps, offset_of(pc));
}

u32 NativeCode::function_at(const void* pc) const noexcept
{
    const auto after =
        std::ranges::upper_bound(tables_.functions, offset_of(pc), {}, &NativeFunction::entry);
    return static_cast<u32>(after - tables_.functions.begin()) - 1;
}

const CallSite* NativeCode::call_before(const void* pc) const noexcept
{
    return find_site(tables_.calls, offset_of(pc));
}

std::optional<u32> NativeCode::region_at(const void* pc) const noexcept
{
    // Free regions have none, so there is no order to search by. Running out of gas ends a
    // transaction or a call, which paid for the length of the code.
    const auto found = std::ranges::find(tables_.sites, offset_of(pc));
    if (found == tables_.sites.end())
        return std::nullopt;
    return tables_.regions[static_cast<std::size_t>(found - tables_.sites.begin())];
}

std::optional<u32> NativeCode::offset_before(const void* pc) const noexcept
{
    const u32 code = offset_of(pc);
    const u32 entry = tables_.functions[function_at(pc)].entry;
    const TrapSite* const trap = site_before(tables_.traps, code);
    const CallSite* const call = site_before(tables_.calls, code);
    const bool has_trap = trap != nullptr && trap->code >= entry;
    const bool has_call = call != nullptr && call->code >= entry;
    if (has_trap && (!has_call || trap->code >= call->code))
        return trap->offset;
    return has_call ? std::optional{call->offset} : std::nullopt;
}
} // namespace pawl
