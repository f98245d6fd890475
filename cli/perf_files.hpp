// What Linux perf reads of a process that makes code.
#pragma once

#include "cli/descriptor.hpp"
#include "engine/runtime/code_observer.hpp"

#include <filesystem>
#include <mutex>

namespace pawl::cli
{
/// Keeps two files in a folder: `perf-PID.map`, a line for each piece of code, and `jit-PID.dump`,
/// which has the code itself. Thread-safe. What can no longer be written is missing there.
class PerfFiles final : public CodeObserver
{
public:
    /// Stops where the files cannot be made. perf looks for the map in /tmp alone.
    explicit PerfFiles(const std::filesystem::path& folder = "/tmp");
    ~PerfFiles() override;
    void on_code(std::string_view name, BytesView code) override;

private:
    void begin_dump();

    std::mutex mutex_;
    Descriptor map_, dump_;
    void* mark_ = nullptr; ///< a page of the dump as code, by which perf finds it
    u64 pieces_ = 0;
};
} // namespace pawl::cli
