// Instructions that the runtime does, and what it is told.
#pragma once

#include "engine/runtime/native_helpers.hpp"
#include "singlepass/compiler/code_reader.hpp"

namespace pawl::singlepass
{
/// What a helper answers.
enum class HelperResult : u8
{
    none,
    reference,
    memory_size, ///< of the type of the memory's addresses
    table_size   ///< of the type of the table's addresses
};

/// An instruction that is a call of the runtime.
struct HelperUse
{
    Op op{};
    NativeHelper helper{};
    u32 operands = 0;
    HelperResult result = HelperResult::none;
};

/// All of them.
inline constexpr std::array helper_uses{
    HelperUse{Op::memory_grow, NativeHelper::memory_grow, 1, HelperResult::memory_size},
    HelperUse{Op::memory_fill, NativeHelper::memory_fill, 3},
    HelperUse{Op::memory_copy, NativeHelper::memory_copy, 3},
    HelperUse{Op::memory_init, NativeHelper::memory_init, 3},
    HelperUse{Op::data_drop, NativeHelper::data_drop, 0},
    HelperUse{Op::table_get, NativeHelper::table_get, 1, HelperResult::reference},
    HelperUse{Op::table_set, NativeHelper::table_set, 2},
    HelperUse{Op::table_size, NativeHelper::table_size, 0, HelperResult::table_size},
    HelperUse{Op::table_grow, NativeHelper::table_grow, 2, HelperResult::table_size},
    HelperUse{Op::table_fill, NativeHelper::table_fill, 3},
    HelperUse{Op::table_copy, NativeHelper::table_copy, 3},
    HelperUse{Op::table_init, NativeHelper::table_init, 3},
    HelperUse{Op::elem_drop, NativeHelper::element_drop, 0},
};

/// How the runtime does an instruction; nullptr where it does not.
[[nodiscard]] constexpr const HelperUse* helper_of(Op op) noexcept
{
    for (const HelperUse& use : helper_uses)
        if (use.op == op)
            return &use;
    return nullptr;
}

/// How many indices an instruction of the runtime has at most. They are passed as operands.
inline constexpr u32 most_immediates = 2;

/// The indices behind an instruction, in the order of the encoding.
struct HelperImmediates
{
    std::array<u32, most_immediates> numbers{};
    u32 count = 0;
};

/// How many indices the instruction has.
[[nodiscard]] constexpr u32 index_count(Immediate immediate) noexcept
{
    switch (immediate)
    {
    case Immediate::memory_memory:
    case Immediate::data_memory:
    case Immediate::element_table:
    case Immediate::table_table:
        return 2;
    default:
        return 1;
    }
}

/// Reads the indices of an instruction that the runtime does.
template <Op op>
[[nodiscard]] HelperImmediates read_indices(CodeReader& in) noexcept
{
    HelperImmediates out;
    out.count = index_count(info(op).immediate);
    for (u32 i = 0; i < out.count; ++i)
        out.numbers[i] = in.leb_u32();
    return out;
}
} // namespace pawl::singlepass
