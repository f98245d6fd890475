// What every target ends with.
#pragma once

#include "base/check.hpp"
#include "fuzz/oracles/verdict.hpp"

namespace pawl::fuzz
{
/// Stops the process, so that the fuzzer keeps the input, where an oracle complains.
inline void expect_none(const Complaint& complaint)
{
    PAWL_CHECK(!complaint, complaint->c_str());
}
} // namespace pawl::fuzz
