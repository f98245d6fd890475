#include "determinism/profile.hpp"

#include "base/check.hpp"
#include "base/settings.hpp"
#include "base/sha256.hpp"

#include <algorithm>
#include <array>

namespace pawl
{
namespace data
{
extern const std::string_view default_profile;
extern const std::string_view permissive_profile;
} // namespace data

namespace
{
// A field of 32 bits and the range its number must lie in.
template <typename Owner>
struct Field
{
    std::string_view name;
    u32 Owner::* member;
    u64 low = 0, high = 0;
};

constexpr u64 u32_max = 0xFFFFFFFF;

// The highest values are what the formats of plans and artifacts can hold. Consensus: changing
// `function_units` forks the network, because a function's prices must sum below 2^31.
constexpr std::array module_limits{
    Field<ModuleLimits>{"module.bytes", &ModuleLimits::module_bytes, 8, u64{1} << 30},
    Field<ModuleLimits>{"module.types", &ModuleLimits::types, 0, 1'000'000},
    Field<ModuleLimits>{"module.functions", &ModuleLimits::functions, 0, 1'000'000},
    Field<ModuleLimits>{"module.imports", &ModuleLimits::imports, 0, 1'000'000},
    Field<ModuleLimits>{"module.exports", &ModuleLimits::exports, 0, 1'000'000},
    Field<ModuleLimits>{"module.globals", &ModuleLimits::globals, 0, 1'000'000},
    Field<ModuleLimits>{"module.tables", &ModuleLimits::tables, 0, 100'000},
    Field<ModuleLimits>{"module.table_entries", &ModuleLimits::table_entries, 0, u32_max},
    Field<ModuleLimits>{"module.memories", &ModuleLimits::memories, 0, 100'000},
    Field<ModuleLimits>{"module.memory_pages", &ModuleLimits::memory_pages, 0, 65'536},
    Field<ModuleLimits>{"module.elements", &ModuleLimits::elements, 0, 10'000'000},
    Field<ModuleLimits>{"module.data", &ModuleLimits::data, 0, 1'000'000},
    Field<ModuleLimits>{"module.segment_entries", &ModuleLimits::segment_entries, 0, 10'000'000},
    Field<ModuleLimits>{"module.name_bytes", &ModuleLimits::name_bytes, 0, 1'000'000},
    Field<ModuleLimits>{"function.params", &ModuleLimits::params, 0, 1'000},
    Field<ModuleLimits>{"function.results", &ModuleLimits::results, 0, 1'000},
    Field<ModuleLimits>{"function.locals", &ModuleLimits::locals, 0, 65'535},
    Field<ModuleLimits>{"function.bytes", &ModuleLimits::body_bytes, 2, u64{1} << 23},
    Field<ModuleLimits>{"function.nesting", &ModuleLimits::nesting, 0, 1'000'000},
    Field<ModuleLimits>{"function.br_table", &ModuleLimits::br_table, 1, u64{1} << 20},
    Field<ModuleLimits>{"function.units", &ModuleLimits::function_units, 1, u64{1} << 20},
    Field<ModuleLimits>{"function.operands", &ModuleLimits::operands, 1, 1'000'000},
    Field<ModuleLimits>{"function.frame_units", &ModuleLimits::frame_units, 8, 1'000'000},
};

constexpr std::array run_limits{
    Field<Profile>{"stack.units", &Profile::stack_units, 1024, u64{1} << 24},
    Field<Profile>{"stack.nesting", &Profile::nesting, 1, 1024},
    Field<Profile>{"storage.key_bytes", &Profile::key_bytes, 1, u64{1} << 16},
    Field<Profile>{"storage.value_bytes", &Profile::value_bytes, 1, u64{1} << 24},
    Field<Profile>{"call.input_bytes", &Profile::input_bytes, 0, u64{1} << 24},
    Field<Profile>{"call.output_bytes", &Profile::output_bytes, 0, u64{1} << 24},
    Field<Profile>{"call.coins", &Profile::coins, 0, 1024},
    Field<Profile>{"call.denomination_bytes", &Profile::denomination_bytes, 1, 1024},
    Field<Profile>{"event.type_bytes", &Profile::event_type_bytes, 0, u64{1} << 24},
    Field<Profile>{"event.key_bytes", &Profile::event_key_bytes, 0, u64{1} << 24},
    Field<Profile>{"event.value_bytes", &Profile::event_value_bytes, 0, u64{1} << 24},
    Field<Profile>{"event.attributes", &Profile::event_attributes, 0, 1'000'000},
    Field<Profile>{"event.count", &Profile::events, 0, 1'000'000},
    Field<Profile>{"transaction.bytes", &Profile::transaction_bytes, 1, u64{1} << 30},
};

constexpr u64 highest_gas = u64{1} << 61;

void read_features(Settings& in, FeatureSet& out)
{
    std::string_view rest = in.text("features");
    while (!rest.empty())
    {
        const std::string_view word = rest.substr(0, rest.find(' '));
        const auto found = std::ranges::find(feature_names, word);
        if (found == feature_names.end())
            return in.fail(Code::unknown_name);
        const auto feature = static_cast<Feature>(found - feature_names.begin());
        if (out.has(feature))
            return in.fail(Code::duplicate_name);
        if (!implemented_features.has(feature))
            return in.fail(off(feature));
        out.add(feature);
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
}

// The human-readable part of bech32: 1 to 83 characters; here letters and digits without `1`.
void read_prefix(Settings& in, std::string& out)
{
    out = in.text("address_prefix");
    if (in.failed())
        return;
    if (out.empty() || out.size() > 16 ||
        out.find_first_not_of("abcdefghijklmnopqrstuvwxyz023456789") != std::string::npos)
        in.fail(Code::bad_text);
}

void read_address(Settings& in, std::string_view name, Bytes32& out)
{
    const auto bytes = from_hex(in.text(name));
    if (in.failed())
        return;
    const auto address = bytes ? bytes32(*bytes) : std::nullopt;
    if (!address)
        return in.fail(Code::bad_number);
    out = *address;
}
} // namespace

Expected<Profile> parse_profile(std::string_view file)
{
    Settings in{file};
    Profile out;
    out.id = sha256(as_bytes(file));
    out.name = in.text("name");
    read_features(in, out.module.features);
    out.module.floats = in.flag("floats");
    out.reentrancy = in.flag("reentrancy");
    for (const auto& field : module_limits)
        out.module.limits.*field.member =
            static_cast<u32>(in.number(field.name, field.low, field.high));
    for (const auto& field : run_limits)
        out.*field.member = static_cast<u32>(in.number(field.name, field.low, field.high));
    out.heap_bytes = in.number("heap.bytes", 0, u64{1} << 40);
    out.block_gas = in.number("block.gas", 1, highest_gas);
    read_prefix(in, out.address_prefix);
    read_address(in, "fee_sink", out.fee_sink);
    if (const auto finished = in.finish(); !finished)
        return std::unexpected{finished.error()};
    return out;
}

namespace
{
Profile built_in(std::string_view file)
{
    auto parsed = parse_profile(file);
    PAWL_CHECK(parsed.has_value(), "the profiles of this build are well formed");
    return std::move(*parsed);
}
} // namespace

std::string_view default_profile_file() noexcept
{
    return data::default_profile;
}

std::string_view permissive_profile_file() noexcept
{
    return data::permissive_profile;
}

const Profile& default_profile()
{
    static const Profile profile = built_in(default_profile_file());
    return profile;
}

const Profile& permissive_profile()
{
    static const Profile profile = built_in(permissive_profile_file());
    return profile;
}
} // namespace pawl
