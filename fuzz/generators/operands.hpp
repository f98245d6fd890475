// Random code that computes: operands of every type, and instructions that take them.
#pragma once

#include "engine/module/writer.hpp"
#include "fuzz/generators/vocabulary.hpp"

namespace pawl::fuzz
{
/// Writes code with the operand types at hand: where an instruction needs others than those on top
/// of the stack, constants, locals, globals and whole expressions supply them.
class Operands
{
public:
    using Types = std::vector<ValueType>;

    /// All arguments outlive it.
    Operands(Choices& choices, const Surroundings& surroundings, const Vocabulary& vocabulary,
             Types locals);

    /// Any instruction, with its operands.
    void word();
    /// Reads or sets a local.
    void local();
    /// Pushes many values.
    void deepen();

    void supply(std::span<const ValueType> types);
    void supply_one(ValueType type);
    /// An i32, more often than not a comparison.
    void supply_condition();
    /// An i32 or i64 near zero.
    void supply_small(ValueType type);
    /// This number, as a constant or computed.
    void supply_index(ValueType type, u32 number);
    /// Makes the operands of the innermost frame just these. What is there too goes where it can
    /// be observed, or nowhere.
    void fit(std::span<const ValueType> results);

    void push(std::span<const ValueType> types);
    void pop(std::size_t count) { stack_.resize(stack_.size() - count); }
    [[nodiscard]] std::size_t height() const noexcept { return stack_.size(); }
    /// Forgets the operands above a height.
    void cut(std::size_t height) { stack_.resize(height); }
    /// The height below which operands belong to outer frames.
    [[nodiscard]] std::size_t floor() const noexcept { return floor_; }
    void set_floor(std::size_t height) noexcept { floor_ = height; }

    /// Whether to do what is likely to trap or not to end.
    [[nodiscard]] bool bold() { return choices_.below(boldness_) == 1; }
    [[nodiscard]] BinaryWriter& code() noexcept { return code_; }
    void i32_const(i64 value) { code_.opcode(Op::i32_const).signed_leb(value); }

private:
    void write(const Word& word, u32 depth);
    void operand(const Word& word, ValueType type, u32 depth);
    void expression(ValueType type, u32 depth);
    void constant(ValueType type);
    void read_local(ValueType type);
    void read_global(ValueType type);
    void address(ValueType type);
    void masked(ValueType type, u32 mask);
    void small_float(ValueType type);
    void integer(ValueType type, i64 value);
    void binary(ValueType type, Op narrow, Op wide);
    void immediates(const Word& word);
    void discard();
    void store(ValueType type, u32 local);
    [[nodiscard]] u64 edge();
    [[nodiscard]] std::optional<u32> local_of(ValueType type);
    [[nodiscard]] std::optional<u32> global_of(ValueType type, bool to_set);

    Choices& choices_;
    const Surroundings& surroundings_;
    const Vocabulary& vocabulary_;
    Types locals_;
    Types stack_;
    std::size_t floor_ = 0;
    u32 boldness_;
    BinaryWriter code_;
};
} // namespace pawl::fuzz
