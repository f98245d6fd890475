// The numbers of sections.
#pragma once

#include "base/integers.hpp"

namespace pawl
{
/// The sections of a module, by id. Spec: 5.5.2.
enum class SectionId : u8
{
    custom = 0,
    type = 1,
    import = 2,
    function = 3,
    table = 4,
    memory = 5,
    global = 6,
    exports = 7,
    start = 8,
    element = 9,
    code = 10,
    data = 11,
    data_count = 12,
    tag = 13
};
} // namespace pawl
