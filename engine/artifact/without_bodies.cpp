#include "engine/artifact/without_bodies.hpp"

#include "base/check.hpp"
#include "engine/module/reader.hpp"
#include "engine/module/section_id.hpp"
#include "engine/module/writer.hpp"

namespace pawl
{
namespace
{
constexpr u32 header_bytes = 8;

// As many bodies, each with no locals and the final `end`.
void write_empty_bodies(std::size_t count, BinaryWriter& out)
{
    BinaryWriter bodies;
    bodies.unsigned_leb(count);
    for (std::size_t left = count; left != 0; --left)
        bodies.unsigned_leb(2).unsigned_leb(0).opcode(Op::end);
    out.byte(static_cast<u8>(SectionId::code)).sized(bodies.bytes());
}

bool has_names(const Module& module, u32 begin, u32 end) noexcept
{
    const ByteRange names = module.name_section;
    return names.size() != 0 && names.begin >= begin && names.end <= end;
}
} // namespace

Bytes without_bodies(const Module& module)
{
    BinaryWriter out;
    Reader in{module.bytes, header_bytes, module.bytes.size()};
    out.raw(BytesView{module.bytes}.first(header_bytes));
    while (in.more())
    {
        const u32 begin = in.offset();
        const auto id = static_cast<SectionId>(in.byte());
        in.skip(in.leb_u32());
        if (id == SectionId::code)
            write_empty_bodies(module.code.size(), out);
        else if (id != SectionId::custom || has_names(module, begin, in.offset()))
            out.raw(module.view({begin, in.offset()}));
    }
    PAWL_CHECK(!in.failed(), "a decoded module consists of sections");
    return out.bytes();
}
} // namespace pawl
