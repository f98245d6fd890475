// The one entry point: bytes to validated module and plan.
#pragma once

#include "base/expected.hpp"
#include "determinism/profile.hpp"
#include "engine/module/module.hpp"
#include "engine/plan/plan.hpp"
#include "metering/schedule.hpp"

namespace pawl
{
/// A module that passed validation, with its plan.
struct AnalysedModule
{
    Module module;
    Plan plan;
};

/// Decodes, validates and plans. Each function body is read once, in time linear in its length.
[[nodiscard]] Expected<AnalysedModule> analyse(Bytes bytes, const Profile& profile,
                                               const Schedule& schedule);
} // namespace pawl
