#include "fuzz/generators/vocabulary.hpp"

#include "base/check.hpp"
#include "engine/module/features.hpp"
#include "engine/module/writer.hpp"

namespace pawl::fuzz
{
namespace
{
using enum ValueType;
using Types = std::vector<ValueType>;

Types types_of(std::string_view letters, ValueType address)
{
    Types types;
    for (const char letter : letters)
    {
        switch (letter)
        {
        case 'i':
            types.push_back(i32);
            break;
        case 'a':
            types.push_back(address);
            break;
        case 'I':
            types.push_back(i64);
            break;
        case 'f':
            types.push_back(f32);
            break;
        case 'F':
            types.push_back(f64);
            break;
        default:
            PAWL_CHECK(false, "a letter of a feature that is not executed yet");
        }
    }
    return types;
}

bool names_segment(Immediate immediate)
{
    return immediate == Immediate::data || immediate == Immediate::element;
}

// Instructions with a fixed signature come from the table.
std::vector<Word> fixed_words(ValueType address)
{
    std::vector<Word> words;
    for (std::size_t number = 0; number < op_count; ++number)
    {
        const Op op = static_cast<Op>(number);
        const OpInfo& row = info(op);
        if (row.special() || !implemented_features.has(row.feature) || names_segment(row.immediate))
            continue;
        const bool zero = row.immediate == Immediate::memory;
        words.push_back({op, types_of(row.operands, address), types_of(row.results, address),
                         zero ? Bytes{0} : Bytes{}});
    }
    return words;
}

const std::vector<Word>& fixed(ValueType address)
{
    static const std::vector<Word> narrow = fixed_words(i32);
    static const std::vector<Word> wide = fixed_words(i64);
    return address == i64 ? wide : narrow;
}

// The length of a copy has the narrower type of the two addresses.
ValueType length_type(ValueType to, ValueType from)
{
    return to == i64 ? from : to;
}

bool is_condition(const Word& word)
{
    const CostClass cost = info(word.op).cost;
    return cost == CostClass::compare32 || cost == CostClass::compare64 ||
           cost == CostClass::float_compare;
}
} // namespace

Vocabulary::Vocabulary(const Surroundings& surroundings)
{
    for (const Word& word : fixed(surroundings.memory.limits.address))
        words_.push_back(&word);
    add_polymorphic();
    add_variables(surroundings);
    add_memory(surroundings);
    for (u32 table = 0; table < surroundings.tables.size(); ++table)
    {
        add_table(surroundings, table);
        add_table_copies(surroundings, table);
    }
    sort_words();
}

std::span<const Word* const> Vocabulary::giving(ValueType type) const
{
    for (const auto& [result, words] : by_result_)
        if (result == type)
            return words;
    return {};
}

void Vocabulary::special(Op op, Types in, Types out, std::initializer_list<u64> immediates)
{
    BinaryWriter encoded;
    for (const u64 immediate : immediates)
        encoded.unsigned_leb(immediate);
    special_.push_back({op, std::move(in), std::move(out), encoded.bytes()});
    words_.push_back(&special_.back());
}

void Vocabulary::add_polymorphic()
{
    for (const ValueType type : {i32, i64, f32, f64})
    {
        special(Op::drop, {type}, {});
        special(Op::select, {type, type, i32}, {type});
    }
    for (const ValueType type : {i32, f64, funcref, externref})
        special(Op::select_t, {type, type, i32}, {type}, {1, static_cast<u64>(type)});
    for (const ValueType type : {funcref, externref})
    {
        special(Op::drop, {type}, {});
        special(Op::ref_null, {}, {type}, {static_cast<u64>(type)});
        special(Op::ref_is_null, {type}, {i32});
    }
}

void Vocabulary::add_variables(const Surroundings& surroundings)
{
    for (u32 index = 0; index < surroundings.globals.size(); ++index)
    {
        const GlobalType& global = surroundings.globals[index];
        special(Op::global_get, {}, {global.type}, {index});
        if (global.is_mutable)
            special(Op::global_set, {global.type}, {}, {index});
    }
    for (u32 function = 0; function < surroundings.functions.size(); ++function)
        special(Op::ref_func, {}, {funcref}, {function});
}

void Vocabulary::add_memory(const Surroundings& surroundings)
{
    const ValueType address = surroundings.memory.limits.address;
    special(Op::memory_copy, {address, address, address}, {}, {0, 0});
    for (u32 segment = 0; segment < surroundings.data.size(); ++segment)
    {
        special(Op::memory_init, {address, i32, i32}, {}, {segment, 0});
        special(Op::data_drop, {}, {}, {segment});
    }
}

void Vocabulary::add_table(const Surroundings& surroundings, u32 table)
{
    const auto [element, limits] = surroundings.tables[table];
    const ValueType address = limits.address;
    special(Op::table_get, {address}, {element}, {table});
    special(Op::table_set, {address, element}, {}, {table});
    special(Op::table_size, {}, {address}, {table});
    special(Op::table_grow, {element, address}, {address}, {table});
    special(Op::table_fill, {address, element, address}, {}, {table});
    for (u32 number = 0; number < surroundings.elements.size(); ++number)
    {
        const u32 segment = number + 1; // behind the active one
        if (surroundings.elements[number] != element)
            continue;
        special(Op::table_init, {address, i32, i32}, {}, {segment, table});
        special(Op::elem_drop, {}, {}, {segment});
    }
}

void Vocabulary::add_table_copies(const Surroundings& surroundings, u32 to)
{
    const TableType& target = surroundings.tables[to];
    for (u32 from = 0; from < surroundings.tables.size(); ++from)
    {
        const TableType& source = surroundings.tables[from];
        if (source.element != target.element)
            continue;
        const ValueType a = target.limits.address, b = source.limits.address;
        special(Op::table_copy, {a, b, length_type(a, b)}, {}, {to, from});
    }
}

void Vocabulary::sort_words()
{
    for (const ValueType type : {i32, i64, f32, f64, funcref, externref})
    {
        auto& words = by_result_.emplace_back(type, std::vector<const Word*>{}).second;
        for (const Word* word : words_)
            if (word->out == Types{type} && !word->in.empty())
                words.push_back(word);
    }
    for (const Word* word : words_)
        if (is_condition(*word))
            conditions_.push_back(word);
}
} // namespace pawl::fuzz
