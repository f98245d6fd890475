// Random function bodies that are valid.
#pragma once

#include "fuzz/generators/operands.hpp"

namespace pawl::fuzz
{
/// Generates one body, instruction by instruction. Code after an unconditional branch goes on for a
/// while, because dead code has rules of its own.
class BodyGenerator
{
public:
    /// `function` is the index of a function that the module defines. All arguments outlive it.
    BodyGenerator(Choices& choices, const Surroundings& surroundings, const Vocabulary& vocabulary,
                  u32 function);

    /// The body: declarations of locals, code, the final `end`.
    [[nodiscard]] Bytes generate() &&;

private:
    using Types = std::vector<ValueType>;

    struct Frame
    {
        Types label, results;
        std::size_t height = 0; ///< operands below its parameters
        bool loops = false;
    };

    void sequence(u32 longest);
    void instruction();
    void block(Op op);
    void counted_loop();
    void branch_if();
    void leave();
    void branch();
    void branch_table();
    void call();
    void call_indirect();
    void finish_call(const FunctionType& type);

    void open(Op op, u32 type);
    void block_type(u32 type);
    void alternative();
    void close();
    void dead();
    void sometimes_not();

    [[nodiscard]] u32 choose_type();
    [[nodiscard]] u32 choose_callee();
    [[nodiscard]] u32 choose_table();
    [[nodiscard]] u32 choose_depth();
    [[nodiscard]] const Frame& target(u32 depth) const
    {
        return frames_[frames_.size() - 1 - depth];
    }

    Choices& choices_;
    const Surroundings& surroundings_;
    const u32 function_;
    const FunctionType& type_;
    Types declared_;
    u32 first_counter_;
    u32 free_counters_;
    u32 budget_;
    bool live_ = true;
    Operands values_;
    BinaryWriter& code_;
    std::vector<Frame> frames_;
};
} // namespace pawl::fuzz
