#include "engine/module/sections.hpp"

namespace pawl
{
namespace
{
// The bits of an element segment's flag. Spec: 5.5.12.
constexpr u32 not_active = 1;     // passive or declarative
constexpr u32 with_index = 2;     // of an active segment: a table index follows; else: declarative
constexpr u32 as_expressions = 4; // entries are expressions

SegmentMode element_mode(u32 flag) noexcept
{
    if ((flag & not_active) == 0)
        return SegmentMode::active;
    return (flag & with_index) == 0 ? SegmentMode::passive : SegmentMode::declarative;
}
} // namespace

void SectionReader::elements(Reader& in)
{
    const u32 count = in.count(rules_.limits.elements, Code::limit_elements);
    module_.elements.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        module_.elements.push_back(element(in));
}

ElementSegment SectionReader::element(Reader& in)
{
    ElementSegment out;
    const u32 offset = in.offset();
    const u32 flag = in.leb_u32();
    if (flag > 7)
        in.fail(Code::bad_element_flag, offset);
    if (flag != 0)
        require(in, rules_, Feature::bulk_memory, offset);
    out.mode = element_mode(flag);
    const bool active = out.mode == SegmentMode::active;
    if (active)
    {
        const u32 table_offset = in.offset();
        out.table = (flag & with_index) != 0 ? in.leb_u32() : 0;
        if (out.table >= module_.tables.size())
        {
            in.fail(Code::unknown_table, table_offset);
            return out;
        }
        out.offset =
            read_constant_expression(in, module_, rules_, module_.tables[out.table].limits.address);
    }
    const u32 type_offset = in.offset();
    const bool typed = (flag & (not_active | with_index)) != 0;
    if (typed && (flag & as_expressions) != 0)
        out.type = read_reference_type(in, rules_);
    else if (typed && in.byte() != 0)
        in.fail(Code::bad_element_flag, type_offset);
    if (active && !in.failed() && module_.tables[out.table].element != out.type)
        in.fail(Code::type_mismatch, type_offset);
    if ((flag & as_expressions) != 0)
        element_expressions(in, out);
    else
        element_functions(in, out);
    return out;
}

void SectionReader::element_functions(Reader& in, ElementSegment& out)
{
    const u32 count = in.count(rules_.limits.segment_entries, Code::limit_segment_entries);
    out.functions.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
    {
        const u32 function = function_index(in);
        if (in.failed())
            return;
        module_.declared[function] = true;
        out.functions.push_back(function);
    }
}

void SectionReader::element_expressions(Reader& in, ElementSegment& out)
{
    const u32 count = in.count(rules_.limits.segment_entries, Code::limit_segment_entries);
    out.expressions.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        out.expressions.push_back(read_constant_expression(in, module_, rules_, out.type));
}

void SectionReader::data_count(Reader& in)
{
    require(in, rules_, Feature::bulk_memory, in.offset());
    const u32 offset = in.offset();
    module_.data_count = in.leb_u32();
    if (*module_.data_count > rules_.limits.data)
        in.fail(Code::limit_data, offset);
}

void SectionReader::data(Reader& in)
{
    const u32 count = in.count(rules_.limits.data, Code::limit_data);
    module_.data.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        module_.data.push_back(data_segment(in));
}

DataSegment SectionReader::data_segment(Reader& in)
{
    DataSegment out;
    const u32 offset = in.offset();
    const u32 flag = in.leb_u32();
    if (flag > 2)
        in.fail(Code::bad_data_flag, offset);
    if (flag != 0)
        require(in, rules_, Feature::bulk_memory, offset);
    out.mode = flag == 1 ? SegmentMode::passive : SegmentMode::active;
    if (out.mode == SegmentMode::active)
    {
        const u32 memory_offset = in.offset();
        out.memory = flag == 2 ? in.leb_u32() : 0;
        if (out.memory >= module_.memories.size())
        {
            in.fail(Code::unknown_memory, memory_offset);
            return out;
        }
        out.offset = read_constant_expression(in, module_, rules_,
                                              module_.memories[out.memory].limits.address);
    }
    const u32 size = in.leb_u32();
    const u32 begin = in.offset();
    in.skip(size);
    out.bytes = {begin, in.offset()};
    return out;
}

void SectionReader::code(Reader& in)
{
    module_.code_section = {in.offset(), in.offset() + in.left()};
    const u32 offset = in.offset();
    const u32 defined = static_cast<u32>(module_.functions.size()) - module_.imported_functions;
    const u32 count = in.leb_u32();
    if (count != defined)
        return in.fail(Code::function_code_mismatch, offset);
    if (count > in.left())
        return in.skip(count);
    module_.code.reserve(count);
    for (u32 i = 0; i < count && !in.failed(); ++i)
        body(in, module_.imported_functions + i);
}

void SectionReader::body(Reader& in, u32 function)
{
    const u32 offset = in.offset();
    const u32 size = in.leb_u32();
    if (size > rules_.limits.body_bytes)
        return in.fail(Code::limit_body_bytes, offset);
    FunctionBody out;
    out.body.begin = in.offset();
    in.skip(size);
    if (in.failed())
        return;
    out.body.end = in.offset();
    Reader content{module_.bytes, out.body.begin, out.body.end};
    locals(content, out, static_cast<u32>(module_.function_type(function).params.size()));
    if (content.failed())
        return in.fail(content.failure().code, static_cast<u32>(content.failure().offset));
    out.code = content.offset();
    module_.code.push_back(out);
}

void SectionReader::locals(Reader& in, FunctionBody& out, u32 params)
{
    out.first_run = static_cast<u32>(module_.local_runs.size());
    const u32 runs = in.leb_u32();
    u64 total = params;
    for (u32 i = 0; i < runs && !in.failed(); ++i)
    {
        const u32 offset = in.offset();
        const u32 count = in.leb_u32();
        const ValueType type = read_value_type(in, rules_);
        total += count;
        if (total > rules_.limits.locals)
            return in.fail(Code::limit_locals, offset);
        if (count != 0 && !in.failed())
            module_.local_runs.push_back({count, static_cast<u32>(total) - params, type});
    }
    out.run_count = static_cast<u32>(module_.local_runs.size()) - out.first_run;
    out.local_count = static_cast<u32>(total) - params;
}
} // namespace pawl
