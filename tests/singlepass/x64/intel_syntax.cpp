#include "tests/singlepass/x64/intel_syntax.hpp"

#include <array>
#include <string_view>

namespace pawl::x64
{
namespace
{
constexpr std::array<std::array<std::string_view, 16>, 4> gpr_names{{
    {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b", "r10b", "r11b", "r12b",
     "r13b", "r14b", "r15b"},
    {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w", "r10w", "r11w", "r12w", "r13w",
     "r14w", "r15w"},
    {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "r8d", "r9d", "r10d", "r11d", "r12d",
     "r13d", "r14d", "r15d"},
    {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
     "r14", "r15"},
}};
constexpr std::array<std::string_view, 5> pointer_names{"byte", "word", "dword", "qword",
                                                        "xmmword"};

/// The factor before an index: LLVM leaves out a 1, but not where it tells an index from a base.
std::string factor(const Place& place)
{
    if (place.scale == Scale::x1 && place.base)
        return "";
    return std::to_string(1 << static_cast<u32>(place.scale)) + '*';
}
} // namespace

std::string name(Gpr reg, Width width)
{
    return std::string{gpr_names.at(static_cast<u32>(width)).at(number(reg))};
}

std::string name(Xmm reg, Width)
{
    return "xmm" + std::to_string(number(reg));
}

Mem Place::operand() const
{
    Mem result = rip             ? Mem::rip(displacement)
                 : base && index ? Mem{*base, *index, scale, displacement}
                 : base          ? Mem{*base, displacement}
                 : index         ? Mem::scaled(*index, scale, displacement)
                                 : Mem::absolute(displacement);
    if (gs)
        result = result.gs();
    return narrow ? result.narrow() : result;
}

std::string address(const Place& place)
{
    const Width width = place.narrow ? w32 : w64;
    std::string sum;
    if (place.rip)
        sum = place.narrow ? "eip" : "rip";
    if (place.base)
        sum = name(*place.base, width);
    if (place.index)
        sum += (sum.empty() ? "" : " + ") + factor(place) + name(*place.index, width);
    const i64 displacement = place.displacement;
    if (sum.empty())
        sum = std::to_string(displacement);
    else if (displacement != 0)
        sum += (displacement < 0 ? " - " : " + ") + std::to_string(std::abs(displacement));
    return (place.gs ? "gs:[" : "[") + sum + ']';
}

std::string name(const Place& place, Width width)
{
    return std::string{pointer_names.at(static_cast<u32>(width))} + " ptr " + address(place);
}

std::string full_constant(Width width, i32 value)
{
    const i64 printed = width == w16   ? static_cast<u16>(value)
                        : width == w32 ? static_cast<u32>(value)
                                       : i64{value};
    return ", " + std::to_string(printed);
}

std::string short_constant(Width width, i32 value)
{
    return full_constant(value == static_cast<i8>(value) ? w8 : width, value);
}
} // namespace pawl::x64
