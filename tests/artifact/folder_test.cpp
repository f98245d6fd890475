#include "engine/artifact/folder.hpp"
#include "engine/artifact/without_bodies.hpp"
#include "tests/artifact/subject.hpp"
#include "tests/artifact/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

namespace pawl::test
{
namespace
{
namespace fs = std::filesystem;

Bytes read(const fs::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write(const fs::path& file, BytesView bytes)
{
    std::ofstream{file, std::ios::binary}.write(as_text(bytes).data(),
                                                static_cast<std::streamsize>(bytes.size()));
}

/// A folder with one artifact.
class Folder : public ::testing::Test
{
protected:
    Folder() { open(place).keep(key, content); }

    /// The folder as another process sees it.
    ArtifactFolder open(const fs::path& path, u64 budget = ArtifactFolder::default_budget_bytes)
    {
        return ArtifactFolder{path, [this](std::string_view what) { said.emplace_back(what); },
                              budget};
    }
    /// Whether the artifact is found, the very one that was kept.
    bool finds(const ArtifactFolder& folder) const
    {
        const auto found = folder.find(key);
        if (!found)
            return false;
        EXPECT_TRUE(equal((*found)->code(), compiled.code));
        return true;
    }
    /// Whether it is not found, for something is wrong with it, and that was said.
    bool misses(const ArtifactFolder& folder)
    {
        said.clear();
        const ArtifactCounts before = folder.counts();
        return !finds(folder) && folder.counts().unusable == before.unusable + 1 &&
               said.size() == 1;
    }
    [[nodiscard]] fs::path file() const { return place / (to_hex(key) + ".artifact"); }

    TemporaryFolder temporary;
    const fs::path place = temporary.path() / "artifacts";
    const AnalysedModule module = analysed(module_of_all_kinds());
    const CompiledModule compiled = compiling_tier().compile(module);
    const Bytes skeleton = without_bodies(module.module);
    const ArtifactContent content{
        .module = skeleton, .instantiation_price = 1, .compiled = compiled};
    Bytes32 key{{1, 2, 3}};
    std::vector<std::string> said;
};

TEST_F(Folder, keeps_artifacts_for_later_processes)
{
    const ArtifactFolder folder = open(place);
    EXPECT_TRUE(finds(folder));
    EXPECT_FALSE(folder.find(Bytes32{}));
    const ArtifactCounts counts = folder.counts();
    EXPECT_EQ(counts.found, 1U);
    EXPECT_EQ(counts.absent, 1U);
    EXPECT_EQ(counts.unusable, 0U);
    EXPECT_TRUE(said.empty());
}

TEST_F(Folder, is_for_its_user_alone)
{
    for (const fs::path& path : {place, place / "secret", file()})
    {
        const fs::perms others = fs::perms::group_all | fs::perms::others_all;
        EXPECT_EQ(fs::status(path).permissions() & others, fs::perms::none) << path;
    }
}

TEST_F(Folder, misses_what_differs_in_a_byte)
{
    const ArtifactFolder folder = open(place);
    Bytes bytes = read(file());
    for (u8& byte : bytes)
    {
        byte ^= 0x10;
        write(file(), bytes);
        EXPECT_TRUE(misses(folder)) << "byte " << &byte - bytes.data();
        byte ^= 0x10;
    }
    write(file(), bytes);
    EXPECT_TRUE(finds(folder));
}

TEST_F(Folder, misses_what_is_cut_short_anywhere)
{
    const ArtifactFolder folder = open(place);
    for (std::size_t size = fs::file_size(file()); size-- != 0;)
    {
        fs::resize_file(file(), size);
        EXPECT_TRUE(misses(folder)) << size;
    }
}

// The most memory that the process ever had.
u64 most_memory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<u64>(usage.ru_maxrss) * 1024;
}

TEST_F(Folder, takes_no_memory_for_a_file_that_is_larger_than_it_says)
{
    const ArtifactFolder folder = open(place);
    const u64 before = most_memory();
    fs::resize_file(file(), u64{1} << 30); // Without taking place on the disk.
    EXPECT_TRUE(misses(folder));
    EXPECT_LT(most_memory() - before, u64{1} << 28);
}

TEST_F(Folder, what_is_wrong_is_put_right_when_it_is_kept_again)
{
    const ArtifactFolder folder = open(place);
    write(file(), {});
    EXPECT_TRUE(misses(folder));
    folder.keep(key, content);
    EXPECT_TRUE(finds(folder));
}

TEST_F(Folder, misses_what_stands_under_the_key_of_another)
{
    const ArtifactFolder folder = open(place);
    key.bytes[0] = 9;
    fs::rename(place / (to_hex(Bytes32{{1, 2, 3}}) + ".artifact"), file());
    EXPECT_TRUE(misses(folder));
}

TEST_F(Folder, misses_what_a_node_with_another_secret_wrote)
{
    fs::remove(place / "secret");
    const ArtifactFolder folder = open(place);
    EXPECT_TRUE(misses(folder));
}

TEST_F(Folder, misses_what_is_no_file)
{
    const ArtifactFolder folder = open(place);
    fs::remove(file());
    ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
    EXPECT_TRUE(misses(folder));
    fs::remove(file());
    fs::create_directory(file());
    EXPECT_TRUE(misses(folder));
    fs::remove(file());
    fs::create_symlink("/dev/zero", file());
    EXPECT_TRUE(misses(folder));
}

TEST_F(Folder, uses_no_secret_that_others_may_know)
{
    fs::permissions(place / "secret", fs::perms::others_read, fs::perm_options::add);
    const ArtifactFolder folder = open(place);
    EXPECT_EQ(said.size(), 1U);
    EXPECT_FALSE(finds(folder));
    folder.keep(key, content);
    EXPECT_EQ(folder.counts().kept, 0U);
}

TEST_F(Folder, a_folder_that_cannot_be_had_has_nothing)
{
    write(temporary.path() / "file", {});
    for (const fs::path& path :
         {temporary.path() / "file", temporary.path() / "file" / "below", fs::path{"/proc/none"}})
    {
        said.clear();
        const ArtifactFolder folder = open(path);
        EXPECT_EQ(said.size(), 1U) << path;
        folder.keep(key, content);
        EXPECT_FALSE(finds(folder)) << path;
    }
}

TEST_F(Folder, a_folder_that_goes_away_has_nothing)
{
    const ArtifactFolder folder = open(place);
    fs::remove_all(place);
    EXPECT_FALSE(finds(folder));
    folder.keep(key, content);
    EXPECT_EQ(folder.counts().not_kept, 1U);
    EXPECT_FALSE(fs::exists(place));
}

// The limit on the size of files fails writes half-way, as a full disk does.
TEST_F(Folder, a_full_disk_keeps_nothing_and_leaves_nothing)
{
    const ArtifactFolder folder = open(place);
    fs::remove(file());
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    folder.keep(key, content);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_EQ(folder.counts().not_kept, 1U);
    EXPECT_EQ(said.size(), 1U);
    EXPECT_FALSE(finds(folder));
    EXPECT_EQ(std::distance(fs::directory_iterator{place}, {}), 1) << "the secret";
}

TEST_F(Folder, what_is_swapped_or_written_while_it_is_read_is_right_or_missed)
{
    const ArtifactFolder folder = open(place);
    const Bytes right = read(file());
    Bytes wrong = right;
    wrong[wrong.size() / 2] ^= 1;
    std::atomic<bool> done{false};
    std::jthread other{[&]
                       {
                           const fs::path beside = place / "beside";
                           while (!done)
                           {
                               write(beside, wrong);
                               fs::rename(beside, file());
                               write(file(), right); // in place
                           }
                       }};
    int found = 0;
    for (int i = 0; i < 2000; ++i)
        found += finds(folder) ? 1 : 0; // which compares the code
    done = true;
    other.join();
    const ArtifactCounts counts = folder.counts();
    EXPECT_EQ(counts.found, static_cast<u64>(found));
    EXPECT_EQ(counts.found + counts.absent + counts.unusable, 2000U);
}

TEST_F(Folder, processes_that_come_first_together_agree_on_the_secret)
{
    fs::remove_all(place);
    std::vector<std::jthread> processes;
    for (u8 number = 1; number <= 8; ++number)
        processes.emplace_back([&, number]
                               { ArtifactFolder{place}.keep(Bytes32{{number}}, content); });
    processes.clear();
    const ArtifactFolder folder = open(place);
    for (u8 number = 1; number <= 8; ++number)
    {
        // Where another one opened the folder meanwhile, it was not kept.
        if (fs::exists(place / (to_hex(Bytes32{{number}}) + ".artifact")))
        {
            EXPECT_TRUE(folder.find(Bytes32{{number}})) << int{number};
        }
    }
}

TEST_F(Folder, what_was_written_longest_ago_goes_when_the_budget_is_used_up)
{
    const u64 each = fs::file_size(file());
    const ArtifactFolder folder = open(place, 4 * each + 100);
    for (u8 number = 10; number < 20; ++number)
    {
        folder.keep(Bytes32{{number}}, content);
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    EXPECT_FALSE(finds(folder));
    EXPECT_FALSE(folder.find(Bytes32{{10}}));
    EXPECT_TRUE(folder.find(Bytes32{{19}}));
    EXPECT_LE(std::distance(fs::directory_iterator{place}, {}), 5);
    EXPECT_TRUE(fs::exists(place / "secret"));
}

TEST_F(Folder, what_ended_processes_left_behind_goes)
{
    write(place / "something.new", as_bytes("half"));
    const ArtifactFolder folder = open(place);
    EXPECT_FALSE(fs::exists(place / "something.new"));
    EXPECT_TRUE(finds(folder));
}
} // namespace
} // namespace pawl::test
