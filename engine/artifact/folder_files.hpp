// Files of one folder of this user's, by name. What stands there is trusted as little as what comes
// from a network.
#pragma once

#include "base/bytes.hpp"

#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace pawl
{
/// A folder that is open. Failures are errno. Thread-safe.
class FolderFiles
{
public:
    template <typename T>
    using Result = std::expected<T, int>;

    /// Opens a folder, which is made for this user alone where there is none.
    [[nodiscard]] static Result<FolderFiles> open(const std::filesystem::path& path);
    FolderFiles(FolderFiles&& other) noexcept;
    FolderFiles(const FolderFiles&) = delete;
    FolderFiles& operator=(const FolderFiles&) = delete;
    ~FolderFiles();

    /// A copy of all bytes of a file.
    struct Content
    {
        std::unique_ptr<u8[]> bytes; ///< not zeroed before, as vectors are
        std::size_t size = 0;
        [[nodiscard]] BytesView view() const noexcept { return {bytes.get(), size}; }
    };
    /// What a file must be like to be read.
    struct Demand
    {
        std::size_t most_bytes = 0; ///< else EFBIG
        bool own = false; ///< nobody but this user can have written or read it; else EPERM
        std::size_t header_bytes = 0; ///< at most 128
        /// How large a file is that begins with this header, where it has one. EBADMSG where this
        /// one is not.
        std::optional<u64> (*total_bytes)(BytesView header) = nullptr;
    };
    /// Reads a file that is regular (else EINVAL) and meets a demand. Takes no memory before.
    [[nodiscard]] Result<Content> read(const std::string& name, const Demand& demand) const;

    /// Puts a file there at once or not at all: written under another name, synced, renamed.
    [[nodiscard]] Result<void> replace(const std::string& name, BytesView bytes) const;
    /// The same, but leaves what stands there already.
    [[nodiscard]] Result<void> add(const std::string& name, BytesView bytes) const;

    /// One file of the folder.
    struct Entry
    {
        std::string name;
        u64 bytes = 0;
        i64 written_ns = 0; ///< when, by the file system
    };
    /// What stands there, in no order.
    [[nodiscard]] std::vector<Entry> list() const;
    void remove(const std::string& name) const noexcept;

private:
    explicit FolderFiles(int folder) noexcept : folder_{folder} {}
    [[nodiscard]] Result<std::string> write_temporary(const std::string& name,
                                                      BytesView bytes) const;

    int folder_ = -1;
};

/// How the names end under which files are written.
inline constexpr std::string_view temporary_ending = ".new";
} // namespace pawl
