#include "cli/bench_load.hpp"

#include "base/sha256.hpp"
#include "cli/artifacts.hpp"
#include "cli/exit_code.hpp"
#include "contract/code_cache.hpp"

#include <fmt/format.h>

#include <cstring>

namespace pawl::cli
{
namespace
{
constexpr unsigned loads = 100, finds = 10'000; // for each repetition

/// A new folder that goes away with its owner.
class TemporaryFolder
{
public:
    TemporaryFolder()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "pawl-bench-XXXXXX";
        if (mkdtemp(pattern.data()) == nullptr)
            throw Stop{ExitCode::node_fault,
                       fmt::format("there is no folder for artifacts: {}", strerror(errno))};
        path_ = pattern;
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

double load_from_file(const contract::CodeArtifacts& artifacts, const Bytes32& hash,
                      const Rules& rules, unsigned repeat)
{
    Samples samples{repeat};
    for (u64 left = u64{repeat} * loads; left != 0; --left)
    {
        const Stopwatch clock;
        const auto code = artifacts.load(hash, rules.profile, rules.schedule);
        samples.add(clock.seconds());
        if (!code)
            throw Stop{ExitCode::node_fault, "an artifact was kept and cannot be loaded"};
    }
    return samples.median();
}

double find_resident(contract::PreparedCode code, const Bytes32& hash, const Rules& rules,
                     unsigned repeat)
{
    auto loaded = std::make_shared<contract::LoadedCode>();
    loaded->module = std::move(code.module);
    loaded->executable = std::move(code.executable);
    const contract::CodeKey key{
        .code_hash = hash, .profile_id = rules.profile.id, .schedule_id = rules.schedule.id};
    contract::CodeCache cache{0};
    cache.insert(key, std::move(loaded));
    Samples samples{repeat};
    for (unsigned left = repeat; left != 0; --left)
    {
        const Stopwatch clock;
        for (unsigned i = 0; i < finds; ++i)
            if (cache.find(key) == nullptr)
                throw Stop{ExitCode::node_fault, "code that is resident was not found"};
        samples.add(clock.seconds() / finds);
    }
    return samples.median();
}
} // namespace

LoadTimes measure_load(const AnalysedModule& module, const CompilingTier& tier, const Rules& rules,
                       unsigned repeat)
{
    const TemporaryFolder place;
    const ArtifactFolder folder{place.path(), warn_of_artifacts};
    const contract::CodeArtifacts artifacts{tier, folder};
    const Bytes32 hash = sha256(module.module.bytes);
    static_cast<void>(artifacts.make(hash, module));
    LoadTimes times;
    times.from_file = load_from_file(artifacts, hash, rules, repeat);
    times.resident =
        find_resident(*artifacts.load(hash, rules.profile, rules.schedule), hash, rules, repeat);
    return times;
}
} // namespace pawl::cli
