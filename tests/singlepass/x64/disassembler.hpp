// Another's reading of machine code: LLVM's.
#pragma once

#include "base/bytes.hpp"

#include <string>
#include <string_view>

namespace pawl::x64
{
/// Reads instructions of x86-64 and writes them in Intel's syntax.
class Disassembler
{
public:
    /// The text of one instruction and how many bytes it took: none if these are no instruction.
    struct Reading
    {
        std::string_view text;
        std::size_t size;
    };

    Disassembler();
    ~Disassembler();
    Disassembler(const Disassembler&) = delete;
    Disassembler& operator=(const Disassembler&) = delete;

    /// Reads the first instruction of `code`. The text stands until the next reading.
    [[nodiscard]] Reading read(BytesView code);

private:
    /// Appends the text of what LLVM takes for one instruction, with single blanks.
    std::size_t append(BytesView code);

    void* context_;
    std::string text_;
};
} // namespace pawl::x64
