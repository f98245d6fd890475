// Which parts of the language a profile accepts.
#pragma once

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
} // namespace pawl
