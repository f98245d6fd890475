// What the functions of WASI give and do.
#include "tests/contract/wasi_call.hpp"

#include <gtest/gtest.h>

namespace pawl::contract::wasi
{
namespace
{
using enum Errno;

class wasi_program : public testing::Test
{
protected:
    /// Lists buffers at 16, their count being the number of arguments.
    void list(std::initializer_list<Vector> vectors)
    {
        u32 at = 16;
        for (const Vector& vector : vectors)
        {
            guest.write(at, vector);
            at += sizeof vector;
        }
    }

    WasiCall guest;
};

TEST_F(wasi_program, writes_its_buffers_in_order)
{
    guest.write_text(100, "one two");
    list({{104, 3}, {103, 1}, {0, 0}, {100, 3}});
    EXPECT_EQ(guest.call("fd_write", {1, 16, 4, 40}), success);
    EXPECT_EQ(guest.read<u32>(40), 7);
    EXPECT_EQ(as_text(guest.output.kept), "two one");
    EXPECT_TRUE(guest.errors.kept.empty());
}

TEST_F(wasi_program, writes_errors_apart)
{
    guest.write_text(100, "oh");
    list({{100, 2}});
    EXPECT_EQ(guest.call("fd_write", {2, 16, 1, 40}), success);
    EXPECT_EQ(as_text(guest.errors.kept), "oh");
    EXPECT_TRUE(guest.output.kept.empty());
}

TEST_F(wasi_program, reads_input_to_its_end_and_then_nothing)
{
    guest.process.input = as_bytes("123456");
    list({{100, 1}, {110, 3}});
    EXPECT_EQ(guest.call("fd_read", {0, 16, 2, 40}), success);
    EXPECT_EQ(guest.read<u32>(40), 4);
    EXPECT_EQ(guest.text(100, 1) + guest.text(110, 3), "1234");
    EXPECT_EQ(guest.call("fd_read", {0, 16, 2, 40}), success);
    EXPECT_EQ(guest.read<u32>(40), 2);
    EXPECT_EQ(guest.text(100, 1) + guest.text(110, 3), "5634") << "what was not read is as it was";
    EXPECT_EQ(guest.call("fd_read", {0, 16, 2, 40}), success);
    EXPECT_EQ(guest.read<u32>(40), 0);
}

TEST_F(wasi_program, reads_where_the_buffers_were_listed_before_it_read)
{
    // The first buffer lies on the second one's entry in the list.
    guest.process.input = as_bytes("abcdefghij");
    list({{24, 8}, {100, 2}});
    EXPECT_EQ(guest.call("fd_read", {0, 16, 2, 40}), success);
    EXPECT_EQ(guest.text(24, 8), "abcdefgh");
    EXPECT_EQ(guest.text(100, 2), "ij");
}

TEST_F(wasi_program, reads_and_writes_only_what_is_for_that)
{
    EXPECT_EQ(guest.call("fd_read", {1, 16, 0, 40}), badf);
    EXPECT_EQ(guest.call("fd_write", {0, 16, 0, 40}), badf);
    EXPECT_EQ(guest.call("fd_write", {3, 16, 0, 40}), badf);
    EXPECT_EQ(guest.call("fd_write", {-1, 16, 0, 40}), badf);
}

TEST_F(wasi_program, may_not_write_once_it_closed)
{
    EXPECT_EQ(guest.call("fd_close", {1}), success);
    EXPECT_EQ(guest.call("fd_close", {1}), badf);
    EXPECT_EQ(guest.call("fd_write", {1, 16, 0, 40}), badf);
    EXPECT_EQ(guest.call("fd_fdstat_get", {1, 40}), badf);
    EXPECT_EQ(guest.call("fd_write", {2, 16, 0, 40}), success);
}

TEST_F(wasi_program, may_not_list_more_than_1024_buffers_or_4_gib)
{
    for (u32 i = 0; i < 1024; ++i)
        guest.write(65536 + 8 * i, Vector{0, WasiCall::end});
    EXPECT_EQ(guest.call("fd_write", {1, 65536, 1025, 40}), inval);
    EXPECT_EQ(guest.call("fd_write", {1, 65536, 1024, 40}), inval);
    EXPECT_EQ(guest.call("fd_read", {0, 65536, 1024, 40}), inval);
    guest.write(65536, Vector{0, WasiCall::end - 1});
    EXPECT_EQ(guest.call("fd_read", {0, 65536, 1024, 40}), success) << "2^32 - 1 bytes";
    EXPECT_EQ(guest.read<u32>(40), 0);
}

TEST_F(wasi_program, pays_for_a_list_that_turns_out_bad)
{
    const Price& price = default_schedule().operation("wasi_write");
    list({{100, 3}, {0xFFFFFFFF, 1}});
    EXPECT_EQ(guest.call("fd_write", {1, 16, 2, 40}), fault);
    EXPECT_EQ(guest.used(), price.base + 16 * price.per_unit);
    EXPECT_EQ(guest.call("fd_write", {7, 16, 2, 40}), badf);
    EXPECT_EQ(guest.used(), price.base);
}

TEST_F(wasi_program, sees_streams_as_devices_that_cannot_seek)
{
    // $fdstat: type, flags at 2, rights at 8, inheriting rights at 16.
    EXPECT_EQ(guest.call("fd_fdstat_get", {0, 100}), success);
    EXPECT_EQ(guest.read<u8>(100), 2);
    EXPECT_EQ(guest.read<u16>(102), 0);
    EXPECT_EQ(guest.read<u64>(108), 0x20000A);
    EXPECT_EQ(guest.read<u64>(116), 0);
    EXPECT_EQ(guest.call("fd_fdstat_get", {1, 100}), success);
    EXPECT_EQ(guest.read<u64>(108), 0x200048);
}

TEST_F(wasi_program, reads_back_the_flags_it_set)
{
    EXPECT_EQ(guest.call("fd_fdstat_set_flags", {1, 5}), success);
    EXPECT_EQ(guest.call("fd_fdstat_set_flags", {1, 32}), inval);
    EXPECT_EQ(guest.call("fd_fdstat_get", {1, 100}), success);
    EXPECT_EQ(guest.read<u16>(102), 5);
    EXPECT_EQ(guest.call("fd_fdstat_get", {2, 100}), success);
    EXPECT_EQ(guest.read<u16>(102), 0);
}

TEST_F(wasi_program, sees_nothing_of_a_stream_but_its_type)
{
    // $filestat: the type at 16 of 64 bytes, of 56 before preview 1.
    for (const auto& [set, size] : {std::pair{&preview1(), 64U}, std::pair{&unstable(), 56U}})
    {
        guest.set = set;
        std::ranges::fill(guest.memory().subspan(100, 80), u8{0xEE});
        EXPECT_EQ(guest.call("fd_filestat_get", {1, 100}), success);
        for (u32 at = 0; at < 80; ++at)
            EXPECT_EQ(guest.read<u8>(100 + at), at == 16 ? 2 : at < size ? 0 : 0xEE) << at;
    }
}

TEST_F(wasi_program, gets_its_arguments_and_environment)
{
    guest.process.arguments = {"name", "", "two words"};
    guest.process.environment = {"A=b"};
    EXPECT_EQ(guest.call("args_sizes_get", {40, 44}), success);
    EXPECT_EQ(guest.read<u32>(40), 3);
    EXPECT_EQ(guest.read<u32>(44), 16);
    EXPECT_EQ(guest.call("args_get", {60, 100}), success);
    EXPECT_EQ(guest.read<u32>(60), 100);
    EXPECT_EQ(guest.read<u32>(64), 105);
    EXPECT_EQ(guest.read<u32>(68), 106);
    EXPECT_EQ(guest.text(100, 16), (std::string{"name\0\0two words\0", 16}));
    EXPECT_EQ(guest.call("environ_sizes_get", {40, 44}), success);
    EXPECT_EQ(guest.read<u32>(40), 1);
    EXPECT_EQ(guest.read<u32>(44), 4);
    EXPECT_EQ(guest.call("environ_get", {60, 100}), success);
    EXPECT_EQ(guest.read<u32>(60), 100);
    EXPECT_EQ(guest.text(100, 4), (std::string{"A=b\0", 4}));
}

TEST_F(wasi_program, gets_nothing_where_there_is_nothing)
{
    EXPECT_EQ(guest.call("environ_sizes_get", {40, 44}), success);
    EXPECT_EQ(guest.read<u64>(40), 0);
    EXPECT_EQ(guest.call("environ_get", {WasiCall::end, WasiCall::end}), success);
}

TEST_F(wasi_program, sees_a_time_that_stands_still)
{
    guest.process.time_ns = 1'700'000'000'000'000'001;
    for (const i64 clock : {0, 1, 0})
    {
        EXPECT_EQ(guest.call("clock_time_get", {clock, 0, 40}), success);
        EXPECT_EQ(guest.read<u64>(40), 1'700'000'000'000'000'001);
        EXPECT_EQ(guest.call("clock_res_get", {clock, 40}), success);
        EXPECT_EQ(guest.read<u64>(40), 1);
    }
    for (const i64 clock : {2, 3, 4, -1})
    {
        EXPECT_EQ(guest.call("clock_time_get", {clock, 0, 40}), inval);
        EXPECT_EQ(guest.call("clock_res_get", {clock, 40}), inval);
    }
}

TEST_F(wasi_program, ends_with_its_code)
{
    const HostStatus status = guest.run("proc_exit", {-1});
    EXPECT_EQ(status.completion, Completion::exited);
    EXPECT_EQ(guest.process.exit_code, 0xFFFFFFFF);
}

TEST_F(wasi_program, gets_no_randomness)
{
    std::ranges::fill(guest.memory().subspan(100, 8), u8{0xEE});
    EXPECT_EQ(guest.call("random_get", {100, 8}), nosys);
    EXPECT_EQ(guest.text(100, 8), std::string(8, '\xEE'));
}
} // namespace
} // namespace pawl::contract::wasi
