// The instructions that generated functions are made of.
#pragma once

#include "engine/isa/opcode.hpp"
#include "fuzz/generators/surroundings.hpp"

#include <deque>

namespace pawl::fuzz
{
/// An instruction without structure: what it takes, what it gives, and its immediates.
struct Word
{
    Op op{};
    std::vector<ValueType> in, out;
    Bytes immediates; ///< empty where they are chosen anew at each use, or where there are none
};

/// All instructions that this build executes, except control, calls and locals, as they may stand
/// in one module. The surroundings outlive it.
class Vocabulary
{
public:
    explicit Vocabulary(const Surroundings& surroundings);
    Vocabulary(const Vocabulary&) = delete;
    Vocabulary& operator=(const Vocabulary&) = delete;
    ~Vocabulary() = default;

    [[nodiscard]] std::span<const Word* const> words() const noexcept { return words_; }
    /// Those that give one value of this type and take something.
    [[nodiscard]] std::span<const Word* const> giving(ValueType type) const;
    /// Those that compare or test.
    [[nodiscard]] std::span<const Word* const> conditions() const noexcept { return conditions_; }

private:
    void special(Op op, std::vector<ValueType> in, std::vector<ValueType> out,
                 std::initializer_list<u64> immediates = {});
    void add_polymorphic();
    void add_variables(const Surroundings& surroundings);
    void add_memory(const Surroundings& surroundings);
    void add_table(const Surroundings& surroundings, u32 table);
    void add_table_copies(const Surroundings& surroundings, u32 to);
    void sort_words();

    std::deque<Word> special_;
    std::vector<const Word*> words_;
    std::vector<std::pair<ValueType, std::vector<const Word*>>> by_result_;
    std::vector<const Word*> conditions_;
};
} // namespace pawl::fuzz
