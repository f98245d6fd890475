// The types of a function's locals.
#pragma once

#include "engine/module/module.hpp"

#include <optional>
#include <span>
#include <vector>

namespace pawl
{
/// Answers what type a local has. A body of a few bytes may declare thousands of locals, so only as
/// many are written out as its length pays for; the others are searched in the declarations.
class LocalTypes
{
public:
    explicit LocalTypes(const Module& module) : module_{module} {}

    /// Turns to another function.
    void reset(const FunctionType& type, const FunctionBody& body);

    /// The type, or nothing where there is no such local.
    [[nodiscard]] std::optional<ValueType> find(u32 index) const noexcept
    {
        if (index < written_) [[likely]]
            return types_[index];
        return search(index);
    }

    /// The types that are written out, by index.
    [[nodiscard]] std::span<const ValueType> written() const noexcept
    {
        return {types_.data(), written_};
    }

    /// The slots of the parameters.
    [[nodiscard]] u32 param_slots() const noexcept { return param_slots_; }
    /// The slots of the other locals.
    [[nodiscard]] u32 declared_slots() const noexcept { return declared_slots_; }

private:
    [[nodiscard]] std::optional<ValueType> search(u32 index) const noexcept;

    const Module& module_;
    const FunctionType* type_ = nullptr;
    const FunctionBody* body_ = nullptr;
    std::vector<ValueType> types_;
    u32 written_ = 0;
    u32 param_slots_ = 0;
    u32 declared_slots_ = 0;
};
} // namespace pawl
