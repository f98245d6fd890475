#include "cli/wasi_host.hpp"

#include "cli/files.hpp"
#include "cli/values.hpp"
#include "contract/wasi/set.hpp"
#include "engine/module/reader.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iostream>

namespace pawl::cli
{
namespace
{
contract::wasi::Process make_process(const HostOptions& options, const std::string& program)
{
    contract::wasi::Process process;
    process.arguments = {std::filesystem::path{program}.filename().string()};
    process.environment = options.environment;
    process.time_ns = options.time_ns;
    for (const std::string& variable : options.environment)
        if (variable.find('=') == std::string::npos)
            throw Stop{ExitCode::usage, fmt::format("--env is '{}': give NAME=VALUE", variable)};
    return process;
}

/// What a program wrote: itself where it is UTF-8 that does not begin with `0x`, else hexadecimal.
std::string output_text(BytesView bytes)
{
    const std::string_view text = as_text(bytes);
    return is_utf8(bytes) && !text.starts_with("0x") ? std::string{text} : "0x" + to_hex(bytes);
}
} // namespace

HostTable wasi_table()
{
    const std::array sets{contract::wasi::preview1(), contract::wasi::unstable(), bench_set()};
    return HostTable{sets};
}

void add_host_options(CLI::App& command, HostOptions& options)
{
    auto* const host = command.add_option(
        "--host", options.host, "Link this host set: wasi, for programs that export _start");
    const auto add = [&](const char* name, auto& value, const char* help)
    { return command.add_option(name, value, help)->needs(host); };
    // One value each time, so that they take neither FILE nor the -- before ARGS.
    add("--arg", options.arguments, "An argument of the program; ARGS come behind")
        ->allow_extra_args(false);
    add("--env", options.environment, "NAME=VALUE in its environment")->allow_extra_args(false);
    add("--stdin", options.input, "The file that is its standard input; empty unless given");
    add("--block-time", options.time_ns, "What its clocks show, in nanoseconds since 1970");
}

void ProgramOutput::write(BytesView bytes)
{
    if (stream_ == nullptr)
        return append(kept_, bytes);
    *stream_ << as_text(bytes);
}

WasiHost::WasiHost(const HostOptions& options, const std::string& program, bool keep)
    : keep_{keep},
      output_{keep ? nullptr : &std::cout},
      errors_{keep ? nullptr : &std::cerr},
      process_{make_process(options, program)},
      table_{wasi_table()}
{
    if (options.host != "wasi")
        throw Stop{ExitCode::usage,
                   fmt::format("there is no host set '{}' to run with: use wasi", options.host)};
    append_arguments(options.arguments);
    if (!options.input.empty())
        input_ = read_file(options.input);
    process_.input = input_;
    process_.output = &output_;
    process_.errors = &errors_;
}

void WasiHost::append_arguments(const std::vector<std::string>& arguments)
{
    process_.arguments.insert(process_.arguments.end(), arguments.begin(), arguments.end());
}

const HostTable& WasiHost::functions(const Schedule& schedule) const
{
    for (const HostSet& set : table_.sets())
        for (const HostFunction& function : set.functions)
            if (!function.price.empty() && schedule.find_operation(function.price) == nullptr)
                throw Stop{ExitCode::usage,
                           fmt::format("the schedule has no price operation.{}: add it, or leave "
                                       "--schedule out",
                                       function.price)};
    return table_;
}

void WasiHost::attach(Execution& execution) noexcept
{
    execution.host_state = &process_;
    execution.host_observer = &marks_;
}

std::optional<u32> WasiHost::exit_code(const Outcome& outcome) const noexcept
{
    return outcome.returned() ? std::optional<u32>{0} : process_.exit_code;
}

void WasiHost::describe(Document& report, const Outcome& outcome) const
{
    if (const auto code = exit_code(outcome))
        report["guest_exit_code"] = *code;
    if (const auto span = marks_.span())
        report["bench"] = {{"seconds", span->seconds}, {"gas", number(span->gas)}};
    if (!keep_)
        return;
    report["stdout"] = output_text(output_.kept());
    report["stderr"] = output_text(errors_.kept());
}
} // namespace pawl::cli
