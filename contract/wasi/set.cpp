#include "contract/wasi/set.hpp"

#include "contract/wasi/functions.hpp"

namespace pawl::contract::wasi
{
namespace
{
/// Takes the base price, then does what the function does.
template <HostStatus (*function)(Guest&)>
HostStatus paid(HostCall& call)
{
    Guest guest{call};
    return guest.charge_call() ? function(guest) : guest.stopped();
}

/// What is not offered at all.
template <Errno why>
HostStatus refuse(Guest& guest)
{
    return guest.answer(why);
}

/// What no stream can do; `descriptor` is the argument that names one.
template <Errno why, std::size_t descriptor = 0>
HostStatus refuse_stream(Guest& guest)
{
    return guest.answer(guest.descriptor(descriptor) == nullptr ? Errno::badf : why);
}

/// One function. Parameters are `i` for i32 and `l` for i64; all but proc_exit answer an i32.
struct Row
{
    std::string_view name;
    std::string_view parameters;
    HostStatus (*call)(HostCall&);
    std::string_view price;
    std::string_view documentation;
};

// In the order of their numbers: docs/abi/wasi.md. Only ever added to at the end.
// Source of names and types: WebAssembly/WASI, legacy/preview1/witx/wasi_snapshot_preview1.witx.
// Consensus: changing this forks the network.
constexpr Row rows[] = {
    {"args_get", "ii", paid<args_get>, "wasi_strings", "the arguments"},
    {"args_sizes_get", "ii", paid<args_sizes_get>, "wasi_call", "how many arguments, and bytes"},
    {"environ_get", "ii", paid<environ_get>, "wasi_strings", "the environment"},
    {"environ_sizes_get", "ii", paid<environ_sizes_get>, "wasi_call", "how many variables, bytes"},
    {"clock_res_get", "ii", paid<clock_res_get>, "wasi_call", "1 ns"},
    {"clock_time_get", "ili", paid<clock_time_get>, "wasi_call", "the time of the block"},
    {"fd_advise", "illi", paid<refuse_stream<Errno::spipe>>, "wasi_call", "spipe"},
    {"fd_allocate", "ill", paid<refuse_stream<Errno::spipe>>, "wasi_call", "spipe"},
    {"fd_close", "i", paid<fd_close>, "wasi_call", "closes a stream"},
    {"fd_datasync", "i", paid<refuse_stream<Errno::inval>>, "wasi_call", "inval"},
    {"fd_fdstat_get", "ii", paid<fd_fdstat_get>, "wasi_call", "type, flags and rights"},
    {"fd_fdstat_set_flags", "ii", paid<fd_fdstat_set_flags>, "wasi_call", "sets the flags"},
    {"fd_fdstat_set_rights", "ill", paid<refuse_stream<Errno::notsup>>, "wasi_call", "notsup"},
    {"fd_filestat_get", "ii", paid<fd_filestat_get>, "wasi_call", "a stream's type"},
    {"fd_filestat_set_size", "il", paid<refuse_stream<Errno::inval>>, "wasi_call", "inval"},
    {"fd_filestat_set_times", "illi", paid<refuse_stream<Errno::notsup>>, "wasi_call", "notsup"},
    {"fd_pread", "iiili", paid<refuse_stream<Errno::spipe>>, "wasi_call", "spipe"},
    {"fd_prestat_get", "ii", paid<refuse<Errno::badf>>, "wasi_call", "badf: there are no files"},
    {"fd_prestat_dir_name", "iii", paid<refuse<Errno::badf>>, "wasi_call", "badf"},
    {"fd_pwrite", "iiili", paid<refuse_stream<Errno::spipe>>, "wasi_call", "spipe"},
    {"fd_read", "iiii", paid<fd_read>, "wasi_read", "reads standard input"},
    {"fd_readdir", "iiili", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"fd_renumber", "ii", paid<refuse_stream<Errno::notsup>>, "wasi_call", "notsup"},
    {"fd_seek", "ilii", paid<refuse_stream<Errno::spipe>>, "wasi_call", "spipe"},
    {"fd_sync", "i", paid<refuse_stream<Errno::inval>>, "wasi_call", "inval"},
    {"fd_tell", "ii", paid<refuse_stream<Errno::spipe>>, "wasi_call", "spipe"},
    {"fd_write", "iiii", paid<fd_write>, "wasi_write", "writes standard output or error"},
    {"path_create_directory", "iii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_filestat_get", "iiiii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_filestat_set_times", "iiiilli", paid<refuse_stream<Errno::notdir>>, "wasi_call",
     "notdir"},
    {"path_link", "iiiiiii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_open", "iiiiillii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_readlink", "iiiiii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_remove_directory", "iii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_rename", "iiiiii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"path_symlink", "iiiii", paid<refuse_stream<Errno::notdir, 2>>, "wasi_call", "notdir"},
    {"path_unlink_file", "iii", paid<refuse_stream<Errno::notdir>>, "wasi_call", "notdir"},
    {"poll_oneoff", "iiii", paid<refuse<Errno::notsup>>, "wasi_call", "notsup: time stands still"},
    {"proc_exit", "i", paid<proc_exit>, "wasi_call", "ends the program with a code"},
    {"proc_raise", "i", paid<refuse<Errno::notsup>>, "wasi_call", "notsup"},
    {"sched_yield", "", paid<refuse<Errno::success>>, "wasi_call", "does nothing"},
    {"random_get", "ii", paid<refuse<Errno::nosys>>, "wasi_call", "nosys: nothing is random"},
    {"sock_accept", "iii", paid<refuse_stream<Errno::notsock>>, "wasi_call", "notsock"},
    {"sock_recv", "iiiiii", paid<refuse_stream<Errno::notsock>>, "wasi_call", "notsock"},
    {"sock_send", "iiiii", paid<refuse_stream<Errno::notsock>>, "wasi_call", "notsock"},
    {"sock_shutdown", "ii", paid<refuse_stream<Errno::notsock>>, "wasi_call", "notsock"},
};

FunctionType type_of(const Row& row)
{
    FunctionType type;
    for (const char parameter : row.parameters)
        type.params.push_back(parameter == 'l' ? ValueType::i64 : ValueType::i32);
    if (row.name != "proc_exit")
        type.results.push_back(ValueType::i32);
    return type;
}

std::vector<HostFunction> functions_of(std::string_view module)
{
    std::vector<HostFunction> functions;
    for (const Row& row : rows)
        functions.push_back(
            {module, row.name, type_of(row), row.call, row.price, row.documentation});
    return functions;
}

// Before preview 1 one record had another layout, and nothing else that is used here.
std::vector<HostFunction> unstable_functions()
{
    std::vector<HostFunction> functions = functions_of("wasi_unstable");
    for (HostFunction& function : functions)
        if (function.name == "fd_filestat_get")
            function.call = paid<fd_old_filestat_get>;
    return functions;
}
} // namespace

const HostSet& preview1()
{
    static const std::vector<HostFunction> functions = functions_of("wasi_snapshot_preview1");
    static const HostSet set{.name = "wasi", .first_number = 256, .functions = functions};
    return set;
}

const HostSet& unstable()
{
    static const std::vector<HostFunction> functions = unstable_functions();
    static const HostSet set{.name = "wasi_unstable", .first_number = 512, .functions = functions};
    return set;
}
} // namespace pawl::contract::wasi
