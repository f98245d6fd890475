#include "singlepass/compiler/skip.hpp"

#include "base/check.hpp"

namespace pawl::singlepass
{
namespace
{
void skip_numbers(CodeReader& in, u32 count) noexcept
{
    for (; count != 0; --count)
        static_cast<void>(in.leb_u64());
}

// Bit 6 of the alignment says that the index of a memory follows.
void skip_memarg(CodeReader& in) noexcept
{
    constexpr u32 has_memory = 0x40;
    skip_numbers(in, (in.leb_u32() & has_memory) != 0 ? 2 : 1);
}
} // namespace

void skip_immediates(CodeReader& in, Op op) noexcept
{
    switch (info(op).immediate)
    {
    case Immediate::none:
        return;
    case Immediate::zero_byte:
    case Immediate::lane:
        return in.skip(1);
    case Immediate::f32:
        return in.skip(4);
    case Immediate::f64:
        return in.skip(8);
    case Immediate::v128:
    case Immediate::shuffle:
        return in.skip(16);
    case Immediate::memarg:
        return skip_memarg(in);
    case Immediate::memarg_lane:
        skip_memarg(in);
        return in.skip(1);
    case Immediate::labels:
        return skip_numbers(in, in.leb_u32() + 1);
    case Immediate::value_types:
        return in.skip(in.leb_u32());
    case Immediate::type_table:
    case Immediate::type_field:
    case Immediate::type_count:
    case Immediate::type_type:
    case Immediate::type_data:
    case Immediate::type_element:
    case Immediate::table_table:
    case Immediate::element_table:
    case Immediate::memory_memory:
    case Immediate::data_memory:
        return skip_numbers(in, 2);
    case Immediate::label_cast:
    case Immediate::try_table:
        PAWL_CHECK(false, "validation lets no instruction through that no tier knows");
        return;
    default:
        // One index, number, type or heap type, each a LEB128 number of any sign.
        return skip_numbers(in, 1);
    }
}
} // namespace pawl::singlepass
