// Random function bodies that are valid.
#pragma once

#include "engine/module/writer.hpp"
#include "fuzz/generators/choices.hpp"
#include "fuzz/generators/vocabulary.hpp"

namespace pawl::fuzz
{
/// Generates one body, instruction by instruction, with the operand types at hand: where an
/// instruction needs others than those on top of the stack, constants and locals supply them. Code
/// after an unconditional branch goes on for a while, because dead code has rules of its own.
class BodyGenerator
{
public:
    /// `function_types` are the indices of all functions' types. All arguments outlive it.
    BodyGenerator(Choices& choices, std::span<const u32> function_types, u32 function);

    /// The body: declarations of locals, code, the final `end`.
    [[nodiscard]] Bytes generate() &&;

private:
    using Types = std::vector<ValueType>;

    struct Frame
    {
        Types label, results;
        std::size_t height = 0; ///< operands below its parameters
    };

    void sequence();
    void instruction();
    void word();
    void local();
    void block(Op op);
    void counted_loop();
    void branch_if();
    void leave();
    void branch_table();
    void call();
    void call_indirect();

    void open(Op op, const FunctionType& type, u32 type_index);
    void alternative();
    void close();
    void dead();

    void supply(std::span<const ValueType> types);
    void supply_small(std::span<const ValueType> types);
    void supply_one(ValueType type);
    void constant(ValueType type);
    void fit(std::span<const ValueType> results);
    void pop(std::size_t count) { stack_.resize(stack_.size() - count); }
    void push(std::span<const ValueType> types);
    void immediates(const Word& word);
    void number(u32 bytes);
    [[nodiscard]] const Frame& target(u32 depth) const
    {
        return frames_[frames_.size() - 1 - depth];
    }

    Choices& choices_;
    std::span<const u32> function_types_;
    const FunctionType& type_;
    Types locals_;
    u32 free_counters_;
    u32 budget_;
    bool live_ = true;
    Types stack_;
    std::vector<Frame> frames_;
    BinaryWriter code_;
};
} // namespace pawl::fuzz
