#include "fuzz/generators/body.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>

namespace pawl::fuzz
{
namespace
{
constexpr u32 instructions_per_body = 120;
constexpr std::size_t deepest_nesting = 7;
constexpr u32 counters = 3; // Loops that count down use a local each, so only so many nest.

constexpr std::array declared_locals{ValueType::i32, ValueType::i64, ValueType::f32, ValueType::f64,
                                     ValueType::funcref};
} // namespace

BodyGenerator::BodyGenerator(Choices& choices, std::span<const u32> function_types, u32 function)
    : choices_{choices},
      function_types_{function_types},
      type_{program_types()[function_types[function]]},
      locals_{type_.params},
      free_counters_{counters},
      budget_{instructions_per_body}
{
    locals_.insert(locals_.end(), declared_locals.begin(), declared_locals.end());
    frames_.push_back({type_.results, type_.results, 0});
}

Bytes BodyGenerator::generate() &&
{
    sequence();
    fit(frames_.back().results);
    code_.opcode(Op::end);

    BinaryWriter body;
    body.unsigned_leb(declared_locals.size() + 1);
    for (const ValueType type : declared_locals)
        body.unsigned_leb(1).byte(static_cast<u8>(type));
    body.unsigned_leb(counters).byte(static_cast<u8>(ValueType::i32));
    return body.raw(code_.bytes()).bytes();
}

void BodyGenerator::sequence()
{
    for (u32 left = choices_.below(24); left > 0 && budget_ > 0; --left)
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
    switch (choices_.below(32))
    {
    case 0:
        return block(may_nest ? Op::block : Op::nop);
    case 1:
        return block(may_nest ? Op::loop : Op::nop);
    case 2:
    case 3:
        return block(may_nest ? Op::if_ : Op::nop);
    case 4:
        return counted_loop();
    case 5:
    case 6:
        return branch_if();
    case 7:
        return leave();
    case 8:
        return call();
    case 9:
        return call_indirect();
    case 10:
    case 11:
    case 12:
        return local();
    default:
        return word();
    }
}

void BodyGenerator::word()
{
    const auto words = vocabulary();
    const Word& word = words[choices_.below(static_cast<u32>(words.size()))];
    // Operands near zero keep most loads in bounds and most divisions defined.
    if (info(word.op).traps && choices_.below(8) != 0)
        supply_small(word.in);
    else
        supply(word.in);
    code_.opcode(word.op);
    immediates(word);
    pop(word.in.size());
    push(word.out);
}

void BodyGenerator::number(u32 bytes)
{
    u64 bits = choices_.number();
    for (; bytes > 0; --bytes, bits >>= 8)
        code_.byte(static_cast<u8>(bits));
}

void BodyGenerator::immediates(const Word& word)
{
    const OpInfo& row = info(word.op);
    switch (row.immediate)
    {
    case Immediate::i32:
        code_.signed_leb(static_cast<i32>(choices_.number()));
        return;
    case Immediate::i64:
        code_.signed_leb(static_cast<i64>(choices_.number()));
        return;
    case Immediate::f32:
        number(4);
        return;
    case Immediate::f64:
        number(8);
        return;
    case Immediate::memarg:
        code_.unsigned_leb(choices_.below(static_cast<u32>(std::countr_zero(row.width)) + 1));
        code_.unsigned_leb(choices_.below(8) == 0 ? static_cast<u32>(choices_.number())
                                                  : choices_.below(64));
        return;
    default:
        code_.raw(word.immediates);
    }
}

void BodyGenerator::local()
{
    const u32 index = choices_.below(static_cast<u32>(locals_.size()));
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

void BodyGenerator::block(Op op)
{
    if (op == Op::nop)
    {
        code_.opcode(op);
        return;
    }
    const u32 index = choices_.below(static_cast<u32>(program_types().size()));
    const FunctionType& type = program_types()[index];
    // Without an else arm, an if gives what it takes.
    const bool two_arms = type.params != type.results || choices_.below(2) == 0;
    supply(type.params);
    if (op == Op::if_)
    {
        supply_one(ValueType::i32);
        pop(1);
    }
    open(op, type, index);
    const bool was_live = live_;
    sequence();
    if (op == Op::if_ && two_arms)
    {
        alternative();
        live_ = was_live;
        push(type.params);
        sequence();
    }
    close();
    live_ = was_live;
}

void BodyGenerator::counted_loop()
{
    if (frames_.size() >= deepest_nesting || free_counters_ == 0)
        return;
    const auto counter = static_cast<u32>(locals_.size()) + --free_counters_;
    code_.opcode(Op::i32_const).signed_leb(1 + choices_.below(9));
    code_.opcode(Op::local_set).unsigned_leb(counter);
    open(Op::loop, program_types()[0], 0);
    const bool was_live = live_;
    sequence();
    fit({});
    code_.opcode(Op::local_get).unsigned_leb(counter);
    code_.opcode(Op::i32_const).signed_leb(1);
    code_.opcode(Op::i32_sub);
    code_.opcode(Op::local_tee).unsigned_leb(counter);
    code_.opcode(Op::br_if).unsigned_leb(0);
    close();
    live_ = was_live;
    ++free_counters_;
}

void BodyGenerator::branch_if()
{
    const u32 depth = choices_.below(static_cast<u32>(frames_.size()));
    supply(target(depth).label);
    supply_one(ValueType::i32);
    pop(1);
    code_.opcode(Op::br_if).unsigned_leb(depth);
}

void BodyGenerator::leave()
{
    switch (choices_.below(8))
    {
    case 0:
    case 1:
    {
        const u32 depth = choices_.below(static_cast<u32>(frames_.size()));
        supply(target(depth).label);
        code_.opcode(Op::br).unsigned_leb(depth);
        break;
    }
    case 2:
    case 3:
    case 4:
        branch_table();
        break;
    case 5:
    case 6:
        supply(frames_.front().results);
        code_.opcode(Op::return_);
        break;
    default:
        code_.opcode(Op::unreachable);
    }
    dead();
}

void BodyGenerator::branch_table()
{
    const u32 first = choices_.below(static_cast<u32>(frames_.size()));
    std::vector<u32> alike;
    for (u32 depth = 0; depth < frames_.size(); ++depth)
        if (target(depth).label == target(first).label)
            alike.push_back(depth);
    supply(target(first).label);
    supply_one(ValueType::i32);
    const u32 count = choices_.below(5);
    code_.opcode(Op::br_table).unsigned_leb(count);
    for (u32 i = 0; i <= count; ++i)
        code_.unsigned_leb(alike[choices_.below(static_cast<u32>(alike.size()))]);
}

void BodyGenerator::call()
{
    const u32 function = choices_.below(static_cast<u32>(function_types_.size()));
    const FunctionType& type = program_types()[function_types_[function]];
    supply(type.params);
    code_.opcode(Op::call).unsigned_leb(function);
    pop(type.params.size());
    push(type.results);
}

void BodyGenerator::call_indirect()
{
    // Entry n of the table is function n, so this mostly finds one of the right type.
    const u32 entry = choices_.below(static_cast<u32>(function_types_.size()));
    const bool other = choices_.below(8) == 0;
    const u32 index =
        other ? choices_.below(static_cast<u32>(program_types().size())) : function_types_[entry];
    const FunctionType& type = program_types()[index];
    supply(type.params);
    code_.opcode(Op::i32_const)
        .signed_leb(other ? choices_.below(program_table_entries + 1) : entry);
    code_.opcode(Op::call_indirect).unsigned_leb(index).unsigned_leb(0);
    pop(type.params.size());
    push(type.results);
}

void BodyGenerator::open(Op op, const FunctionType& type, u32 type_index)
{
    code_.opcode(op).signed_leb(type_index);
    const std::size_t height = stack_.size() - type.params.size();
    frames_.push_back({op == Op::loop ? type.params : type.results, type.results, height});
}

void BodyGenerator::alternative()
{
    fit(frames_.back().results);
    code_.opcode(Op::else_);
    stack_.resize(frames_.back().height);
}

void BodyGenerator::close()
{
    fit(frames_.back().results);
    code_.opcode(Op::end);
    frames_.pop_back();
}

void BodyGenerator::dead()
{
    live_ = false;
    stack_.resize(frames_.back().height);
}

void BodyGenerator::supply(std::span<const ValueType> types)
{
    const std::size_t there = stack_.size() - frames_.back().height;
    if (there >= types.size() && std::ranges::equal(std::span{stack_}.last(types.size()), types))
        return;
    for (const ValueType type : types)
        supply_one(type);
}

void BodyGenerator::supply_small(std::span<const ValueType> types)
{
    for (const ValueType type : types)
    {
        if (type != ValueType::i32 && type != ValueType::i64)
        {
            supply_one(type);
            continue;
        }
        code_.opcode(type == ValueType::i32 ? Op::i32_const : Op::i64_const);
        code_.signed_leb(1 + choices_.below(5));
        stack_.push_back(type);
    }
}

void BodyGenerator::supply_one(ValueType type)
{
    const auto found = std::ranges::find(locals_, type);
    if (found == locals_.end() || choices_.below(2) == 0)
        return constant(type);
    code_.opcode(Op::local_get).unsigned_leb(static_cast<u64>(found - locals_.begin()));
    stack_.push_back(type);
}

void BodyGenerator::constant(ValueType type)
{
    const auto gives = [type](const Word& word)
    {
        return word.in.empty() && word.out == Types{type} &&
               info(word.op).cost == CostClass::constant;
    };
    const auto found = std::ranges::find_if(vocabulary(), gives);
    PAWL_CHECK(found != vocabulary().end(), "every type has a constant");
    code_.opcode(found->op);
    immediates(*found);
    stack_.push_back(type);
}

void BodyGenerator::fit(std::span<const ValueType> results)
{
    const std::size_t height = frames_.back().height;
    if (std::ranges::equal(std::span{stack_}.subspan(height), results))
        return;
    for (; stack_.size() > height; stack_.pop_back())
        code_.opcode(Op::drop);
    for (const ValueType type : results)
        supply_one(type);
}

void BodyGenerator::push(std::span<const ValueType> types)
{
    stack_.insert(stack_.end(), types.begin(), types.end());
}
} // namespace pawl::fuzz
