// Artifacts in files, for later processes of this node.
#pragma once

#include "engine/artifact/folder_files.hpp"
#include "engine/artifact/format.hpp"
#include "engine/module/module.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace pawl
{
/// What came of an artifact folder since it was opened.
struct ArtifactCounts
{
    u64 found = 0;
    u64 absent = 0;   ///< looked for, and not there
    u64 unusable = 0; ///< there, but damaged, foreign or not to be read
    u64 kept = 0;
    u64 not_kept = 0; ///< could not be written
};

/// An artifact and the bytes that it views.
class StoredArtifact
{
public:
    StoredArtifact(FolderFiles::Content content, Artifact artifact) noexcept
        : content_{std::move(content)}, artifact_{artifact}
    {
    }
    [[nodiscard]] const Artifact& operator*() const noexcept { return artifact_; }
    [[nodiscard]] const Artifact* operator->() const noexcept { return &artifact_; }

private:
    FolderFiles::Content content_; // Its bytes stay where they are when it moves.
    Artifact artifact_;
};

/// A folder of artifacts. Whatever is wrong with it or in it, an artifact is then not found or not
/// kept: nothing fails. Thread-safe, and of any number of processes.
class ArtifactFolder
{
public:
    /// Told in a line what is wrong, at most once for each file or attempt; by any thread.
    using Log = std::function<void(std::string_view what)>;

    /// Files are kept while they take no more than that; then those written longest ago go.
    static constexpr u64 default_budget_bytes = u64{4} << 30;

    /// Opens the folder; makes it where there is none.
    explicit ArtifactFolder(const std::filesystem::path& path, Log log = {},
                            u64 budget_bytes = default_budget_bytes);

    /// The artifact that was kept under the key.
    [[nodiscard]] std::optional<StoredArtifact> find(const Bytes32& key) const;
    /// Says that an artifact is of no use although it is authentic.
    void report_unusable(const Bytes32& key, std::string_view why) const;
    void keep(const Bytes32& key, const ArtifactContent& content) const;

    [[nodiscard]] ArtifactCounts counts() const noexcept;

private:
    void open(const std::filesystem::path& path);
    void remove_oldest() const;
    void say(std::string_view what) const;

    Log log_;
    u64 budget_bytes_;
    std::optional<FolderFiles> files_; ///< together with the seal, or neither
    std::optional<Seal> seal_;
    mutable std::mutex removing_;
    mutable std::atomic<u64> bytes_{0}; ///< of all files, roughly
    mutable std::atomic<u64> found_{0}, absent_{0}, unusable_{0}, kept_{0}, not_kept_{0};
};
} // namespace pawl
