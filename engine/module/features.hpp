// Which parts of the language a profile accepts.
#pragma once

#include "base/expected.hpp"
#include "engine/isa/feature.hpp"

#include <initializer_list>

namespace pawl
{
/// A set of features. `mvp` is always in it.
class FeatureSet
{
public:
    constexpr FeatureSet() noexcept = default;
    constexpr FeatureSet(std::initializer_list<Feature> features) noexcept
    {
        for (const Feature feature : features)
            add(feature);
    }

    /// Every feature that has a name.
    [[nodiscard]] static constexpr FeatureSet all() noexcept
    {
        FeatureSet set;
        set.bits_ = (u32{1} << feature_count) - 1;
        return set;
    }

    constexpr void add(Feature feature) noexcept { bits_ |= bit(feature); }
    constexpr void remove(Feature feature) noexcept { bits_ &= ~bit(feature) | bit(Feature::mvp); }
    [[nodiscard]] constexpr bool has(Feature feature) const noexcept
    {
        return (bits_ & bit(feature)) != 0;
    }
    bool operator==(const FeatureSet&) const noexcept = default;

private:
    static constexpr u32 bit(Feature feature) noexcept
    {
        return u32{1} << static_cast<u32>(feature);
    }
    static_assert(feature_count < 32);

    u32 bits_ = 1;
};

/// What this build validates and executes; a profile with anything else is refused.
inline constexpr FeatureSet implemented_features{
    Feature::mutable_globals,    Feature::sign_extension, Feature::saturating_conversions,
    Feature::multi_value,        Feature::bulk_memory,    Feature::reference_types,
    Feature::extended_constants, Feature::memory64};

/// The code that refuses a module for a feature that its profile does not allow.
[[nodiscard]] constexpr Code off(Feature feature) noexcept
{
    return static_cast<Code>(350 + static_cast<u16>(feature));
}
static_assert(off(Feature::mutable_globals) == Code::off_mutable_globals);
static_assert(off(Feature::threads) == Code::off_threads);
} // namespace pawl
