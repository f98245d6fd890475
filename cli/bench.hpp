// What the commands of `pawl bench` share.
#pragma once

#include "cli/modules.hpp"
#include "cli/session.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace pawl::cli
{
/// What is measured, and how.
struct BenchOptions
{
    std::vector<std::string> files;
    TierOptions tier{.name = "singlepass"};
    unsigned repeat = 9; ///< how often at least
    bool no_metering = false;
    RuleOptions rules{.profile = "permissive", .schedule = {}};
};

/// Tells the time since it was made.
class Stopwatch
{
public:
    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(Clock::now() - start_).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
};

/// What one measurement came to, each time that it was repeated.
class Samples
{
public:
    explicit Samples(unsigned repeat) noexcept : repeat_{repeat} {}

    void add(double seconds);
    /// Whether it was repeated as often as asked and, where it is short, for half a second.
    [[nodiscard]] bool enough() const noexcept;
    /// The middle one; of an even number the mean of both. Requires: there is one.
    [[nodiscard]] double median() const;
    [[nodiscard]] std::size_t count() const noexcept { return seconds_.size(); }

private:
    unsigned repeat_;
    double sum_ = 0;
    std::vector<double> seconds_;
};

/// Takes the prices of all charge regions out of a plan, so that a tier charges for none.
void remove_prices(Plan& plan) noexcept;

/// Analyses a file by the options.
[[nodiscard]] AnalysedModule analyse_for_bench(const std::string& file, const BenchOptions& options,
                                               const Rules& rules);

/// A row as people read it: times with a unit, rates with one digit.
[[nodiscard]] Document readable(const Document& row);

/// Takes each row once it is measured.
using RowSink = std::function<void(const Document&)>;

/// Bytes to machine code that is not in place yet.
void bench_compile(const BenchOptions& options, const Rules& rules, const RowSink& show);

/// Programs and kernels, from their first instruction to their last.
void bench_run(const BenchOptions& options, const Rules& rules, const RowSink& show);

/// Into compiled code and out of it.
void bench_call(const BenchOptions& options, const Rules& rules, const RowSink& show);
} // namespace pawl::cli
