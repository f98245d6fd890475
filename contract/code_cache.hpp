// Modules that are ready to run, by what decides them. A cache: nothing of it is observable.
#pragma once

#include "engine/tier.hpp"

#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <set>

namespace pawl::contract
{
/// A module made ready: analysed, prepared by the tier, its imports found.
struct LoadedCode
{
    AnalysedModule module;
    std::unique_ptr<Executable> executable;
    std::vector<External> imports;
    std::size_t bytes = 0; ///< what it takes, but for the image of its memory

    /// What it takes. Grows when the image is made.
    [[nodiscard]] std::size_t total_bytes() const noexcept;
};

/// What decides how a code is made ready.
struct CodeKey
{
    Bytes32 code_hash, profile_id, schedule_id;
    auto operator<=>(const CodeKey&) const noexcept = default;
};

/// A cache with a budget in bytes; what was used longest ago goes first. Thread-safe. Code that is
/// in use stays alive when it is evicted.
class CodeCache
{
public:
    explicit CodeCache(std::size_t budget_bytes) noexcept : budget_{budget_bytes} {}

    /// The code of a key, or nullptr.
    [[nodiscard]] std::shared_ptr<const LoadedCode> find(const CodeKey& key);
    /// Keeps a code; where one is there already, that one stays.
    void insert(const CodeKey& key, std::shared_ptr<const LoadedCode> code);

    /// What the cached codes take.
    [[nodiscard]] std::size_t bytes() const;

    /// The right to make the code of a key ready, which one thread has at a time: the next one
    /// waits for it and is to look into the cache again.
    class Turn
    {
    public:
        Turn(CodeCache& cache, const CodeKey& key);
        ~Turn();
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        CodeCache& cache_;
        CodeKey key_;
    };

private:
    struct Slot
    {
        CodeKey key;
        std::shared_ptr<const LoadedCode> code;
        std::size_t bytes = 0; ///< as it was when it was last asked
    };
    using Place = std::list<Slot>::iterator;
    void measure(Place slot);

    const std::size_t budget_;
    mutable std::mutex mutex_;
    std::list<Slot> by_use_; ///< most recently used first
    std::map<CodeKey, Place> by_key_;
    std::size_t bytes_ = 0;
    std::set<CodeKey> being_made_; ///< whose turn somebody has
    std::condition_variable turn_ended_;
};
} // namespace pawl::contract
