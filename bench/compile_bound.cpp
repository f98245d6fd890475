// How evenly the time of compiling grows with modules: which ones take the longest for what is in
// them. The bound: 3 times the median time per byte, for each byte, 64 a function and 4 a static
// unit. The median is that of modules which are large enough that what every module takes once,
// however small it is, does not show.
#include "singlepass/target.hpp"
#include "tests/corpus/files.hpp"
#include "tests/corpus/work.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

namespace
{
using namespace pawl;

constexpr double most_over_median = 3;
constexpr int least_rounds = 5;
constexpr double least_seconds = 0.01;
constexpr std::size_t shown = 12;
constexpr u64 large_bytes = 4096;

struct Row
{
    std::string file;
    corpus::Work work;
    double seconds = 0; ///< the least of some rounds: bytes to machine code
    u64 machine_bytes = 0;

    [[nodiscard]] double per_weight() const { return seconds / static_cast<double>(work.weight()); }
    [[nodiscard]] double per_byte() const { return seconds / static_cast<double>(work.bytes); }
};

double compile_once(const Bytes& bytes, const singlepass::Target& target, u64& machine_bytes)
{
    Bytes copy = bytes;
    const auto begin = std::chrono::steady_clock::now();
    const auto analysed = analyse(std::move(copy), permissive_profile(), default_schedule());
    const CompiledModule compiled = target.compile(*analysed, 1);
    const auto end = std::chrono::steady_clock::now();
    machine_bytes = compiled.code.size();
    return std::chrono::duration<double>(end - begin).count();
}

Row measure(const std::string& file, const AnalysedModule& analysed,
            const singlepass::Target& target)
{
    Row row{.file = file, .work = corpus::work_of(analysed), .seconds = 1e9};
    double spent = 0;
    for (int round = 0; round < least_rounds || spent < least_seconds; ++round)
    {
        const double seconds = compile_once(analysed.module.bytes, target, row.machine_bytes);
        row.seconds = std::min(row.seconds, seconds);
        spent += seconds;
    }
    return row;
}

std::vector<Row> measure_folder(const std::filesystem::path& folder,
                                const singlepass::Target& target)
{
    std::vector<Row> rows;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder})
    {
        if (entry.path().extension() != ".wasm")
            continue;
        const auto analysed =
            analyse(corpus::read(entry.path()), permissive_profile(), default_schedule());
        if (analysed && !analysed->module.code.empty())
            rows.push_back(
                measure(std::filesystem::relative(entry.path(), folder), *analysed, target));
    }
    return rows;
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Prints the rows that take the most for what is in them; how many are beyond the bound.
std::size_t report(std::vector<Row>& rows)
{
    std::vector<double> times;
    for (const Row& row : rows)
        if (row.work.bytes >= large_bytes)
            times.push_back(row.per_byte());
    if (times.empty())
        return 0;
    const std::size_t large = times.size();
    const double usual = median(std::move(times));
    std::ranges::sort(rows, std::greater{}, &Row::per_weight);
    std::printf("%zu modules; median of %zu large ones %.2f ns a byte; the longest:\n", rows.size(),
                large, usual * 1e9);
    std::printf("%8s %10s %9s %9s %9s %8s  %s\n", "x median", "µs", "bytes", "functions", "units",
                "machine", "file");
    std::size_t beyond = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        const Row& row = rows[i];
        const double ratio = row.per_weight() / usual;
        beyond += ratio > most_over_median ? 1 : 0;
        if (i < shown)
            std::printf("%8.2f %10.1f %9llu %9llu %9llu %8.2f  %s\n", ratio, row.seconds * 1e6,
                        static_cast<unsigned long long>(row.work.bytes),
                        static_cast<unsigned long long>(row.work.functions),
                        static_cast<unsigned long long>(row.work.static_units),
                        static_cast<double>(row.machine_bytes) /
                            static_cast<double>(row.work.bytes),
                        row.file.c_str());
    }
    std::printf("%zu beyond %.0f times the median\n", beyond, most_over_median);
    return beyond;
}
} // namespace

int main(int argc, char** argv)
{
    const singlepass::Target* const target = singlepass::native_target();
    const std::filesystem::path folder = argc > 1 ? argv[1] : PAWL_CORPUS;
    if (target == nullptr || !target->missing().empty() || !std::filesystem::is_directory(folder))
    {
        std::fprintf(stderr,
                     "usage: compile_bound [FOLDER], on a machine that singlepass is for\n");
        return 2;
    }
    std::vector<Row> rows = measure_folder(folder, *target);
    if (rows.empty())
        return 2;
    return report(rows) == 0 ? 0 : 1;
}
