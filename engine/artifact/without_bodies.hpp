// What of a module is needed beside its code.
#pragma once

#include "engine/module/module.hpp"

namespace pawl
{
/// The bytes of a module that is equal to this one but for its function bodies, which are empty,
/// and custom sections: of those it has the names alone. It decodes, to the same but for offsets
/// into it; it need not be valid.
[[nodiscard]] Bytes without_bodies(const Module& module);
} // namespace pawl
