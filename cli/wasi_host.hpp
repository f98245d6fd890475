// What `pawl run --host wasi` gives a program.
#pragma once

#include "cli/bench_marks.hpp"
#include "cli/session.hpp"
#include "contract/wasi/process.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace CLI
{
class App;
} // namespace CLI

namespace pawl::cli
{
/// The options that choose it.
struct HostOptions
{
    std::string host; ///< empty: no host functions at all
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
    std::string input;
    u64 time_ns = 0;
};

/// The functions of WASI and `bench`.
[[nodiscard]] HostTable wasi_table();

/// Adds `--host` and what goes with it.
void add_host_options(CLI::App& command, HostOptions& options);

/// Takes what a program writes: on to a stream of this process, or into memory.
class ProgramOutput final : public contract::wasi::Output
{
public:
    /// Nothing as `stream` keeps what is written.
    explicit ProgramOutput(std::ostream* stream) noexcept : stream_{stream} {}

    void write(BytesView bytes) override;
    [[nodiscard]] BytesView kept() const noexcept { return kept_; }

private:
    std::ostream* stream_;
    Bytes kept_;
};

/// A program and what is around it, for one run.
class WasiHost
{
public:
    /// Stops where there is no such host set or the options make no sense. `program` is the file
    /// it comes from; with `keep` its output goes into the report.
    WasiHost(const HostOptions& options, const std::string& program, bool keep);
    WasiHost(const WasiHost&) = delete;
    WasiHost& operator=(const WasiHost&) = delete;

    /// More arguments, behind those of the options.
    void append_arguments(const std::vector<std::string>& arguments);

    /// What the program may import. Stops where the schedule does not price all of it.
    [[nodiscard]] const HostTable& functions(const Schedule& schedule) const;

    /// Makes an execution one of this program.
    void attach(Execution& execution) noexcept;

    /// The code that the program ended with, where it has ended by itself.
    [[nodiscard]] std::optional<u32> exit_code(const Outcome& outcome) const noexcept;

    /// Adds what the program came to.
    void describe(Document& report, const Outcome& outcome) const;

private:
    bool keep_;
    Bytes input_;
    ProgramOutput output_;
    ProgramOutput errors_;
    contract::wasi::Process process_;
    BenchMarks marks_;
    HostTable table_;
};
} // namespace pawl::cli
