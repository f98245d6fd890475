#include "engine/module/writer.hpp"

#include "engine/module/section_id.hpp"

namespace pawl
{
BinaryWriter& BinaryWriter::byte(u8 value)
{
    out_.push_back(value);
    return *this;
}

BinaryWriter& BinaryWriter::raw(BytesView bytes)
{
    append(out_, bytes);
    return *this;
}

BinaryWriter& BinaryWriter::unsigned_leb(u64 value)
{
    for (; value >= 0x80; value >>= 7)
        byte(static_cast<u8>(value | 0x80));
    return byte(static_cast<u8>(value));
}

BinaryWriter& BinaryWriter::signed_leb(i64 value)
{
    for (; value < -64 || value > 63; value >>= 7)
        byte(static_cast<u8>(value | 0x80));
    return byte(static_cast<u8>(value & 0x7F));
}

BinaryWriter& BinaryWriter::sized(BytesView bytes)
{
    return unsigned_leb(bytes.size()).raw(bytes);
}

BinaryWriter& BinaryWriter::opcode(Op op)
{
    const OpInfo& row = info(op);
    if (row.prefix() == 0)
        return byte(static_cast<u8>(row.number()));
    return byte(row.prefix()).unsigned_leb(row.number());
}

CodeWriter& CodeWriter::op(Op op)
{
    out_.opcode(op);
    return *this;
}

CodeWriter& CodeWriter::op(Op number, std::initializer_list<u64> immediates)
{
    op(number);
    for (const u64 immediate : immediates)
        out_.unsigned_leb(immediate);
    return *this;
}

CodeWriter& CodeWriter::code(const CodeWriter& other)
{
    out_.raw(other.bytes());
    return *this;
}

CodeWriter& CodeWriter::i32_const(i32 value)
{
    op(Op::i32_const);
    out_.signed_leb(value);
    return *this;
}

CodeWriter& CodeWriter::i64_const(i64 value)
{
    op(Op::i64_const);
    out_.signed_leb(value);
    return *this;
}

CodeWriter& CodeWriter::f32_const(u32 bits)
{
    op(Op::f32_const);
    for (u32 i = 0; i < 4; ++i)
        out_.byte(static_cast<u8>(bits >> (8 * i)));
    return *this;
}

CodeWriter& CodeWriter::f64_const(u64 bits)
{
    op(Op::f64_const);
    for (u32 i = 0; i < 8; ++i)
        out_.byte(static_cast<u8>(bits >> (8 * i)));
    return *this;
}

CodeWriter& CodeWriter::block(Op number, std::optional<ValueType> result)
{
    constexpr u8 no_type = 0x40;
    op(number);
    out_.byte(result ? static_cast<u8>(*result) : no_type);
    return *this;
}

CodeWriter& CodeWriter::block_of_type(Op number, u32 type)
{
    op(number);
    out_.signed_leb(type);
    return *this;
}

CodeWriter& CodeWriter::br_table(const std::vector<u32>& targets, u32 otherwise)
{
    op(Op::br_table, {targets.size()});
    for (const u32 target : targets)
        out_.unsigned_leb(target);
    out_.unsigned_leb(otherwise);
    return *this;
}

CodeWriter& CodeWriter::ref_null(ValueType type)
{
    op(Op::ref_null);
    out_.byte(static_cast<u8>(type));
    return *this;
}

namespace
{
constexpr auto end_byte = static_cast<u8>(info(Op::end).bytes);

void write_types(BinaryWriter& out, const std::vector<ValueType>& types)
{
    out.unsigned_leb(types.size());
    for (const ValueType type : types)
        out.byte(static_cast<u8>(type));
}

void write_limits(BinaryWriter& out, const Limits& limits)
{
    const u32 wide = limits.address == ValueType::i64 ? 4 : 0;
    out.byte(static_cast<u8>(wide | (limits.max ? 1 : 0))).unsigned_leb(limits.min);
    if (limits.max)
        out.unsigned_leb(*limits.max);
}

void write_global_type(BinaryWriter& out, const GlobalType& type)
{
    out.byte(static_cast<u8>(type.type)).byte(type.is_mutable ? 1 : 0);
}

void write_table_type(BinaryWriter& out, const TableType& type)
{
    out.byte(static_cast<u8>(type.element));
    write_limits(out, type.limits);
}

void write_offset(BinaryWriter& out, i32 offset)
{
    out.raw(CodeWriter{}.i32_const(offset).end().bytes());
}

void write_indices(BinaryWriter& out, const std::vector<u32>& indices)
{
    out.unsigned_leb(indices.size());
    for (const u32 index : indices)
        out.unsigned_leb(index);
}

void write_section(BinaryWriter& out, SectionId id, BytesView content)
{
    out.byte(static_cast<u8>(id)).sized(content);
}
} // namespace

u32 ModuleWriter::type(const std::vector<ValueType>& params, const std::vector<ValueType>& results)
{
    constexpr u8 function_form = 0x60;
    BinaryWriter& out = types_.add().byte(function_form);
    write_types(out, params);
    write_types(out, results);
    return types_.count - 1;
}

BinaryWriter& ModuleWriter::import(std::string_view module, std::string_view name, ExternKind kind)
{
    return imports_.add().name(module).name(name).byte(static_cast<u8>(kind));
}

u32 ModuleWriter::import_function(std::string_view module, std::string_view name, u32 type)
{
    import(module, name, ExternKind::function).unsigned_leb(type);
    return imported_functions_++;
}

void ModuleWriter::import_memory(std::string_view module, std::string_view name, Limits limits)
{
    write_limits(import(module, name, ExternKind::memory), limits);
}

void ModuleWriter::import_table(std::string_view module, std::string_view name, TableType type)
{
    write_table_type(import(module, name, ExternKind::table), type);
}

u32 ModuleWriter::import_global(std::string_view module, std::string_view name, GlobalType type)
{
    write_global_type(import(module, name, ExternKind::global), type);
    return imported_globals_++;
}

u32 ModuleWriter::function(u32 type, const std::vector<ValueType>& locals, const CodeWriter& code)
{
    BinaryWriter body;
    body.unsigned_leb(locals.size());
    for (const ValueType local : locals)
        body.unsigned_leb(1).byte(static_cast<u8>(local));
    body.raw(code.bytes()).byte(end_byte);
    return function_raw(type, body.bytes());
}

u32 ModuleWriter::function_raw(u32 type, BytesView body)
{
    functions_.add().unsigned_leb(type);
    code_.add().sized(body);
    return imported_functions_ + functions_.count - 1;
}

void ModuleWriter::table(TableType type)
{
    write_table_type(tables_.add(), type);
}

void ModuleWriter::memory(Limits limits)
{
    write_limits(memories_.add(), limits);
}

u32 ModuleWriter::global(GlobalType type, const CodeWriter& init)
{
    BinaryWriter& out = globals_.add();
    write_global_type(out, type);
    out.raw(init.bytes()).byte(end_byte);
    return imported_globals_ + globals_.count - 1;
}

void ModuleWriter::exported(std::string_view name, ExternKind kind, u32 index)
{
    exports_.add().name(name).byte(static_cast<u8>(kind)).unsigned_leb(index);
}

void ModuleWriter::start(u32 function)
{
    start_ = function;
}

void ModuleWriter::elements(i32 offset, const std::vector<u32>& functions)
{
    BinaryWriter& out = elements_.add().byte(0);
    write_offset(out, offset);
    write_indices(out, functions);
}

void ModuleWriter::passive_elements(const std::vector<u32>& functions)
{
    write_indices(elements_.add().byte(1).byte(0), functions);
}

void ModuleWriter::elements_raw(BytesView segment)
{
    elements_.add().raw(segment);
}

void ModuleWriter::data(i32 offset, BytesView bytes)
{
    BinaryWriter& out = data_.add().byte(0);
    write_offset(out, offset);
    out.sized(bytes);
}

void ModuleWriter::passive_data(BytesView bytes)
{
    data_.add().byte(1).sized(bytes);
}

void ModuleWriter::custom(std::string_view name, BytesView content)
{
    customs_.emplace_back(name, to_bytes(content));
}

Bytes ModuleWriter::bytes() const
{
    BinaryWriter out;
    out.raw(as_bytes(std::string_view{"\0asm\1\0\0\0", 8}));
    const auto section = [&](SectionId id, const Entries& entries)
    {
        if (entries.count != 0)
            write_section(
                out, id,
                BinaryWriter{}.unsigned_leb(entries.count).raw(entries.content.bytes()).bytes());
    };
    section(SectionId::type, types_);
    section(SectionId::import, imports_);
    section(SectionId::function, functions_);
    section(SectionId::table, tables_);
    section(SectionId::memory, memories_);
    section(SectionId::global, globals_);
    section(SectionId::exports, exports_);
    if (start_)
        write_section(out, SectionId::start, BinaryWriter{}.unsigned_leb(*start_).bytes());
    section(SectionId::element, elements_);
    if (with_data_count_)
        write_section(out, SectionId::data_count, BinaryWriter{}.unsigned_leb(data_.count).bytes());
    section(SectionId::code, code_);
    section(SectionId::data, data_);
    for (const auto& [name, content] : customs_)
        write_section(out, SectionId::custom, BinaryWriter{}.name(name).raw(content).bytes());
    return out.bytes();
}
} // namespace pawl
