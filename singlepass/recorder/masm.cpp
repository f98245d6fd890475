#include "singlepass/recorder/masm.hpp"

namespace pawl::singlepass::recorder
{
void Masm::line(std::string_view pattern, std::initializer_list<std::string_view> parts)
{
    for (const std::string_view part : parts)
    {
        const std::size_t hole = pattern.find("{}");
        text_.append(pattern.substr(0, hole)).append(part);
        pattern.remove_prefix(hole + 2);
    }
    text_.append(pattern).push_back('\n');
}

std::string Masm::reg(Reg reg)
{
    static constexpr std::array<std::string_view, 9> integers{"t0", "t1", "t2", "a0",   "a1",
                                                              "a2", "b0", "b1", "spare"};
    static constexpr std::array<std::string_view, 9> floats{"u0", "u1", "u2", "f0",    "f1",
                                                            "f2", "-",  "-",  "fspare"};
    return std::string{(is_float(reg) ? floats : integers)[number(reg)]};
}

std::string Masm::places(u32 first, u32 count)
{
    if (count == 1)
        return place(first);
    return "[" + std::to_string(first) + ".." + std::to_string(first + count - 1) + "]";
}

std::string Masm::operand(const Operand& operand)
{
    switch (operand.in)
    {
    case Operand::In::reg:
        return reg(operand.reg);
    case Operand::In::slot:
        return place(operand.slot);
    case Operand::In::constant:
        return std::to_string(operand.bits);
    }
    return {};
}

std::string Masm::address(const MemoryAccess& access)
{
    std::string out = "(" + operand(access.address) + " + " + std::to_string(access.offset);
    if (access.wraps)
        out += " in 32 bits";
    if (access.memory != 0)
        out += " in " + std::to_string(access.memory);
    return out + (access.guarded ? ")" : ", checked)");
}

std::string Masm::name(Label& label)
{
    if (!label.bound() && !label.used())
        label.last_jump = labels_++;
    return "L" + std::to_string(label.bound() ? label.position : label.last_jump);
}

void Masm::begin(u32 units, u32, RegSet saved)
{
    labels_ = 0;
    std::string homes;
    while (!saved.empty())
        homes += " " + reg(saved.take_first());
    line("function of {} units{}{}",
         {std::to_string(units), homes.empty() ? "" : ", saves", homes});
}

u32 Masm::enter(u32 price)
{
    line("enter for {}", {std::to_string(price)});
    return 0;
}

u32 Masm::charge(u32 price, bool checked)
{
    line("charge {}{}", {std::to_string(price), checked ? ", checked" : ""});
    return 0;
}

void Masm::bind(Label& label)
{
    const std::string named = name(label);
    label.position = label.used() ? label.last_jump : labels_++;
    line("{}:", {named});
}

void Masm::jump_table(Reg a, std::span<Label* const> labels)
{
    std::string all;
    for (Label* const label : labels)
        all += " " + name(*label);
    line("by {} go{}", {reg(a), all});
}
} // namespace pawl::singlepass::recorder
