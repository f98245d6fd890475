// What a folder on disk survives, and what it is refused for.
#include "workload.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace pawl::state
{
namespace
{
using testing::HasSubstr;
namespace fs = std::filesystem;

class Folder : public testing::Test
{
protected:
    StoreResult<std::unique_ptr<Store>> open(std::string_view chain = "test")
    {
        return open_store(folder_options(folder_.path()), chain);
    }

    /// A store of a few blocks whose data has reached the table files.
    void fill()
    {
        run_to(*must(open()), Workload{}, 5);
        must(open()); // recovery turns the log into tables
    }

    /// Writes past the store, as a fault or a stranger would.
    void write(const Batch& batch)
    {
        must(must(open_rocks_database(folder_options(folder_.path())))->write(batch));
    }

    /// Flips a bit of every 64th byte from `start` on in the files with this extension.
    void damage(std::string_view extension, std::size_t start)
    {
        int files = 0;
        for (const auto& file : fs::directory_iterator{folder_.path()})
        {
            if (file.path().extension() != extension || fs::file_size(file) <= start)
                continue;
            ++files;
            std::fstream bytes{file.path(), std::ios::in | std::ios::out | std::ios::binary};
            for (std::size_t at = start; at < fs::file_size(file); at += 64)
            {
                bytes.seekg(static_cast<std::streamoff>(at));
                const int byte = bytes.get();
                bytes.seekp(static_cast<std::streamoff>(at));
                bytes.put(static_cast<char>(byte ^ 0x10));
            }
        }
        ASSERT_GT(files, 0) << extension;
    }

    /// The kind of failure that opening, or reading everything, ends in.
    StoreError failure()
    {
        const auto store = open();
        if (!store)
            return store.error();
        const auto snapshot = (*store)->snapshot();
        if (!snapshot)
            return snapshot.error();
        const auto whole = (*snapshot)->verify();
        return whole ? StoreError{} : whole.error();
    }

    void expect_one_line(const StoreError& error, StoreErrorKind kind)
    {
        EXPECT_EQ(error.kind, kind) << error.text;
        EXPECT_THAT(error.text, HasSubstr(folder_.path().string()));
        EXPECT_EQ(error.text.find('\n'), std::string::npos);
    }

    TemporaryFolder folder_;
};
} // namespace

TEST_F(Folder, everything_is_there_after_reopening)
{
    const Workload work;
    run_to(*must(open()), work, 7);
    const auto store = must(open());
    const auto snapshot = must(store->snapshot());
    EXPECT_EQ(snapshot->tip()->height, 7U);
    EXPECT_EQ(snapshot->tip()->root, root_of(work.after(7)));
    EXPECT_EQ(must(snapshot->root(3)), root_of(work.after(3)));
    EXPECT_EQ(must(snapshot->block(2)), to_bytes("block 2"));
    EXPECT_TRUE(snapshot->verify().has_value());
    run_to(*store, work, 9);
    EXPECT_EQ(must(store->snapshot())->tip()->root, root_of(work.after(9)));
}

TEST_F(Folder, a_chain_id_is_not_needed_to_reopen)
{
    EXPECT_EQ(open("").error().kind, StoreErrorKind::not_found);
    must(open("some-chain"));
    EXPECT_EQ(must(open(""))->chain_id(), "some-chain");
}

TEST_F(Folder, a_second_process_is_refused_by_name)
{
    const auto first = must(open());
    const auto second = open();
    ASSERT_FALSE(second.has_value());
    expect_one_line(second.error(), StoreErrorKind::in_use);
    EXPECT_THAT(second.error().text,
                HasSubstr("is in use by process " + std::to_string(::getpid()) + ";"));
}

// A reader of the folder shares the lock and does not sign: the file still names the last node.
TEST_F(Folder, a_process_that_has_ended_is_not_named)
{
    must(open());
    const pid_t ended = ::fork();
    if (ended == 0)
        ::_exit(0);
    ASSERT_EQ(::waitpid(ended, nullptr, 0), ended);
    const std::string lock = folder_.path() / "pawl.lock";
    std::ofstream{lock} << ended;
    const int reader = ::open(lock.c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_EQ(::flock(reader, LOCK_SH), 0);
    const auto refused = open();
    ::close(reader);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().text, HasSubstr("is in use by another process;"));
}

TEST_F(Folder, the_folder_is_free_again_after_closing)
{
    must(open());
    EXPECT_TRUE(open().has_value());
}

TEST_F(Folder, another_chain_is_refused)
{
    must(open("test"));
    const auto other = open("other");
    ASSERT_FALSE(other.has_value());
    expect_one_line(other.error(), StoreErrorKind::mismatch);
    EXPECT_THAT(other.error().text, HasSubstr("holds the chain test, not other"));
}

TEST_F(Folder, another_schema_is_refused)
{
    must(open());
    Batch batch;
    batch.put(Table::meta, as_bytes("schema"), Bytes{0, 0, 0, 2});
    write(batch);
    const StoreError error = failure();
    expect_one_line(error, StoreErrorKind::mismatch);
    EXPECT_THAT(error.text, HasSubstr("schema 2, this program's is 1"));
}

TEST_F(Folder, a_tip_that_its_tree_does_not_have_is_refused)
{
    fill();
    // The root node of the last height goes back to that of the one before.
    Bytes root_key{0, 0, 0, 0, 0, 0, 0, 5, 0};
    Batch batch;
    batch.put(Table::tree, root_key, Bytes{0});
    write(batch);
    expect_one_line(failure(), StoreErrorKind::corrupt);
}

TEST_F(Folder, a_changed_value_is_found_by_verify)
{
    fill();
    const Model model = Workload{}.after(5);
    Batch batch;
    batch.put(Table::state, model.begin()->first, Bytes{0, 0, 0, 0, 0, 0, 0, 0, 1, 'x'});
    write(batch);
    const StoreError error = failure();
    EXPECT_EQ(error.kind, StoreErrorKind::corrupt);
    EXPECT_THAT(error.text, HasSubstr(to_hex(root_of(model))));
}

TEST_F(Folder, a_missing_folder_is_not_made_for_reading)
{
    RocksOptions options = folder_options(folder_.path() / "none");
    options.mode = OpenMode::existing;
    EXPECT_EQ(open_store(options, "").error().kind, StoreErrorKind::not_found);
    EXPECT_FALSE(fs::exists(options.folder));
    options.folder = folder_.path();
    EXPECT_EQ(open_store(options, "").error().kind, StoreErrorKind::not_found);
}

TEST_F(Folder, a_folder_that_cannot_be_written_is_refused)
{
    std::ofstream{folder_.path() / "file"} << "not a folder";
    const auto store = open_store(folder_options(folder_.path() / "file" / "store"), "test");
    ASSERT_FALSE(store.has_value());
    expect_one_line(store.error(), StoreErrorKind::not_writable);
}

TEST_F(Folder, a_damaged_current_file_is_named_damage)
{
    fill();
    std::ofstream{folder_.path() / "CURRENT"} << "nonsense";
    expect_one_line(failure(), StoreErrorKind::corrupt);
}

TEST_F(Folder, a_missing_manifest_is_named_damage)
{
    fill();
    for (const auto& file : fs::directory_iterator{folder_.path()})
        if (file.path().filename().string().starts_with("MANIFEST"))
            fs::remove(file);
    expect_one_line(failure(), StoreErrorKind::corrupt);
}

TEST_F(Folder, a_damaged_manifest_is_named_damage)
{
    fill();
    for (const auto& file : fs::directory_iterator{folder_.path()})
        if (file.path().filename().string().starts_with("MANIFEST"))
            std::fstream{file.path(), std::ios::in | std::ios::out | std::ios::binary}.seekp(40)
                << "XXXXXXXX";
    expect_one_line(failure(), StoreErrorKind::corrupt);
}

TEST_F(Folder, damaged_tables_are_named_damage)
{
    fill();
    damage(".sst", 16);
    expect_one_line(failure(), StoreErrorKind::corrupt);
}

TEST_F(Folder, a_missing_table_is_named_damage)
{
    fill();
    for (const auto& file : fs::directory_iterator{folder_.path()})
        if (file.path().extension() == ".sst")
            fs::remove(file);
    expect_one_line(failure(), StoreErrorKind::corrupt);
}

TEST_F(Folder, a_missing_log_is_named_damage_and_no_fresh_chain)
{
    run_to(*must(open()), Workload{}, 2);
    std::vector<fs::path> logs;
    for (const auto& file : fs::directory_iterator{folder_.path()})
        if (file.path().extension() == ".log")
            logs.push_back(file.path());
    ASSERT_FALSE(logs.empty());
    for (const fs::path& log : logs)
        fs::remove(log);
    std::ofstream{logs.front().parent_path() / "node.log"} << "somebody else's\n";
    const auto store = open();
    ASSERT_FALSE(store);
    expect_one_line(store.error(), StoreErrorKind::corrupt);
    EXPECT_THAT(store.error().text, HasSubstr("its log is missing"));
}

TEST_F(Folder, damage_inside_the_log_is_not_rolled_back)
{
    run_to(*must(open()), Workload{}, 5);
    damage(".log", 200);
    expect_one_line(failure(), StoreErrorKind::corrupt);
}
} // namespace pawl::state
