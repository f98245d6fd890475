#include "engine/artifact/folder.hpp"

#include "engine/artifact/build_id.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pawl
{
namespace
{
const std::string secret_name = "secret";
constexpr std::string_view artifact_ending = ".artifact";
constexpr std::size_t most_artifact_bytes = std::size_t{1} << 30;

std::string name_of(const Bytes32& key)
{
    return to_hex(key) + std::string{artifact_ending};
}

// The folder's own, which is made up where there is none.
FolderFiles::Result<Bytes32> secret_of(const FolderFiles& files)
{
    const FolderFiles::Demand demand{.most_bytes = sizeof(Bytes32), .own = true};
    auto content = files.read(secret_name, demand);
    if (!content && content.error() == ENOENT)
    {
        Bytes32 fresh;
        if (RAND_bytes(fresh.bytes.data(), fresh.bytes.size()) != 1)
            return std::unexpected{EIO};
        // Whoever comes first says what it is.
        if (const auto added = files.add(secret_name, fresh); !added)
            return std::unexpected{added.error()};
        content = files.read(secret_name, demand);
    }
    if (!content)
        return std::unexpected{content.error()};
    const auto secret = bytes32(content->view());
    if (!secret)
        return std::unexpected{EINVAL};
    return *secret;
}

// What processes left behind that were ended while they wrote artifacts. Where one still writes, it
// keeps nothing this time; secrets are left alone, since without it would keep nothing ever.
void remove_temporaries(const FolderFiles& files)
{
    for (const FolderFiles::Entry& entry : files.list())
        if (entry.name.ends_with(temporary_ending) && !entry.name.starts_with(secret_name))
            files.remove(entry.name);
}

u64 sum_of(std::span<const FolderFiles::Entry> entries) noexcept
{
    u64 sum = 0;
    for (const FolderFiles::Entry& entry : entries)
        sum += entry.bytes;
    return sum;
}
} // namespace

ArtifactFolder::ArtifactFolder(const std::filesystem::path& path, Log log, u64 budget_bytes)
    : log_{std::move(log)}, budget_bytes_{budget_bytes}
{
    open(path);
}

void ArtifactFolder::open(const std::filesystem::path& path)
{
    if (engine_build().empty())
        return say("no artifacts are kept: the linker gave this build no id (--build-id)");
    auto files = FolderFiles::open(path);
    const auto secret = files ? secret_of(*files) : std::unexpected{files.error()};
    if (!secret)
        return say(fmt::format("no artifacts are kept in {}: {}", path.string(),
                               std::strerror(secret.error())));
    remove_temporaries(*files);
    bytes_ = sum_of(files->list());
    files_.emplace(*std::move(files));
    seal_.emplace(*secret);
}

std::optional<StoredArtifact> ArtifactFolder::find(const Bytes32& key) const
{
    if (!seal_)
    {
        ++absent_;
        return std::nullopt;
    }
    auto content = files_->read(name_of(key), {.most_bytes = most_artifact_bytes,
                                               .header_bytes = Artifact::header_bytes,
                                               .total_bytes = &Artifact::total_bytes});
    if (!content && content.error() == ENOENT)
    {
        ++absent_;
        return std::nullopt;
    }
    if (!content)
    {
        report_unusable(key, std::strerror(content.error()));
        return std::nullopt;
    }
    const auto artifact = Artifact::open(content->view(), key, *seal_);
    if (!artifact)
    {
        report_unusable(key, message(artifact.error().code));
        return std::nullopt;
    }
    ++found_;
    return StoredArtifact{*std::move(content), *artifact};
}

void ArtifactFolder::report_unusable(const Bytes32& key, std::string_view why) const
{
    ++unusable_;
    say(fmt::format("the artifact {} is compiled anew: {}", to_hex(key), why));
}

void ArtifactFolder::keep(const Bytes32& key, const ArtifactContent& content) const
{
    if (!seal_)
        return;
    const Bytes bytes = write_artifact(key, content, *seal_, Seal::new_nonce());
    if (const auto written = files_->replace(name_of(key), bytes); !written)
    {
        ++not_kept_;
        return say(fmt::format("the artifact {} is not kept: {}", to_hex(key),
                               std::strerror(written.error())));
    }
    ++kept_;
    if ((bytes_ += bytes.size()) > budget_bytes_)
        remove_oldest();
}

// Down to three quarters, so that not every new file has all of them listed.
void ArtifactFolder::remove_oldest() const
{
    const std::scoped_lock lock{removing_};
    std::vector<FolderFiles::Entry> entries = files_->list();
    std::erase_if(entries, [](const FolderFiles::Entry& entry)
                  { return !entry.name.ends_with(artifact_ending); });
    std::ranges::sort(entries, {}, &FolderFiles::Entry::written_ns);
    u64 bytes = sum_of(entries);
    for (const FolderFiles::Entry& entry : entries)
    {
        if (bytes <= budget_bytes_ / 4 * 3)
            break;
        files_->remove(entry.name);
        bytes -= entry.bytes;
    }
    bytes_ = bytes;
}

ArtifactCounts ArtifactFolder::counts() const noexcept
{
    return {.found = found_,
            .absent = absent_,
            .unusable = unusable_,
            .kept = kept_,
            .not_kept = not_kept_};
}

void ArtifactFolder::say(std::string_view what) const
{
    if (log_)
        log_(what);
}
} // namespace pawl
