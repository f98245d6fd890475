#include "fuzz/generators/operands.hpp"

#include <algorithm>
#include <bit>

namespace pawl::fuzz
{
namespace
{
using enum ValueType;

constexpr u32 expression_depth = 3;
constexpr std::array<u32, 4> boldnesses{256, 64, 16, 256};

// Work in bulk costs gas by what it is asked for, so most of it should be little.
bool asks_for_care(Op op)
{
    const OpInfo& row = info(op);
    return row.traps || row.immediate == Immediate::memory || row.immediate == Immediate::table;
}

void little_endian(BinaryWriter& out, u64 bits, u32 bytes)
{
    for (; bytes > 0; --bytes, bits >>= 8)
        out.byte(static_cast<u8>(bits));
}
} // namespace

Operands::Operands(Choices& choices, const Surroundings& surroundings, const Vocabulary& vocabulary,
                   Types locals)
    : choices_{choices},
      surroundings_{surroundings},
      vocabulary_{vocabulary},
      locals_{std::move(locals)},
      boldness_{boldnesses[choices.below(boldnesses.size())]}
{
}

void Operands::word()
{
    const auto words = vocabulary_.words();
    const Word& word = *words[choices_.below(static_cast<u32>(words.size()))];
    const bool careful = asks_for_care(word.op) && !bold();
    if (!careful)
        supply(word.in);
    else
        for (const ValueType type : word.in)
            operand(word, type, expression_depth - 1);
    code_.opcode(word.op);
    immediates(word);
    pop(word.in.size());
    push(word.out);
}

void Operands::local()
{
    // Few locals are used much, so that they change while operands are the same as they.
    const auto count = static_cast<u32>(locals_.size());
    const u32 index = choices_.below(choices_.one_in(2) ? std::min(count, 4U) : count);
    const ValueType type = locals_[index];
    const u32 kind = choices_.below(3);
    if (kind == 0)
    {
        code_.opcode(Op::local_get).unsigned_leb(index);
        stack_.push_back(type);
        return;
    }
    supply({&type, 1});
    code_.opcode(kind == 1 ? Op::local_set : Op::local_tee).unsigned_leb(index);
    if (kind == 1)
        pop(1);
}

void Operands::deepen()
{
    for (u32 count = 8 + choices_.below(24); count > 0; --count)
        expression(locals_[choices_.below(static_cast<u32>(locals_.size()))], 1);
}

void Operands::supply(std::span<const ValueType> types)
{
    std::size_t there = std::min(stack_.size() - floor_, types.size());
    if (choices_.one_in(4))
        there = 0;
    while (!std::ranges::equal(std::span{stack_}.last(there), types.first(there)))
        --there;
    for (const ValueType type : types.subspan(there))
        supply_one(type);
}

void Operands::supply_one(ValueType type)
{
    expression(type, expression_depth);
}

void Operands::supply_condition()
{
    const auto words = vocabulary_.conditions();
    if (choices_.below(4) == 0)
        return supply_one(i32);
    write(*words[choices_.below(static_cast<u32>(words.size()))], expression_depth - 1);
    if (!choices_.one_in(4))
        return;
    code_.opcode(Op::i32_eqz);
}

void Operands::fit(std::span<const ValueType> results)
{
    const auto there = std::span{stack_}.subspan(floor_);
    const auto [same, wanted] = std::ranges::mismatch(there, results);
    const auto kept = static_cast<std::size_t>(wanted - results.begin());
    while (stack_.size() > floor_ + kept)
        discard();
    for (const ValueType type : results.subspan(kept))
        supply_one(type);
}

void Operands::push(std::span<const ValueType> types)
{
    stack_.insert(stack_.end(), types.begin(), types.end());
}

void Operands::write(const Word& word, u32 depth)
{
    for (const ValueType type : word.in)
        operand(word, type, depth);
    code_.opcode(word.op);
    immediates(word);
    pop(word.in.size());
    push(word.out);
}

void Operands::operand(const Word& word, ValueType type, u32 depth)
{
    const bool careful = asks_for_care(word.op) && !bold();
    const bool accesses = info(word.op).immediate == Immediate::memarg;
    if (!careful || is_reference(type))
        return expression(type, depth);
    if (accesses && type == surroundings_.memory.limits.address)
        return address(type);
    if (accesses)
        return expression(type, depth);
    if (is_float(type))
        return small_float(type);
    supply_small(type);
}

void Operands::expression(ValueType type, u32 depth)
{
    switch (choices_.below(8))
    {
    case 0:
        return constant(type);
    case 1:
    case 2:
    case 3:
        return read_local(type);
    case 4:
        return read_global(type);
    default:
        const auto words = vocabulary_.giving(type);
        if (depth == 0 || words.empty())
            return read_local(type);
        write(*words[choices_.below(static_cast<u32>(words.size()))], depth - 1);
    }
}

void Operands::constant(ValueType type)
{
    switch (type)
    {
    case i32:
    case i64:
        return integer(type, static_cast<pawl::i64>(choices_.number()));
    case f32:
        little_endian(code_.opcode(Op::f32_const), choices_.bits_f32(), 4);
        break;
    case f64:
        little_endian(code_.opcode(Op::f64_const), choices_.bits_f64(), 8);
        break;
    default:
        if (type == funcref && choices_.one_in(2))
            code_.opcode(Op::ref_func)
                .unsigned_leb(choices_.below(static_cast<u32>(surroundings_.functions.size())));
        else
            code_.opcode(Op::ref_null).byte(static_cast<u8>(type));
    }
    stack_.push_back(type);
}

void Operands::integer(ValueType type, pawl::i64 value)
{
    if (type == i32)
        i32_const(static_cast<pawl::i32>(value));
    else
        code_.opcode(Op::i64_const).signed_leb(value);
    stack_.push_back(type);
}

void Operands::binary(ValueType type, Op narrow, Op wide)
{
    code_.opcode(type == i32 ? narrow : wide);
    pop(1);
}

void Operands::read_local(ValueType type)
{
    const auto index = local_of(type);
    if (!index)
        return constant(type);
    code_.opcode(Op::local_get).unsigned_leb(*index);
    stack_.push_back(type);
}

void Operands::read_global(ValueType type)
{
    const auto index = global_of(type, false);
    if (!index)
        return constant(type);
    code_.opcode(Op::global_get).unsigned_leb(*index);
    stack_.push_back(type);
}

void Operands::supply_small(ValueType type)
{
    switch (choices_.below(4))
    {
    case 0:
    case 1:
        return integer(type, 1 + choices_.below(5));
    case 2:
        return integer(type, choices_.below(40));
    default:
        masked(type, 15);
    }
}

void Operands::address(ValueType type)
{
    if (choices_.one_in(8) && bold())
        return integer(type, static_cast<pawl::i64>(edge()));
    if (choices_.one_in(2))
        masked(type, 4095);
    else
        supply_small(type);
    if (choices_.one_in(2))
        return;
    // An addition that an addressing mode can take.
    integer(type, choices_.below(100));
    binary(type, Op::i32_add, Op::i64_add);
}

void Operands::supply_index(ValueType type, u32 number)
{
    if (choices_.below(2) == 0)
        return integer(type, number);
    read_local(type);
    integer(type, 0);
    binary(type, Op::i32_and, Op::i64_and);
    integer(type, number);
    binary(type, Op::i32_or, Op::i64_or);
}

// Some number that is not above a mask, and not 0, so that it divides.
void Operands::masked(ValueType type, u32 mask)
{
    expression(type, 1);
    integer(type, mask);
    binary(type, Op::i32_and, Op::i64_and);
    integer(type, 1);
    binary(type, Op::i32_or, Op::i64_or);
}

void Operands::small_float(ValueType type)
{
    masked(i32, 255);
    code_.opcode(type == f32 ? Op::f32_convert_i32_u : Op::f64_convert_i32_u);
    pop(1);
    stack_.push_back(type);
}

// An address close to the end of the memory.
u64 Operands::edge()
{
    constexpr u64 page_bytes = 65536, reach = 24;
    const u64 pages = surroundings_.memory.limits.min + choices_.below(2);
    return pages * page_bytes + choices_.below(reach) - reach;
}

void Operands::immediates(const Word& word)
{
    const OpInfo& row = info(word.op);
    switch (row.immediate)
    {
    case Immediate::i32:
        code_.signed_leb(static_cast<pawl::i32>(choices_.number()));
        return;
    case Immediate::i64:
        code_.signed_leb(static_cast<pawl::i64>(choices_.number()));
        return;
    case Immediate::f32:
        return little_endian(code_, choices_.bits_f32(), 4);
    case Immediate::f64:
        return little_endian(code_, choices_.bits_f64(), 8);
    case Immediate::memarg:
    {
        code_.unsigned_leb(choices_.below(static_cast<u32>(std::countr_zero(row.width)) + 1));
        u64 offset = choices_.below(64);
        if (bold())
            offset = choices_.one_in(2) ? choices_.number() : edge();
        const bool wide = surroundings_.memory.limits.address == i64;
        code_.unsigned_leb(wide ? offset : static_cast<u32>(offset));
        return;
    }
    default:
        code_.raw(word.immediates);
    }
}

void Operands::discard()
{
    const ValueType type = stack_.back();
    const u32 kind = choices_.below(4);
    if (const auto global = kind == 1 ? global_of(type, true) : std::nullopt)
        code_.opcode(Op::global_set).unsigned_leb(*global);
    else if (const auto local = kind > 1 ? local_of(type) : std::nullopt)
    {
        code_.opcode(Op::local_set).unsigned_leb(*local);
        if (kind == 3)
            store(type, *local);
    }
    else
        code_.opcode(Op::drop);
    pop(1);
}

// Puts a local into memory, where every comparison of memories sees it.
void Operands::store(ValueType type, u32 local)
{
    if (is_reference(type))
        return;
    constexpr std::array<Op, 4> stores{Op::f64_store, Op::f32_store, Op::i64_store, Op::i32_store};
    integer(surroundings_.memory.limits.address, choices_.below(256));
    pop(1);
    code_.opcode(Op::local_get).unsigned_leb(local);
    const auto number = static_cast<std::size_t>(type) - static_cast<std::size_t>(f64);
    code_.opcode(stores[number]).unsigned_leb(0).unsigned_leb(0);
}

std::optional<u32> Operands::local_of(ValueType type)
{
    std::vector<u32> found;
    for (u32 index = 0; index < locals_.size(); ++index)
        if (locals_[index] == type)
            found.push_back(index);
    if (found.empty())
        return std::nullopt;
    const auto count = static_cast<u32>(found.size());
    return found[choices_.below(choices_.one_in(2) ? std::min(count, 2U) : count)];
}

std::optional<u32> Operands::global_of(ValueType type, bool to_set)
{
    std::vector<u32> found;
    for (u32 index = 0; index < surroundings_.globals.size(); ++index)
    {
        const GlobalType& global = surroundings_.globals[index];
        if (global.type == type && (global.is_mutable || !to_set))
            found.push_back(index);
    }
    if (found.empty())
        return std::nullopt;
    return found[choices_.below(static_cast<u32>(found.size()))];
}
} // namespace pawl::fuzz
