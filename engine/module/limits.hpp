// How large each part of a module may be. Numbers come from the profile; these are only their
// names.
#pragma once

#include "engine/module/features.hpp"

namespace pawl
{
/// The largest accepted size or count of each thing. All are checked while reading, before memory
/// is taken for what was read.
struct ModuleLimits
{
    u32 module_bytes = 0;
    u32 types = 0;
    u32 functions = 0; ///< imported ones included, as in all counts
    u32 imports = 0;
    u32 exports = 0;
    u32 globals = 0;
    u32 tables = 0;
    u32 table_entries = 0; ///< the least size of a table; what it may grow to, too
    u32 memories = 0;
    u32 memory_pages = 0; ///< the least size of a memory; what it may grow to, too
    u32 elements = 0;
    u32 data = 0;
    u32 segment_entries = 0; ///< entries of one element segment
    u32 locals = 0;          ///< of one function, parameters included
    u32 params = 0;
    u32 results = 0;
    u32 body_bytes = 0;
    u32 nesting = 0;        ///< open blocks in one function
    u32 br_table = 0;       ///< targets of one br_table, default included
    u32 function_units = 0; ///< instructions and static units of one function
    u32 operands = 0;       ///< height of the operand stack
    u32 name_bytes = 0;     ///< of one import's or export's name
    u32 frame_units = 0;    ///< stack units of one function
};

/// What a decoder and a validator must know of a profile.
struct ModuleRules
{
    FeatureSet features;
    ModuleLimits limits;
    bool floats = true;
};
} // namespace pawl
