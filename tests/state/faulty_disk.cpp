#include "faulty_disk.hpp"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>

namespace pawl::state
{
namespace
{
namespace fs = std::filesystem;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

std::string normal(const std::string& path)
{
    return fs::path{path}.lexically_normal().string();
}

std::string contents(const std::string& path)
{
    std::ostringstream out;
    out << std::ifstream{path, std::ios::binary}.rdbuf();
    return out.str();
}
} // namespace

/// Counts operations and knows of each file what would survive.
class FaultyDisk::Journal
{
public:
    Journal(Fault fault, u64 allowed) : fault_{fault}, allowed_{allowed} {}

    /// Counts an operation; fails where it must not happen.
    IOStatus operation()
    {
        const std::scoped_lock hold{lock_};
        const u64 number = count_++;
        const bool refused = fault_ == Fault::power_loss ? number >= allowed_ : number == allowed_;
        return refused ? IOStatus::IOError("injected") : IOStatus::OK();
    }

    bool failed() const
    {
        const std::scoped_lock hold{lock_};
        return count_ > allowed_;
    }

    void created(const std::string& path)
    {
        const std::scoped_lock hold{lock_};
        files_[normal(path)] = {};
    }

    void synced(const std::string& path, u64 size)
    {
        const std::scoped_lock hold{lock_};
        files_[normal(path)].durable_bytes = size;
    }

    /// To be told before it happens, so that what it replaces can come back.
    void renaming(const std::string& from, const std::string& to)
    {
        const std::scoped_lock hold{lock_};
        const auto known = files_.find(normal(to));
        const bool durable = known == files_.end() ? fs::exists(to) : known->second.listed;
        File& target = files_[normal(to)];
        if (durable)
            target.replaced = contents(to);
        target.listed = false;
        target.durable_bytes = files_[normal(from)].durable_bytes;
        files_.erase(normal(from));
    }

    void deleted(const std::string& path)
    {
        const std::scoped_lock hold{lock_};
        files_.erase(normal(path));
    }

    void folder_synced()
    {
        const std::scoped_lock hold{lock_};
        for (auto& [path, file] : files_)
        {
            file.listed = true;
            file.replaced.reset();
        }
    }

    void lose_unsynced()
    {
        const std::scoped_lock hold{lock_};
        for (const auto& [path, file] : files_)
        {
            if (file.listed)
                fs::resize_file(path, file.durable_bytes);
            else if (file.replaced)
                std::ofstream{path, std::ios::binary} << *file.replaced;
            else
                fs::remove(path);
        }
        files_.clear();
    }

private:
    struct File
    {
        u64 durable_bytes = 0;
        bool listed = false; ///< The folder was synced since it got this name.
        std::optional<std::string> replaced;
    };

    const Fault fault_;
    const u64 allowed_;
    mutable std::mutex lock_;
    u64 count_ = 0;
    std::map<std::string, File> files_;
};

/// The machine's file system with the journal's opinion on every change.
class FaultyDisk::FileSystem final : public rocksdb::FileSystemWrapper
{
public:
    explicit FileSystem(std::shared_ptr<Journal> journal)
        : FileSystemWrapper{rocksdb::FileSystem::Default()}, journal_{std::move(journal)}
    {
    }

    const char* Name() const override { return "FaultyDisk"; }

    IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* out,
                             IODebugContext* debug) override;
    IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                          std::unique_ptr<rocksdb::FSDirectory>* out,
                          IODebugContext* debug) override;
    IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                        IODebugContext* debug) override;
    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                        IODebugContext* debug) override;

private:
    class File;
    class Directory;

    std::shared_ptr<Journal> journal_;
};

