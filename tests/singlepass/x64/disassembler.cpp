#include "tests/singlepass/x64/disassembler.hpp"

#include "base/check.hpp"

#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>

#include <array>

namespace pawl::x64
{
Disassembler::Disassembler()
{
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86Disassembler();
    context_ = LLVMCreateDisasm("x86_64-unknown-linux-gnu", nullptr, 0, nullptr, nullptr);
    PAWL_CHECK(context_ != nullptr, "LLVM knows no x86-64");
    PAWL_CHECK(LLVMSetDisasmOptions(context_, LLVMDisassembler_Option_AsmPrinterVariant) != 0,
               "LLVM knows no Intel syntax");
}

Disassembler::~Disassembler()
{
    LLVMDisasmDispose(context_);
}

Disassembler::Reading Disassembler::read(BytesView code)
{
    text_.clear();
    std::size_t size = append(code);
    // LLVM takes a prefix that comes first for an instruction of its own.
    if (text_ == "lock" && size == 1)
        size += append(code.subspan(1));
    return {text_, size};
}

std::size_t Disassembler::append(BytesView code)
{
    std::array<char, 256> line{};
    // LLVM reads only, though its interface does not say so.
    const std::size_t size = LLVMDisasmInstruction(context_, const_cast<u8*>(code.data()),
                                                   code.size(), 0, line.data(), line.size());
    for (const char* at = line.data(); *at != '\0'; ++at)
    {
        const bool blank = *at == '\t' || *at == ' ';
        if (!blank)
            text_ += *at;
        else if (!text_.empty() && text_.back() != ' ')
            text_ += ' ';
    }
    return size;
}
} // namespace pawl::x64
