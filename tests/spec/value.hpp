// Values of scripts, and slots of the engine.
#pragma once

#include "engine/module/module.hpp"
#include "tests/spec/script.hpp"

#include <span>

namespace pawl::spec
{
/// The slot of an argument; nothing where its type is unknown or lacks a value.
[[nodiscard]] std::optional<u64> to_slot(const Value& value);

/// What is wrong with the results of a function of this type; nothing where all are as expected.
[[nodiscard]] std::optional<std::string> mismatch(std::span<const Value> expected,
                                                  std::span<const ValueType> types,
                                                  std::span<const u64> slots);
} // namespace pawl::spec
