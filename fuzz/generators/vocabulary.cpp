#include "fuzz/generators/vocabulary.hpp"

#include "base/check.hpp"
#include "engine/module/features.hpp"

namespace pawl::fuzz
{
namespace
{
using enum ValueType;

std::vector<ValueType> types_of(std::string_view letters)
{
    std::vector<ValueType> types;
    for (const char letter : letters)
    {
        switch (letter)
        {
        case 'i':
        case 'a':
            types.push_back(i32);
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

// Instructions with a fixed signature come from the table.
void add_fixed(std::vector<Word>& words)
{
    for (std::size_t number = 0; number < op_count; ++number)
    {
        const Op op = static_cast<Op>(number);
        const OpInfo& row = info(op);
        if (row.special() || !implemented_features.has(row.feature))
            continue;
        const bool zero = row.immediate == Immediate::memory || row.immediate == Immediate::data ||
                          row.immediate == Immediate::element;
        words.push_back(
            {op, types_of(row.operands), types_of(row.results), zero ? Bytes{0} : Bytes{}});
    }
}

// Instructions with a typing rule of their own, in the instances that program modules allow.
void add_special(std::vector<Word>& words)
{
    for (const ValueType type : {i32, i64, f32, f64})
        words.push_back({Op::select, {type, type, i32}, {type}, {}});
    words.push_back({Op::select_t, {funcref, funcref, i32}, {funcref}, {1, 0x70}});
    words.push_back({Op::ref_null, {}, {funcref}, {0x70}});
    words.push_back({Op::ref_null, {}, {externref}, {0x6F}});
    words.push_back({Op::ref_is_null, {funcref}, {i32}, {}});
    words.push_back({Op::ref_is_null, {externref}, {i32}, {}});
    words.push_back({Op::ref_func, {}, {funcref}, {0}});
    words.push_back({Op::memory_init, {i32, i32, i32}, {}, {0, 0}});
    words.push_back({Op::memory_copy, {i32, i32, i32}, {}, {0, 0}});
    words.push_back({Op::table_get, {i32}, {funcref}, {0}});
    words.push_back({Op::table_set, {i32, funcref}, {}, {0}});
    words.push_back({Op::table_size, {}, {i32}, {0}});
    words.push_back({Op::table_grow, {funcref, i32}, {i32}, {0}});
    words.push_back({Op::table_fill, {i32, funcref, i32}, {}, {0}});
    words.push_back({Op::table_copy, {i32, i32, i32}, {}, {0, 0}});
    words.push_back({Op::table_init, {i32, i32, i32}, {}, {0, 0}});
    for (u8 index = 0; index < program_globals().size(); ++index)
    {
        const ValueType type = program_globals()[index].type;
        words.push_back({Op::global_get, {}, {type}, {index}});
        words.push_back({Op::global_set, {type}, {}, {index}});
    }
}
} // namespace

std::span<const FunctionType> program_types()
{
    static const std::vector<FunctionType> types{
        {{}, {}},
        {{}, {i32}},
        {{i32, i32}, {i32}},
        {{i32}, {}},
        {{i64, f64}, {f32, i64}},
        {{i32}, {i32, i64}},
        {{f32}, {funcref}},
        {{i64}, {i64}},
    };
    return types;
}

std::span<const GlobalType> program_globals()
{
    static const std::vector<GlobalType> globals{
        {i32, true}, {i64, true}, {f32, true}, {f64, true}};
    return globals;
}

std::span<const Word> vocabulary()
{
    static const std::vector<Word> words = []
    {
        std::vector<Word> all;
        add_fixed(all);
        add_special(all);
        return all;
    }();
    return words;
}
} // namespace pawl::fuzz
