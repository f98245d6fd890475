// Writes generated programs into a folder: seeds for targets that take a module's bytes.
#include "fuzz/generators/program.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace
{
constexpr unsigned programs = 64;

void write_program(const std::filesystem::path& folder, unsigned number)
{
    std::mt19937_64 random{number};
    pawl::Bytes choices(16 * number);
    for (pawl::u8& byte : choices)
        byte = static_cast<pawl::u8>(random());
    const pawl::Bytes program = pawl::fuzz::generate_program(choices);
    std::ofstream file{folder / fmt::format("generated-{:02}.wasm", number), std::ios::binary};
    file.write(reinterpret_cast<const char*>(program.data()),
               static_cast<std::streamsize>(program.size()));
}
} // namespace

int main(int count, char** words)
{
    if (count != 2)
    {
        fmt::print(stderr, "usage: make_seeds FOLDER\n");
        return 2;
    }
    for (unsigned number = 0; number < programs; ++number)
        write_program(words[1], number);
    return 0;
}
