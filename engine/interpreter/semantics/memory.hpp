// Memories. Spec: 4.4.7. Loads and stores say how wide the access is and what comes of it.
#pragma once

#include "engine/interpreter/semantics/execute.hpp"

#include <cstring>

namespace pawl::semantics
{
static_assert(std::endian::native == std::endian::little, "linear memory is little-endian");

/// The bytes of an access at the address on top of the stack plus the immediate, if there are that
/// many.
inline std::optional<std::span<u8>> accessed(Machine& m, const Instruction& step, u64 width)
{
    const Memory& memory = m.memory(step.target);
    const u64 base = pop_address(m, memory.type().limits);
    const u64 at = base + step.immediate;
    return at < base ? std::nullopt : memory.range(at, width);
}

/// Reads a Stored and extends it to a Value. Floats are loaded as their bits.
template <typename Stored, typename Value>
bool load(Machine& m, const Instruction& step)
{
    const auto bytes = accessed(m, step, sizeof(Stored));
    if (!bytes)
        return m.trap(Trap::memory_out_of_bounds);
    Stored stored;
    std::memcpy(&stored, bytes->data(), sizeof(Stored));
    m.push(static_cast<Value>(stored));
    return true;
}

/// Writes the low bits of the operand.
template <typename Stored>
bool store(Machine& m, const Instruction& step)
{
    const auto stored = static_cast<Stored>(m.pop<u64>());
    const auto bytes = accessed(m, step, sizeof(Stored));
    if (!bytes)
        return m.trap(Trap::memory_out_of_bounds);
    std::memcpy(bytes->data(), &stored, sizeof(Stored));
    return true;
}

inline bool execute(OpTag<Op::i32_load>, Machine& m, const Instruction& step)
{
    return load<u32, u32>(m, step);
}
inline bool execute(OpTag<Op::i64_load>, Machine& m, const Instruction& step)
{
    return load<u64, u64>(m, step);
}
inline bool execute(OpTag<Op::f32_load>, Machine& m, const Instruction& step)
{
    return load<u32, u32>(m, step);
}
inline bool execute(OpTag<Op::f64_load>, Machine& m, const Instruction& step)
{
    return load<u64, u64>(m, step);
}
inline bool execute(OpTag<Op::i32_load8_s>, Machine& m, const Instruction& step)
{
    return load<i8, i32>(m, step);
}
inline bool execute(OpTag<Op::i32_load8_u>, Machine& m, const Instruction& step)
{
    return load<u8, u32>(m, step);
}
inline bool execute(OpTag<Op::i32_load16_s>, Machine& m, const Instruction& step)
{
    return load<i16, i32>(m, step);
}
inline bool execute(OpTag<Op::i32_load16_u>, Machine& m, const Instruction& step)
{
    return load<u16, u32>(m, step);
}
inline bool execute(OpTag<Op::i64_load8_s>, Machine& m, const Instruction& step)
{
    return load<i8, i64>(m, step);
}
inline bool execute(OpTag<Op::i64_load8_u>, Machine& m, const Instruction& step)
{
    return load<u8, u64>(m, step);
}
inline bool execute(OpTag<Op::i64_load16_s>, Machine& m, const Instruction& step)
{
    return load<i16, i64>(m, step);
}
inline bool execute(OpTag<Op::i64_load16_u>, Machine& m, const Instruction& step)
{
    return load<u16, u64>(m, step);
}
inline bool execute(OpTag<Op::i64_load32_s>, Machine& m, const Instruction& step)
{
    return load<i32, i64>(m, step);
}
inline bool execute(OpTag<Op::i64_load32_u>, Machine& m, const Instruction& step)
{
    return load<u32, u64>(m, step);
}

inline bool execute(OpTag<Op::i32_store>, Machine& m, const Instruction& step)
{
    return store<u32>(m, step);
}
inline bool execute(OpTag<Op::i64_store>, Machine& m, const Instruction& step)
{
    return store<u64>(m, step);
}
inline bool execute(OpTag<Op::f32_store>, Machine& m, const Instruction& step)
{
    return store<u32>(m, step);
}
inline bool execute(OpTag<Op::f64_store>, Machine& m, const Instruction& step)
{
    return store<u64>(m, step);
}
inline bool execute(OpTag<Op::i32_store8>, Machine& m, const Instruction& step)
{
    return store<u8>(m, step);
}
inline bool execute(OpTag<Op::i32_store16>, Machine& m, const Instruction& step)
{
    return store<u16>(m, step);
}
inline bool execute(OpTag<Op::i64_store8>, Machine& m, const Instruction& step)
{
    return store<u8>(m, step);
}
inline bool execute(OpTag<Op::i64_store16>, Machine& m, const Instruction& step)
{
    return store<u16>(m, step);
}
inline bool execute(OpTag<Op::i64_store32>, Machine& m, const Instruction& step)
{
    return store<u32>(m, step);
}

inline bool execute(OpTag<Op::memory_size>, Machine& m, const Instruction& step)
{
    const Memory& memory = m.memory(step.immediate);
    push_address(m, memory.type().limits, memory.pages());
    return true;
}

inline bool execute(OpTag<Op::memory_grow>, Machine& m, const Instruction& step)
{
    Memory& memory = m.memory(step.immediate);
    const u64 delta = pop_address(m, memory.type().limits);
    return give(m, memory_grow(m.execution(), memory, delta));
}

inline bool execute(OpTag<Op::memory_fill>, Machine& m, const Instruction& step)
{
    const Memory& memory = m.memory(step.immediate);
    const Limits& limits = memory.type().limits;
    const u64 length = pop_address(m, limits);
    const auto value = static_cast<u8>(m.pop<u32>());
    const u64 at = pop_address(m, limits);
    return finish(m, memory_fill(m.execution(), memory, at, value, length));
}

/// `target`: the memory written; `immediate`: the memory read.
inline bool execute(OpTag<Op::memory_copy>, Machine& m, const Instruction& step)
{
    const Memory& source = m.memory(step.immediate);
    const Memory& target = m.memory(step.target);
    const u64 length = pop_length(m, target.type().limits, source.type().limits);
    const u64 from = pop_address(m, source.type().limits);
    const u64 to = pop_address(m, target.type().limits);
    return finish(m, memory_copy(m.execution(), target, to, source, from, length));
}

/// `target`: the memory; `immediate`: the segment.
inline bool execute(OpTag<Op::memory_init>, Machine& m, const Instruction& step)
{
    const u32 length = m.pop<u32>();
    const u32 from = m.pop<u32>();
    const Memory& target = m.memory(step.target);
    const u64 to = pop_address(m, target.type().limits);
    const auto segment = static_cast<u32>(step.immediate);
    return finish(m, memory_init(m.execution(), m.instance(), segment, target, to, from, length));
}

inline bool execute(OpTag<Op::data_drop>, Machine& m, const Instruction& step)
{
    data_drop(m.instance(), static_cast<u32>(step.immediate));
    return true;
}
} // namespace pawl::semantics
