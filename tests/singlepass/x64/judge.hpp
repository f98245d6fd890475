// Compares what the assembler emits with what a disassembler reads, over all operands.
#pragma once

#include "singlepass/x64/asm.hpp"
#include "tests/singlepass/x64/disassembler.hpp"
#include "tests/singlepass/x64/intel_syntax.hpp"

#include <concepts>
#include <initializer_list>
#include <string>
#include <vector>

namespace pawl::x64
{
/// Where an instruction is tried: all of these, or one of them for each place in turn.
using Constants = std::vector<i32>;

/// Constants at which an encoding may change, of that width.
[[nodiscard]] Constants boundary_constants(Width width);

/// Every base, index, scale and displacement that matters, without variants.
[[nodiscard]] const std::vector<Place>& every_place();

/// Judges forms of instructions. Each takes `emit`, which is tried over all operands: over all
/// registers and pairs of them, and over every place, beside which registers, constants, segment
/// and address width take turns.
class Judge
{
public:
    Judge() = default;
    ~Judge();
    Judge(const Judge&) = delete;
    Judge& operator=(const Judge&) = delete;

    /// One instruction: `emit(assembler)` must read as `text`.
    template <typename Emit>
    void expect(const std::string& text, const Emit& emit)
    {
        Assembler assembler{space_};
        emit(assembler);
        compare(text, assembler.code());
    }

    /// `emit(assembler, register)`.
    template <typename Reg, typename Emit>
    void one(const std::string& mnemonic, Width width, const Emit& emit,
             const std::string& suffix = "")
    {
        for (const Reg reg : registers<Reg>())
            expect(mnemonic + ' ' + name(reg, width) + suffix,
                   [&](auto& assembler) { emit(assembler, reg); });
    }
    /// `emit(assembler, memory)`.
    template <typename Emit>
    void one_place(const std::string& mnemonic, Width width, const Emit& emit,
                   const std::string& suffix = "")
    {
        for (const Place& plain : every_place())
        {
            const Place place = varied(plain);
            expect(prefixed(mnemonic, place) + name(place, width) + suffix,
                   [&](auto& assembler) { emit(assembler, place.operand()); });
        }
    }
    /// Both of them.
    template <typename Emit>
    void one_rm(const std::string& mnemonic, Width width, const Emit& emit,
                const std::string& suffix = "")
    {
        one<Gpr>(mnemonic, width, emit, suffix);
        one_place(mnemonic, width, emit, suffix);
    }

    /// `emit(assembler, first, second)`, registers both.
    template <typename First, typename Second, typename Emit>
    void two(const std::string& mnemonic, Width first_width, Width second_width, const Emit& emit,
             const std::string& suffix = "")
    {
        for (const First first : registers<First>())
            one<Second>(
                mnemonic + ' ' + name(first, first_width) + ',', second_width,
                [&](auto& assembler, Second second) { emit(assembler, first, second); }, suffix);
    }
    /// `emit(assembler, register, memory)`.
    template <typename First, typename Emit>
    void from_place(const std::string& mnemonic, Width first_width, Width second_width,
                    const Emit& emit, const std::string& suffix = "")
    {
        for (const Place& plain : every_place())
        {
            const Place place = varied(plain);
            const First first = next<First>();
            expect(prefixed(mnemonic, place) + name(first, first_width) + ", " +
                       name(place, second_width) + suffix,
                   [&](auto& assembler) { emit(assembler, first, place.operand()); });
        }
    }
    /// `emit(assembler, memory, register)`.
    template <typename Second, typename Emit>
    void to_place(const std::string& mnemonic, Width width, Width second_width, const Emit& emit)
    {
        for (const Place& plain : every_place())
        {
            const Place place = varied(plain);
            const Second second = next<Second>();
            expect(prefixed(mnemonic, place) + name(place, width) + ", " +
                       name(second, second_width),
                   [&](auto& assembler) { emit(assembler, place.operand(), second); });
        }
    }
    /// `emit(assembler, first, second)`, where the second is a register or memory.
    template <typename First, typename Second, typename Emit>
    void two_rm(const std::string& mnemonic, Width first_width, Width second_width,
                const Emit& emit, const std::string& suffix = "")
    {
        two<First, Second>(mnemonic, first_width, second_width, emit, suffix);
        from_place<First>(mnemonic, first_width, second_width, emit, suffix);
    }

    /// All registers of a kind.
    template <typename Reg>
    [[nodiscard]] static std::vector<Reg> registers()
    {
        std::vector<Reg> all;
        for (u32 index = 0; index < register_count; ++index)
            all.push_back(static_cast<Reg>(index));
        return all;
    }

    /// The mnemonic and a blank. Where a place has no register whose name would tell that addresses
    /// are of 32 bits, LLVM says it before the mnemonic.
    [[nodiscard]] static std::string prefixed(const std::string& mnemonic, const Place& place);

private:
    /// A number that does not move in step with any operand.
    [[nodiscard]] u32 turn() { return ++turns_ * 0x9E37'79B9U >> 24; }
    template <typename T>
    [[nodiscard]] T next()
    {
        return static_cast<T>(turn() % register_count);
    }
    /// The place in one of its variants, which take turns.
    [[nodiscard]] Place varied(Place place);
    void compare(const std::string& text, BytesView code);

    Disassembler disassembler_;
    Bytes space_ = Bytes(64, 0xCC);
    u32 turns_ = 0;
    u32 differences_ = 0;
};
} // namespace pawl::x64