class FaultyDisk::FileSystem::File final : public rocksdb::FSWritableFileOwnerWrapper
{
public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path,
         std::shared_ptr<Journal> journal)
        : FSWritableFileOwnerWrapper{std::move(file)},
          path_{std::move(path)},
          journal_{std::move(journal)}
    {
    }

    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    IODebugContext* debug) override
    {
        const IOStatus allowed = journal_->operation();
        return allowed.ok() ? FSWritableFileOwnerWrapper::Append(data, options, debug) : allowed;
    }

    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    const rocksdb::DataVerificationInfo&, IODebugContext* debug) override
    {
        return Append(data, options, debug);
    }

    /// The real disk is not waited for: its power stays on.
    IOStatus Sync(const IOOptions& options, IODebugContext* debug) override
    {
        const IOStatus allowed = journal_->operation();
        if (!allowed.ok())
            return allowed;
        journal_->synced(path_, GetFileSize(options, debug));
        return Flush(options, debug);
    }

    IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override
    {
        return Sync(options, debug);
    }

    IOStatus RangeSync(u64, u64, const IOOptions&, IODebugContext*) override
    {
        return IOStatus::OK(); // promises nothing
    }

private:
    std::string path_;
    std::shared_ptr<Journal> journal_;
};

class FaultyDisk::FileSystem::Directory final : public rocksdb::FSDirectoryWrapper
{
public:
    Directory(std::unique_ptr<rocksdb::FSDirectory> directory, std::shared_ptr<Journal> journal)
        : FSDirectoryWrapper{std::move(directory)}, journal_{std::move(journal)}
    {
    }

    IOStatus Fsync(const IOOptions&, IODebugContext*) override
    {
        const IOStatus allowed = journal_->operation();
        if (allowed.ok())
            journal_->folder_synced();
        return allowed;
    }

    IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                                 const rocksdb::DirFsyncOptions&) override
    {
        return Fsync(options, debug);
    }

private:
    std::shared_ptr<Journal> journal_;
};

IOStatus FaultyDisk::FileSystem::NewWritableFile(const std::string& path,
                                                 const rocksdb::FileOptions& options,
                                                 std::unique_ptr<rocksdb::FSWritableFile>* out,
                                                 IODebugContext* debug)
{
    IOStatus status = journal_->operation();
    if (status.ok())
        status = FileSystemWrapper::NewWritableFile(path, options, out, debug);
    if (!status.ok())
        return status;
    journal_->created(path);
    *out = std::make_unique<File>(std::move(*out), path, journal_);
    return status;
}

IOStatus FaultyDisk::FileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                              std::unique_ptr<rocksdb::FSDirectory>* out,
                                              IODebugContext* debug)
{
    IOStatus status = FileSystemWrapper::NewDirectory(path, options, out, debug);
    if (status.ok())
        *out = std::make_unique<Directory>(std::move(*out), journal_);
    return status;
}

IOStatus FaultyDisk::FileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                            IODebugContext* debug)
{
    IOStatus status = journal_->operation();
    if (status.ok())
        status = FileSystemWrapper::DeleteFile(path, options, debug);
    if (status.ok())
        journal_->deleted(path);
    return status;
}

IOStatus FaultyDisk::FileSystem::RenameFile(const std::string& from, const std::string& to,
                                            const IOOptions& options, IODebugContext* debug)
{
    const IOStatus status = journal_->operation();
    if (!status.ok())
        return status;
    journal_->renaming(from, to);
    return FileSystemWrapper::RenameFile(from, to, options, debug);
}

FaultyDisk::FaultyDisk(Fault fault, u64 allowed)
    : journal_{std::make_shared<Journal>(fault, allowed)},
      environment_{rocksdb::NewCompositeEnv(std::make_shared<FileSystem>(journal_))}
{
}

FaultyDisk::FaultyDisk() : FaultyDisk{Fault::power_loss, std::numeric_limits<u64>::max()} {}

FaultyDisk::~FaultyDisk() = default;

rocksdb::Env* FaultyDisk::environment() const
{
    return environment_.get();
}

bool FaultyDisk::failed() const
{
    return journal_->failed();
}

void FaultyDisk::lose_unsynced()
{
    journal_->lose_unsynced();
}
} // namespace pawl::state
