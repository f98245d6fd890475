#include "engine/module/type_reader.hpp"

namespace pawl
{
namespace
{
// How many pages of 64 KiB addresses of the type can name. Spec: 3.2.17.
constexpr u64 most_pages(ValueType address) noexcept
{
    return address == ValueType::i64 ? u64{1} << 48 : u64{1} << 16;
}

u64 read_bound(Reader& in, ValueType address)
{
    return address == ValueType::i64 ? in.leb_u64() : in.leb_u32();
}

// The feature that a byte at the place of a type belongs to, or mvp where it stands for no type.
Feature feature_of(u8 byte) noexcept
{
    if (byte == 0x63 || byte == 0x64)
        return Feature::typed_references;
    if ((byte >= 0x6A && byte <= 0x6E) || (byte >= 0x71 && byte <= 0x73))
        return Feature::gc;
    if (byte == 0x69 || byte == 0x74)
        return Feature::exceptions;
    if (byte == static_cast<u8>(ValueType::v128))
        return Feature::simd;
    return Feature::mvp;
}

// A byte that stands for no type that the profile allows.
ValueType refuse_type(Reader& in, u8 byte, Code malformed, u32 offset)
{
    const Feature feature = feature_of(byte);
    in.fail(feature == Feature::mvp ? malformed : off(feature), offset);
    return ValueType::i32;
}

std::vector<ValueType> read_value_types(Reader& in, const ModuleRules& rules, u32 limit, Code code)
{
    std::vector<ValueType> out(in.count(limit, code));
    for (ValueType& type : out)
        type = read_value_type(in, rules);
    return out;
}

// Spec: 5.3.7. The flag's bits: a maximum follows, shared, 64-bit addresses.
Limits read_limits(Reader& in, const ModuleRules& rules)
{
    const u32 offset = in.offset();
    const u8 flag = in.byte();
    if (flag > 7)
        in.fail(Code::bad_limits_flag, offset);
    if ((flag & 4) != 0)
        require(in, rules, Feature::memory64, offset);
    if ((flag & 2) != 0)
        require(in, rules, Feature::threads, offset);
    Limits out;
    out.address = (flag & 4) != 0 ? ValueType::i64 : ValueType::i32;
    out.min = read_bound(in, out.address);
    if ((flag & 1) == 0)
        return out;
    out.max = read_bound(in, out.address);
    if (out.min > *out.max)
        in.fail(Code::limits_min_above_max, offset);
    return out;
}
} // namespace

void require(Reader& in, const ModuleRules& rules, Feature feature, u32 offset)
{
    if (!rules.features.has(feature))
        in.fail(off(feature), offset);
}

ValueType read_value_type(Reader& in, const ModuleRules& rules)
{
    const u32 offset = in.offset();
    const u8 byte = in.byte();
    const auto type = static_cast<ValueType>(byte);
    if (!is_value_type(byte) || type == ValueType::v128)
        return refuse_type(in, byte, Code::bad_value_type, offset);
    if (is_reference(type))
        require(in, rules, Feature::reference_types, offset);
    if (is_float(type) && !rules.floats)
        in.fail(Code::floats_forbidden, offset);
    return type;
}

ValueType read_reference_type(Reader& in, const ModuleRules& rules)
{
    const u32 offset = in.offset();
    const u8 byte = in.byte();
    const auto type = static_cast<ValueType>(byte);
    if (!is_value_type(byte) || !is_reference(type))
        return refuse_type(in, byte, Code::bad_reference_type, offset);
    if (type != ValueType::funcref)
        require(in, rules, Feature::reference_types, offset);
    return type;
}

ValueType read_heap_type(Reader& in, const ModuleRules& rules)
{
    const u32 offset = in.offset();
    const i64 number = in.leb_s33();
    if (number >= 0)
    {
        in.fail(off(Feature::typed_references), offset);
        return ValueType::funcref;
    }
    // The abstract heap types are single bytes; a longer form of the same number is none.
    const u8 byte = in.offset() - offset == 1 ? static_cast<u8>(number & 0x7F) : u8{0};
    const auto type = static_cast<ValueType>(byte);
    if (!is_value_type(byte) || !is_reference(type))
        return refuse_type(in, byte, Code::bad_reference_type, offset);
    require(in, rules, Feature::reference_types, offset);
    return type;
}

FunctionType read_function_type(Reader& in, const ModuleRules& rules)
{
    const u32 offset = in.offset();
    const u8 form = in.byte();
    if (form == 0x4E || form == 0x4F || form == 0x50 || form == 0x5E || form == 0x5F)
        in.fail(off(Feature::gc), offset);
    if (form != 0x60)
        in.fail(Code::bad_type_form, offset);
    FunctionType out;
    out.params = read_value_types(in, rules, rules.limits.params, Code::limit_params);
    const u32 results = in.offset();
    out.results = read_value_types(in, rules, rules.limits.results, Code::limit_results);
    if (out.results.size() > 1)
        require(in, rules, Feature::multi_value, results);
    return out;
}

TableType read_table_type(Reader& in, const ModuleRules& rules)
{
    TableType out;
    out.element = read_reference_type(in, rules);
    const u32 offset = in.offset();
    out.limits = read_limits(in, rules);
    if (out.limits.min > rules.limits.table_entries)
        in.fail(Code::limit_table_entries, offset);
    return out;
}

MemoryType read_memory_type(Reader& in, const ModuleRules& rules)
{
    const u32 offset = in.offset();
    const MemoryType out{read_limits(in, rules)};
    const u64 most = most_pages(out.limits.address);
    if (out.limits.min > most || out.limits.max.value_or(0) > most)
        in.fail(Code::memory_too_large, offset);
    if (out.limits.min > rules.limits.memory_pages)
        in.fail(Code::limit_memory_pages, offset);
    return out;
}

GlobalType read_global_type(Reader& in, const ModuleRules& rules)
{
    GlobalType out;
    out.type = read_value_type(in, rules);
    const u32 offset = in.offset();
    const u8 mutability = in.byte();
    if (mutability > 1)
        in.fail(Code::bad_mutability, offset);
    out.is_mutable = mutability == 1;
    return out;
}
} // namespace pawl
