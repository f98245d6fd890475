#include "tests/singlepass/x64/judge.hpp"

#include <gtest/gtest.h>

namespace pawl::x64
{
namespace
{
/// How many differences are described; the others are counted.
constexpr u32 described = 5;

std::vector<Place> build_places()
{
    std::vector<Place> places;
    for (const i32 displacement : {0, 1, -1, 127, 128, -128, -129, 0x7FFF'FFFF})
    {
        places.push_back({.displacement = displacement});
        places.push_back({.displacement = displacement, .rip = true});
        for (const Gpr base : Judge::registers<Gpr>())
            places.push_back({.base = base, .displacement = displacement});
        for (const Gpr index : Judge::registers<Gpr>())
            for (const Scale scale : {Scale::x1, Scale::x2, Scale::x4, Scale::x8})
            {
                if (index == Gpr::rsp)
                    continue;
                places.push_back({.index = index, .scale = scale, .displacement = displacement});
                for (const Gpr base : Judge::registers<Gpr>())
                    places.push_back({base, index, scale, displacement});
            }
    }
    return places;
}
} // namespace

Constants boundary_constants(Width width)
{
    Constants all{0, 1, -1, 127, -128};
    if (width == w8)
        return all;
    all.insert(all.end(), {128, -129, 0x7FFF, -0x8000});
    if (width != w16)
        all.insert(all.end(), {0x8000, 0x7FFF'FFFF, -0x7FFF'FFFF - 1});
    return all;
}

const std::vector<Place>& every_place()
{
    static const std::vector<Place> places = build_places();
    return places;
}

Judge::~Judge()
{
    if (differences_ > described)
        ADD_FAILURE() << "and " << differences_ - described << " more differences";
}

Place Judge::varied(Place place)
{
    const u32 variant = turn();
    place.gs = variant % 2 != 0;
    place.narrow = variant / 2 % 2 != 0;
    return place;
}

std::string Judge::prefixed(const std::string& mnemonic, const Place& place)
{
    const bool nameless = place.narrow && !place.base && !place.index && !place.rip;
    const std::size_t at = mnemonic.starts_with("lock ") ? 5 : 0;
    return mnemonic.substr(0, at) + (nameless ? "addr32 " : "") + mnemonic.substr(at) + ' ';
}

void Judge::compare(const std::string& text, BytesView code)
{
    const auto [read, size] = disassembler_.read(space_);
    if (read == text && size == code.size())
        return;
    if (differences_++ < described)
        ADD_FAILURE() << to_hex(code) << " of " << code.size() << " bytes is meant as\n  " << text
                      << "\nand read, in " << size << " bytes, as\n  " << read;
}
} // namespace pawl::x64
