// What holds for every function of the WASI sets: what docs/abi/wasi.md promises of them.
#include "tests/contract/pawl_document.hpp"
#include "tests/contract/wasi_call.hpp"

#include <gtest/gtest.h>

namespace pawl::contract::wasi
{
namespace
{
using enum Errno;

constexpr u32 end = WasiCall::end;

/// Two buffers, of 3 and 5 bytes, behind each other at 100.
void write_vectors(WasiCall& guest)
{
    guest.write(16, Vector{100, 3});
    guest.write(24, Vector{103, 5});
}

/// A program with two arguments, one variable and four bytes of input.
void fill(WasiCall& guest)
{
    guest.process.arguments = {"name", "x"};
    guest.process.environment = {"A=b"};
    guest.process.input = as_bytes("4444");
    write_vectors(guest);
}

/// A call that is answered, and what it pays for.
struct Case
{
    const char* function = "";
    std::initializer_list<i64> arguments;
    Errno answer = success;
    u64 bytes = 0; ///< beside the base price
};

const Case cases[] = {
    {"args_get", {40, 60}, success, 8 + 7},
    {"args_sizes_get", {40, 44}},
    {"environ_get", {40, 60}, success, 4 + 4},
    {"environ_sizes_get", {40, 44}},
    {"clock_res_get", {0, 40}},
    {"clock_time_get", {1, 0, 40}},
    {"fd_advise", {0, 0, 0, 0}, spipe},
    {"fd_allocate", {1, 0, 1}, spipe},
    {"fd_close", {0}},
    {"fd_datasync", {1}, inval},
    {"fd_fdstat_get", {1, 40}},
    {"fd_fdstat_set_flags", {2, 31}},
    {"fd_fdstat_set_rights", {1, 0, 0}, notsup},
    {"fd_filestat_get", {1, 40}},
    {"fd_filestat_set_size", {1, 0}, inval},
    {"fd_filestat_set_times", {1, 0, 0, 0}, notsup},
    {"fd_pread", {0, 16, 2, 0, 40}, spipe},
    {"fd_prestat_get", {1, 40}, badf},
    {"fd_prestat_dir_name", {1, 40, 4}, badf},
    {"fd_pwrite", {1, 16, 2, 0, 40}, spipe},
    {"fd_read", {0, 16, 2, 40}, success, 16 + 4},
    {"fd_readdir", {1, 100, 8, 0, 40}, notdir},
    {"fd_renumber", {1, 2}, notsup},
    {"fd_seek", {1, 0, 0, 40}, spipe},
    {"fd_sync", {1}, inval},
    {"fd_tell", {1, 40}, spipe},
    {"fd_write", {1, 16, 2, 40}, success, 16 + 8},
    {"path_create_directory", {0, 100, 1}, notdir},
    {"path_filestat_get", {0, 0, 100, 1, 40}, notdir},
    {"path_filestat_set_times", {0, 0, 100, 1, 0, 0, 0}, notdir},
    {"path_link", {0, 0, 100, 1, 0, 100, 1}, notdir},
    {"path_open", {0, 0, 100, 1, 0, 0, 0, 0, 40}, notdir},
    {"path_readlink", {0, 100, 1, 100, 8, 40}, notdir},
    {"path_remove_directory", {0, 100, 1}, notdir},
    {"path_rename", {0, 100, 1, 0, 100, 1}, notdir},
    {"path_symlink", {100, 1, 0, 100, 1}, notdir},
    {"path_unlink_file", {0, 100, 1}, notdir},
    {"poll_oneoff", {16, 100, 1, 40}, notsup},
    {"proc_exit", {0}},
    {"proc_raise", {6}, notsup},
    {"sched_yield", {}},
    {"random_get", {100, 8}, nosys},
    {"sock_accept", {0, 0, 40}, notsock},
    {"sock_recv", {0, 16, 2, 0, 40, 44}, notsock},
    {"sock_send", {1, 16, 2, 0, 40}, notsock},
    {"sock_shutdown", {1, 1}, notsock},
};

const HostFunction& function_of(const Case& tested)
{
    return preview1().functions[static_cast<std::size_t>(&tested - std::begin(cases))];
}

u64 price_of(const Case& tested)
{
    return charge(default_schedule().operation(function_of(tested).price), tested.bytes);
}

TEST(wasi_set, has_a_case_here_for_every_function)
{
    ASSERT_EQ(std::size(cases), preview1().functions.size());
    for (const Case& tested : cases)
        EXPECT_EQ(tested.function, function_of(tested).name);
}

TEST(wasi_set, answers_as_the_document_says_in_both_modules)
{
    for (const HostSet* const set : {&preview1(), &unstable()})
        for (const Case& tested : cases)
        {
            WasiCall guest;
            guest.set = set;
            fill(guest);
            if (tested.function == std::string_view{"proc_exit"})
                continue;
            EXPECT_EQ(guest.call(tested.function, tested.arguments), tested.answer)
                << set->name << ' ' << tested.function;
        }
}

TEST(wasi_set, costs_what_the_schedule_and_the_document_say)
{
    for (const Case& tested : cases)
    {
        WasiCall guest;
        fill(guest);
        const HostStatus status = guest.run(tested.function, tested.arguments, price_of(tested));
        EXPECT_NE(status.completion, Completion::out_of_gas) << tested.function;
        EXPECT_EQ(guest.used(), price_of(tested)) << tested.function;
    }
}

TEST(wasi_set, charges_before_it_acts)
{
    for (const Case& tested : cases)
    {
        WasiCall guest;
        fill(guest);
        const Bytes before = to_bytes(guest.memory());
        const u64 limit = price_of(tested) - 1;
        const HostStatus status = guest.run(tested.function, tested.arguments, limit);
        EXPECT_EQ(status.completion, Completion::out_of_gas) << tested.function;
        EXPECT_EQ(guest.used(), limit) << tested.function;
        EXPECT_TRUE(equal(guest.memory(), before)) << tested.function;
        EXPECT_TRUE(guest.output.kept.empty()) << tested.function;
        EXPECT_EQ(guest.process.input.size(), 4) << tested.function;
        EXPECT_TRUE(guest.process.descriptors[0].open) << tested.function;
        EXPECT_FALSE(guest.process.exit_code) << tested.function;
    }
}

TEST(wasi_set, is_what_the_document_lists)
{
    const auto& documented = documented_functions();
    const auto functions = preview1().functions;
    ASSERT_EQ(documented.size(), functions.size());
    for (std::size_t i = 0; i < functions.size(); ++i)
    {
        EXPECT_EQ(documented[i].number, preview1().first_number + i);
        EXPECT_EQ(documented[i].name, functions[i].name);
        EXPECT_EQ(documented[i].type, functions[i].type) << functions[i].name;
        EXPECT_EQ(documented[i].parameters.size(), functions[i].type.params.size())
            << functions[i].name;
        EXPECT_TRUE(documented[i].price.starts_with("`" + std::string{functions[i].price} + "`"))
            << functions[i].name;
        EXPECT_NE(default_schedule().find_operation(functions[i].price), nullptr);
        EXPECT_FALSE(functions[i].documentation.empty());
    }
}

TEST(wasi_set, has_the_same_functions_by_the_older_name)
{
    ASSERT_EQ(unstable().functions.size(), preview1().functions.size());
    for (std::size_t i = 0; i < unstable().functions.size(); ++i)
    {
        const HostFunction& older = unstable().functions[i];
        const HostFunction& function = preview1().functions[i];
        EXPECT_EQ(older.module, "wasi_unstable");
        EXPECT_EQ(function.module, "wasi_snapshot_preview1");
        EXPECT_EQ(older.name, function.name);
        EXPECT_EQ(older.type, function.type);
        EXPECT_EQ(older.price, function.price);
        EXPECT_EQ(older.call == function.call, function.name != "fd_filestat_get");
    }
}

/// A call that has a range outside the memory, or just inside.
struct RangeCase
{
    const char* function = "";
    std::initializer_list<i64> outside;
    std::initializer_list<i64> inside;
};

const RangeCase range_cases[] = {
    {"args_get", {end - 7, 60}, {end - 8, 60}},
    {"args_get", {40, end - 6}, {40, end - 7}},
    {"args_sizes_get", {end - 3, 40}, {end - 4, 40}},
    {"args_sizes_get", {40, end - 3}, {40, end - 4}},
    {"environ_get", {end - 3, 60}, {end - 4, 60}},
    {"environ_sizes_get", {40, 0xFFFFFFFF}, {40, 44}},
    {"clock_res_get", {0, end - 7}, {0, end - 8}},
    {"clock_time_get", {0, 0, end - 7}, {0, 0, end - 8}},
    {"fd_fdstat_get", {1, end - 23}, {1, end - 24}},
    {"fd_filestat_get", {1, end - 63}, {1, end - 64}},
    {"fd_read", {0, end - 15, 2, 40}, {0, 16, 2, 40}},
    {"fd_read", {0, 16, 2, end - 3}, {0, 16, 2, end - 4}},
    {"fd_read", {0, 32, 1, 40}, {0, 48, 1, 40}},
    {"fd_write", {1, end - 15, 2, 40}, {1, end, 0, 40}},
    {"fd_write", {1, 16, 2, end - 3}, {1, 16, 2, end - 4}},
    {"fd_write", {2, 32, 1, 40}, {2, 48, 1, 40}},
};

TEST(wasi_set, answers_fault_for_ranges_outside_the_memory_and_does_nothing)
{
    for (const RangeCase& tested : range_cases)
    {
        WasiCall guest;
        fill(guest);
        guest.write(32, Vector{end - 3, 4});
        guest.write(48, Vector{end - 4, 4});
        const Bytes before = to_bytes(guest.memory());
        EXPECT_EQ(guest.call(tested.function, tested.outside), fault) << tested.function;
        EXPECT_TRUE(equal(guest.memory(), before)) << tested.function;
        EXPECT_TRUE(guest.output.kept.empty() && guest.errors.kept.empty()) << tested.function;
        EXPECT_EQ(guest.process.input.size(), 4) << tested.function;
        EXPECT_EQ(guest.call(tested.function, tested.inside), success) << tested.function;
    }
}

TEST(wasi_set, answers_badf_for_what_is_not_open)
{
    for (const Case& tested : cases)
    {
        const std::string_view name = tested.function;
        const bool about_files =
            name.starts_with("fd_") || name.starts_with("path_") || name.starts_with("sock_");
        if (!about_files)
            continue;
        WasiCall guest;
        fill(guest);
        for (Descriptor& descriptor : guest.process.descriptors)
            descriptor.open = false;
        EXPECT_EQ(guest.call(tested.function, tested.arguments), badf) << tested.function;
    }
}
} // namespace
} // namespace pawl::contract::wasi
