#include "fuzz/generators/body.hpp"

#include <algorithm>

namespace pawl::fuzz
{
namespace
{
constexpr u32 instructions_per_body = 120;
constexpr u32 longest_body = 60;
constexpr u32 longest_sequence = 16;
constexpr std::size_t deepest_nesting = 7;
// Loops that count down use a local each, so only so many nest. One more counts branches back.
constexpr u32 counters = 3;

// One of each type, so that every operand can be a local, and others.
std::vector<ValueType> choose_locals(Choices& choices)
{
    using enum ValueType;
    std::vector<ValueType> locals{i32, i64, f32, f64, funcref, externref};
    // Mostly few enough for registers, else many more, of which some have indices of two bytes.
    const u32 bound = choices.one_in(3) ? (choices.one_in(8) ? 200 : 60) : 8;
    for (u32 count = choices.below(bound); count > 0; --count)
        locals.push_back(locals[choices.below(choices.one_in(8) ? 6 : 4)]);
    return locals;
}

std::vector<ValueType> joined(std::vector<ValueType> types, const std::vector<ValueType>& more)
{
    types.insert(types.end(), more.begin(), more.end());
    return types;
}
} // namespace

BodyGenerator::BodyGenerator(Choices& choices, const Surroundings& surroundings,
                             const Vocabulary& vocabulary, u32 function)
    : choices_{choices},
      surroundings_{surroundings},
      function_{function},
      type_{surroundings.type_of(function)},
      declared_{choose_locals(choices)},
      first_counter_{static_cast<u32>(type_.params.size() + declared_.size())},
      free_counters_{counters},
      budget_{instructions_per_body},
      values_{choices, surroundings, vocabulary, joined(type_.params, declared_)},
      code_{values_.code()}
{
    frames_.push_back({type_.results, type_.results, 0, false});
}

Bytes BodyGenerator::generate() &&
{
    sequence(longest_body);
    values_.fit(frames_.back().results);
    code_.opcode(Op::end);

    BinaryWriter body;
    body.unsigned_leb(declared_.size() + 1);
    for (const ValueType type : declared_)
        body.unsigned_leb(1).byte(static_cast<u8>(type));
    body.unsigned_leb(counters + 1).byte(static_cast<u8>(ValueType::i32));
    return body.raw(code_.bytes()).bytes();
}

void BodyGenerator::sequence(u32 longest)
{
    for (u32 left = choices_.below(longest); left > 0 && budget_ > 0; --left)
    {
        if (!live_ && choices_.below(3) == 0)
            return;
        instruction();
    }
}

void BodyGenerator::instruction()
{
    --budget_;
    const bool may_nest = frames_.size() < deepest_nesting;
    switch (choices_.below(40))
    {
    case 0:
        return block(may_nest ? Op::block : Op::nop);
    case 1:
        return block(may_nest ? Op::loop : Op::nop);
    case 2:
    case 3:
        return block(may_nest ? Op::if_ : Op::nop);
    case 4:
    case 5:
        return counted_loop();
    case 6:
    case 7:
        return branch_if();
    case 8:
        return leave();
    case 9:
    case 10:
        return call();
    case 11:
        return call_indirect();
    case 12:
        return values_.deepen();
    case 13:
    case 14:
    case 15:
    case 16:
    case 17:
    case 18:
        return values_.local();
    default:
        return values_.word();
    }
}

u32 BodyGenerator::choose_type()
{
    return choices_.below(static_cast<u32>(surroundings_.types.size()));
}

void BodyGenerator::block(Op op)
{
    if (op == Op::nop)
    {
        code_.opcode(op);
        return;
    }
    const u32 index = choose_type();
    const FunctionType& type = surroundings_.types[index];
    // Without an else arm, an if gives what it takes.
    const bool two_arms = type.params != type.results || choices_.below(2) == 0;
    values_.supply(type.params);
    if (op == Op::if_)
    {
        values_.supply_condition();
        values_.pop(1);
    }
    open(op, index);
    const bool was_live = live_;
    sequence(longest_sequence);
    if (op == Op::if_ && two_arms)
    {
        alternative();
        live_ = was_live;
        values_.push(type.params);
        sequence(longest_sequence);
    }
    close();
    live_ = was_live;
}

void BodyGenerator::counted_loop()
{
    if (frames_.size() >= deepest_nesting || free_counters_ == 0)
        return;
    const u32 counter = first_counter_ + --free_counters_;
    values_.i32_const(1 + choices_.below(5));
    code_.opcode(Op::local_set).unsigned_leb(counter);
    open(Op::loop, 0);
    const bool was_live = live_;
    sequence(longest_sequence);
    values_.fit({});
    code_.opcode(Op::local_get).unsigned_leb(counter);
    values_.i32_const(1);
    code_.opcode(Op::i32_sub);
    code_.opcode(Op::local_tee).unsigned_leb(counter);
    code_.opcode(Op::br_if).unsigned_leb(0);
    close();
    live_ = was_live;
    ++free_counters_;
}

// Makes the condition on top false from time to time, so that a loop ends.
void BodyGenerator::sometimes_not()
{
    const u32 fuel = first_counter_ + counters;
    code_.opcode(Op::local_get).unsigned_leb(fuel);
    values_.i32_const(1);
    code_.opcode(Op::i32_add).opcode(Op::local_tee).unsigned_leb(fuel);
    values_.i32_const(3);
    code_.opcode(Op::i32_and).opcode(Op::i32_and);
}

void BodyGenerator::branch_if()
{
    const u32 depth = choices_.below(static_cast<u32>(frames_.size()));
    values_.supply(target(depth).label);
    values_.supply_condition();
    if (target(depth).loops && !values_.bold())
        sometimes_not();
    values_.pop(1);
    code_.opcode(Op::br_if).unsigned_leb(depth);
}

void BodyGenerator::leave()
{
    // What follows the end of a function's code is dead, so mostly that is not the beginning.
    if (frames_.size() == 1 && !choices_.one_in(8))
        return values_.word();
    switch (choices_.below(8))
    {
    case 0:
    case 1:
        branch();
        break;
    case 2:
    case 3:
    case 4:
        branch_table();
        break;
    case 5:
    case 6:
        values_.supply(frames_.front().results);
        code_.opcode(Op::return_);
        break;
    default:
        if (!choices_.one_in(4))
            return values_.word();
        code_.opcode(Op::unreachable);
    }
    dead();
}

// Where an unconditional branch goes: rarely back.
u32 BodyGenerator::choose_depth()
{
    const u32 depth = choices_.below(static_cast<u32>(frames_.size()));
    if (target(depth).loops && !values_.bold())
        return static_cast<u32>(frames_.size() - 1);
    return depth;
}

void BodyGenerator::branch()
{
    const u32 depth = choose_depth();
    values_.supply(target(depth).label);
    code_.opcode(Op::br).unsigned_leb(depth);
}

void BodyGenerator::branch_table()
{
    const u32 first = choose_depth();
    const bool loops = target(first).loops || values_.bold();
    std::vector<u32> alike;
    for (u32 depth = 0; depth < frames_.size(); ++depth)
        if (target(depth).label == target(first).label && (loops || !target(depth).loops))
            alike.push_back(depth);
    values_.supply(target(first).label);
    if (choices_.one_in(2))
        values_.supply_one(ValueType::i32);
    else
        values_.supply_small(ValueType::i32);
    const u32 count = choices_.below(choices_.one_in(8) ? 500 : 6);
    code_.opcode(Op::br_table).unsigned_leb(count);
    for (u32 i = 0; i <= count; ++i)
        code_.unsigned_leb(alike[choices_.below(static_cast<u32>(alike.size()))]);
}

// Mostly one that comes later or is imported, so that recursion is rare.
u32 BodyGenerator::choose_callee()
{
    const auto all = static_cast<u32>(surroundings_.functions.size());
    const u32 callee = choices_.below(all);
    const bool returns = callee > function_ || callee < surroundings_.first_own_function();
    return returns || choices_.one_in(16) ? callee : all - 1;
}

void BodyGenerator::call()
{
    const u32 callee = choose_callee();
    if (callee == function_ && !values_.bold())
        return values_.word();
    const FunctionType& type = surroundings_.type_of(callee);
    values_.supply(type.params);
    code_.opcode(Op::call).unsigned_leb(callee);
    finish_call(type);
}

u32 BodyGenerator::choose_table()
{
    const u32 table = choices_.below(static_cast<u32>(surroundings_.tables.size()));
    return surroundings_.tables[table].element == ValueType::funcref ? table : 0;
}

void BodyGenerator::call_indirect()
{
    const u32 callee = choose_callee();
    if (callee == function_ && !values_.bold())
        return values_.word();
    // What else may stand in a table, or nothing, is called with any type.
    const bool other = values_.bold();
    const u32 index = other ? choose_type() : surroundings_.functions[callee];
    const u32 entry =
        other ? choices_.below(program_table_entries + 4) : surroundings_.first_entry + callee;
    const u32 table = other ? choose_table() : 0;
    const FunctionType& type = surroundings_.types[index];
    values_.supply(type.params);
    values_.supply_index(surroundings_.tables[table].limits.address, entry);
    values_.pop(1);
    code_.opcode(Op::call_indirect).unsigned_leb(index).unsigned_leb(table);
    finish_call(type);
}

void BodyGenerator::finish_call(const FunctionType& type)
{
    values_.pop(type.params.size());
    values_.push(type.results);
}

void BodyGenerator::open(Op op, u32 index)
{
    const FunctionType& type = surroundings_.types[index];
    code_.opcode(op);
    block_type(index);
    const std::size_t height = values_.height() - type.params.size();
    const bool loops = op == Op::loop;
    frames_.push_back({loops ? type.params : type.results, type.results, height, loops});
    values_.set_floor(height);
}

void BodyGenerator::block_type(u32 index)
{
    constexpr u8 empty = 0x40;
    const auto& [params, results] = surroundings_.types[index];
    if (!params.empty() || results.size() > 1 || choices_.one_in(4))
        code_.signed_leb(index);
    else
        code_.byte(results.empty() ? empty : static_cast<u8>(results.front()));
}

void BodyGenerator::alternative()
{
    values_.fit(frames_.back().results);
    code_.opcode(Op::else_);
    values_.cut(frames_.back().height);
}

void BodyGenerator::close()
{
    values_.fit(frames_.back().results);
    code_.opcode(Op::end);
    frames_.pop_back();
    values_.set_floor(frames_.back().height);
}

void BodyGenerator::dead()
{
    live_ = false;
    values_.cut(frames_.back().height);
}
} // namespace pawl::fuzz
