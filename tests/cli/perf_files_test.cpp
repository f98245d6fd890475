// The files that Linux perf reads, read as it reads them.
#include "cli/exit_code.hpp"
#include "cli/modules.hpp"
#include "cli/perf_files.hpp"
#include "engine/module/writer.hpp"
#include "engine/tier.hpp"
#include "singlepass/singlepass.hpp"
#include "tests/cli/program.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <sstream>

namespace pawl::cli
{
namespace
{
using std::filesystem::path;

struct Piece
{
    u64 address = 0;
    std::string name;
    std::string code;
    bool operator==(const Piece&) const = default;
};

path map_in(const path& folder)
{
    return folder / ("perf-" + std::to_string(getpid()) + ".map");
}
path dump_in(const path& folder)
{
    return folder / ("jit-" + std::to_string(getpid()) + ".dump");
}

std::string content(const path& file)
{
    std::ifstream in{file, std::ios::binary};
    EXPECT_TRUE(in.is_open()) << file;
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Takes a number from the front of the bytes.
template <typename Number>
Number take(std::string_view& bytes)
{
    Number out{};
    EXPECT_GE(bytes.size(), sizeof out);
    std::memcpy(&out, bytes.data(), sizeof out);
    bytes.remove_prefix(sizeof out);
    return out;
}

/// What a dump says was loaded, as far as it is well-formed.
std::vector<Piece> read_dump(std::string_view in)
{
    EXPECT_EQ(take<u32>(in), 0x4A695444U);
    EXPECT_EQ(take<u32>(in), 1U);
    EXPECT_EQ(take<u32>(in), 40U);
    EXPECT_NE(take<u32>(in), 0U) << "the machine";
    in.remove_prefix(4);
    EXPECT_EQ(take<u32>(in), static_cast<u32>(getpid()));
    u64 time = take<u64>(in);
    EXPECT_EQ(take<u64>(in), 0U) << "flags: the time is not that of the processor";
    std::vector<Piece> out;
    while (!in.empty() && !testing::Test::HasFailure())
    {
        const std::size_t before = in.size();
        EXPECT_EQ(take<u32>(in), 0U) << "code is loaded";
        const u32 size = take<u32>(in);
        const u64 now = take<u64>(in);
        EXPECT_GE(now, time);
        time = now;
        EXPECT_EQ(take<u32>(in), static_cast<u32>(getpid()));
        EXPECT_NE(take<u32>(in), 0U) << "the thread";
        Piece piece{.address = take<u64>(in), .name = {}, .code = {}};
        EXPECT_EQ(take<u64>(in), piece.address);
        const u64 code_size = take<u64>(in);
        EXPECT_EQ(take<u64>(in), out.size()) << "each has a number of its own";
        piece.name = in.substr(0, in.find('\0'));
        in.remove_prefix(piece.name.size() + 1);
        piece.code = in.substr(0, code_size);
        in.remove_prefix(code_size);
        EXPECT_EQ(before - in.size(), size);
        out.push_back(std::move(piece));
    }
    return out;
}

/// What a map says, as address, size and name; the code is that many zeros.
std::vector<Piece> read_map(const std::string& text)
{
    std::vector<Piece> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);)
    {
        std::istringstream fields{line};
        u64 address = 0, size = 0;
        fields >> std::hex >> address >> size;
        EXPECT_FALSE(fields.fail()) << line;
        fields.get();
        std::string name;
        std::getline(fields, name);
        out.push_back({address, name, std::string(size, '\0')});
    }
    return out;
}

u64 number(const void* address)
{
    return reinterpret_cast<u64>(address);
}
} // namespace

TEST(perf_files, hold_each_piece_of_code_with_its_name)
{
    const test::TemporaryFolder folder;
    const Bytes first{1, 2, 3}, second{0, 0xFF};
    {
        PerfFiles files{folder.path()};
        files.on_code("first of two", first);
        files.on_code("a\nb", second);
    }
    EXPECT_EQ(read_dump(content(dump_in(folder.path()))),
              (std::vector<Piece>{{number(first.data()), "first of two", "\1\2\3"},
                                  {number(second.data()), "a?b", std::string{"\0\xFF", 2}}}));
    EXPECT_EQ(read_map(content(map_in(folder.path()))),
              (std::vector<Piece>{{number(first.data()), "first of two", std::string(3, '\0')},
                                  {number(second.data()), "a?b", std::string(2, '\0')}}));
}

TEST(perf_files, replace_what_another_process_of_the_same_number_left)
{
    const test::TemporaryFolder folder;
    const path elsewhere = folder.path() / "elsewhere";
    std::ofstream{elsewhere} << "mine";
    std::filesystem::create_symlink(elsewhere, map_in(folder.path()));
    const PerfFiles files{folder.path()};
    EXPECT_EQ(content(elsewhere), "mine");
    EXPECT_FALSE(std::filesystem::is_symlink(map_in(folder.path())));
}

TEST(perf_files, that_cannot_be_written_stop_the_program)
{
    try
    {
        const PerfFiles files{"/nowhere"};
        FAIL() << "there is no such folder";
    }
    catch (const Stop& stop)
    {
        EXPECT_EQ(stop.code, ExitCode::usage);
        EXPECT_NE(stop.text.find("--perf cannot write /nowhere/perf-"), std::string::npos);
    }
}

TEST(perf_files, name_the_functions_of_modules_that_are_compiled_and_the_stubs)
{
    if (singlepass::make_singlepass() == nullptr)
        GTEST_SKIP() << "no singlepass here";
    ModuleWriter writer;
    const u32 type = writer.type({}, {});
    writer.function(type, {}, {});
    writer.function(type, {}, {});
    writer.exported("execute", ExternKind::function, 1);
    const auto module = analyse(writer.bytes(), default_profile(), default_schedule());
    ASSERT_TRUE(module);

    const auto tier = make_tier({.name = "singlepass", .threads = 1, .perf = true});
    const auto executable = tier->prepare(*module);
    const std::vector<Piece> pieces = read_dump(content(dump_in("/tmp")));
    std::filesystem::remove(dump_in("/tmp"));
    std::filesystem::remove(map_in("/tmp"));
    std::map<std::string, Piece> by_name;
    for (const Piece& piece : pieces)
        by_name[piece.name] = piece;
    EXPECT_EQ(by_name.size(), pieces.size());
    for (u32 defined = 0; defined < 2; ++defined)
    {
        const Piece& piece = by_name[defined == 0 ? "wasm[0]" : "execute"];
        EXPECT_EQ(piece.address, number(executable->code(defined)));
        ASSERT_FALSE(piece.code.empty());
        EXPECT_EQ(std::memcmp(piece.code.data(), executable->code(defined), piece.code.size()), 0);
    }
    EXPECT_TRUE(by_name.contains("pawl enter"));
    EXPECT_TRUE(by_name.contains("pawl foreign call"));
}
} // namespace pawl::cli
