#include "engine/module/decode.hpp"

#include "engine/module/sections.hpp"

namespace pawl
{
namespace
{
constexpr u8 highest_section = static_cast<u8>(SectionId::tag);

// Where a section stands among the others. Spec: 5.5.16.
u32 place(SectionId id) noexcept
{
    switch (id)
    {
    case SectionId::tag: // between memories and globals
        return 2 * static_cast<u32>(SectionId::memory) + 1;
    case SectionId::data_count: // between elements and code
        return 2 * static_cast<u32>(SectionId::element) + 1;
    default:
        return 2 * static_cast<u32>(id);
    }
}

void read_header(Reader& in)
{
    constexpr u32 magic = 0x6D736100; // "\0asm"
    if (in.little_endian<u32>() != magic)
        in.fail(Code::bad_magic, 0);
    if (in.little_endian<u32>() != 1)
        in.fail(Code::bad_module_version, 4);
}

// One section; `last` is the place of the last one that is not custom.
void read_section(Reader& in, BytesView bytes, SectionReader& sections, u32& last)
{
    const u32 offset = in.offset();
    const u8 byte = in.byte();
    if (byte > highest_section)
        return in.fail(Code::bad_section_id, offset);
    const auto id = static_cast<SectionId>(byte);
    const u32 size = in.leb_u32();
    const u32 begin = in.offset();
    in.skip(size);
    if (in.failed())
        return;
    if (id != SectionId::custom)
    {
        if (place(id) <= last)
            return in.fail(Code::section_out_of_order, offset);
        last = place(id);
    }
    Reader content{bytes, begin, begin + size};
    sections.read(id, content);
    if (content.failed())
        return in.fail(content.failure().code, static_cast<u32>(content.failure().offset));
    if (content.more())
        in.fail(Code::section_size_mismatch, content.offset());
}
} // namespace

Expected<Module> decode(Bytes bytes, const ModuleRules& rules)
{
    if (bytes.size() > rules.limits.module_bytes)
        return reject(Code::limit_module_bytes, rules.limits.module_bytes);
    Module module;
    module.bytes = std::move(bytes);
    Reader in{module.bytes};
    read_header(in);
    SectionReader sections{module, rules};
    u32 last = 0;
    while (in.more())
        read_section(in, module.bytes, sections, last);
    if (!in.failed())
        sections.finish(in);
    if (in.failed())
        return std::unexpected{in.failure()};
    return module;
}
} // namespace pawl
