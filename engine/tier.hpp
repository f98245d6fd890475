// What a tier is: one way of executing modules.
#pragma once

#include "engine/runtime/instance.hpp"

namespace pawl
{
/// One way of executing modules. Stateless, so one object serves all threads.
class Tier : public Runner
{
public:
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// Makes a validated module ready to run. Never refuses one. The module outlives it.
    [[nodiscard]] virtual std::unique_ptr<Executable>
    prepare(const AnalysedModule& module) const = 0;
};
} // namespace pawl
