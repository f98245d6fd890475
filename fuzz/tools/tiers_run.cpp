// Compares the tiers on programs of many seeds, and says what that came to.
#include "base/check.hpp"
#include "engine/interpreter/interpreter.hpp"
#include "fuzz/generators/random_bytes.hpp"
#include "fuzz/oracles/coverage.hpp"
#include "fuzz/oracles/tiers.hpp"
#include "fuzz/tools/minimiser.hpp"
#include "fuzz/tools/watched.hpp"
#include "singlepass/singlepass.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>

namespace pawl::fuzz
{
namespace
{
void write(const std::filesystem::path& path, std::string_view content)
{
    std::ofstream file{path, std::ios::binary};
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
}

/// Compares two tiers on programs, seed by seed.
class Campaign
{
public:
    Campaign(const Tier& reference, const Tier& other, std::filesystem::path folder)
        : reference_{reference}, other_{other}, folder_{std::move(folder)}
    {
    }

    void run(u64 seed)
    {
        LinkedProgram program = generate_linked_program(choices_of(seed));
        modules_ += program.modules.size();
        const auto analysed = analyse(program);
        PAWL_CHECK(analysed.has_value(), "a generated program is valid");
        ++programs_;
        if (const Complaint complaint =
                check_tiers(*analysed, reference_, other_, tally_, &coverage_))
            keep(seed, program, *complaint);
    }

    void report() const
    {
        fmt::print("{} programs of {} modules, {} runs on each tier, {} instructions of {} kinds "
                   "compared, {} differences\n",
                   programs_, modules_, tally_.runs, coverage_.steps(), coverage_.kinds(),
                   differences_);
        for (const auto& [ending, count] : tally_.endings)
            fmt::print("  {:<12} {}\n", name(ending), count);
        std::fflush(stdout);
    }
    [[nodiscard]] u64 differences() const noexcept { return differences_; }

private:
    // The modules as files, made small; the seed makes them again as they were.
    void keep(u64 seed, const LinkedProgram& program, std::string_view complaint)
    {
        ++differences_;
        fmt::print("seed {}: {}\n", seed, complaint);
        std::fflush(stdout);
        const LinkedProgram small = minimise(program, [this](const LinkedProgram& changed)
                                             { return complaint_about(changed).has_value(); });
        fmt::print("  small: {}\n", *complaint_about(small));
        std::filesystem::create_directories(folder_);
        for (std::size_t module = 0; module < small.modules.size(); ++module)
            write(folder_ / fmt::format("{}-{}.wasm", seed, module),
                  as_text(small.modules[module]));
    }

    Complaint complaint_about(const LinkedProgram& program) const
    {
        Tally tally;
        const auto analysed = analyse(program);
        return analysed ? check_tiers(*analysed, reference_, other_, tally) : Complaint{};
    }

    const Tier& reference_;
    const Tier& other_;
    std::filesystem::path folder_;
    Tally tally_;
    Coverage coverage_;
    u64 programs_ = 0, modules_ = 0, differences_ = 0;
};

std::optional<u64> number(std::string_view word)
{
    u64 value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
        return std::nullopt;
    return value;
}

int run(u64 first, u64 count, const std::filesystem::path& folder, std::atomic<u64>& at)
{
    const Interpreter interpreter;
    const auto singlepass = singlepass::make_singlepass();
    if (singlepass == nullptr)
    {
        fmt::print(stderr, "no singlepass here: this machine lacks {}\n",
                   singlepass::missing_for_singlepass());
        return 2;
    }
    constexpr u64 between_reports = 50'000;
    Campaign campaign{interpreter, *singlepass, folder};
    for (u64 seed = first; seed < first + count; ++seed)
    {
        at = seed;
        campaign.run(seed);
        if ((seed - first + 1) % between_reports == 0)
            campaign.report();
    }
    fmt::print("seeds {} to {}\n", first, first + count - 1);
    campaign.report();
    return campaign.differences() == 0 ? 0 : 1;
}
} // namespace
} // namespace pawl::fuzz

int main(int count, char** words)
{
    using namespace pawl::fuzz;
    const auto first = count > 2 ? number(words[1]) : std::nullopt;
    const auto programs = count > 2 ? number(words[2]) : std::nullopt;
    if (!first || !programs || *programs == 0 || count > 4)
    {
        fmt::print(stderr, "usage: tiers_run FIRST_SEED COUNT [FOLDER_FOR_FINDINGS]\n");
        return 2;
    }
    const std::filesystem::path folder = count > 3 ? words[3] : "findings";
    const WatchedEnd end = run_watched([&](std::atomic<pawl::u64>& seed)
                                       { return run(*first, *programs, folder, seed); });
    if (end.returned)
        return end.status;
    fmt::print(stderr, "seed {}: the process died: {}\n", end.at, end.death);
    return 1;
}
