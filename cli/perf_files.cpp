#include "cli/perf_files.hpp"

#include "cli/exit_code.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <time.h> // NOLINT(modernize-deprecated-headers): clock_gettime is not in <ctime>

#include <cstring>

namespace pawl::cli
{
namespace
{
// The format: the kernel's tools/perf/Documentation/jitdump-specification.txt, version 1.
constexpr u32 dump_magic = 0x4A695444;
constexpr u32 dump_version = 1;
constexpr u32 code_load = 0;

struct DumpHeader
{
    u32 magic = dump_magic, version = dump_version, size = sizeof(DumpHeader), machine = 0,
        padding = 0, process = 0;
    u64 time = 0, flags = 0;
};
static_assert(sizeof(DumpHeader) == 40);

struct CodeLoad
{
    u32 id = code_load, size = 0;
    u64 time = 0;
    u32 process = 0, thread = 0;
    u64 address = 0, code = 0, code_size = 0, number = 0;
};
static_assert(sizeof(CodeLoad) == 56);

/// The clock that `perf record -k mono` reads.
u64 monotonic_time()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<u64>(now.tv_sec) * 1'000'000'000 + static_cast<u64>(now.tv_nsec);
}

// Whose instructions these are, as ELF numbers machines.
u32 machine_of_this_process()
{
    Elf64_Ehdr header{};
    const Descriptor self{open("/proc/self/exe", O_RDONLY | O_CLOEXEC)};
    if (read(self.get(), &header, sizeof header) != sizeof header)
        return EM_NONE;
    return header.e_machine;
}

// A new file of ours: never one that somebody put there for us to write to.
int open_new(const std::filesystem::path& path)
{
    unlink(path.c_str());
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        throw Stop{ExitCode::usage,
                   fmt::format("--perf cannot write {}: {}", path.string(), strerror(errno))};
    return file;
}

void put(const Descriptor& file, std::string_view bytes)
{
    while (!bytes.empty())
    {
        const ssize_t written = write(file.get(), bytes.data(), bytes.size());
        if (written <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

template <typename Record>
std::string_view bytes_of(const Record& record)
{
    return {reinterpret_cast<const char*>(&record), sizeof record};
}

// A name that stays on its line and ends where the file says.
std::string one_line(std::string_view name)
{
    std::string out{name};
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ')
            c = '?';
    return out;
}
} // namespace

PerfFiles::PerfFiles(const std::filesystem::path& folder)
    : map_{open_new(folder / fmt::format("perf-{}.map", getpid()))},
      dump_{open_new(folder / fmt::format("jit-{}.dump", getpid()))}
{
    begin_dump();
}

PerfFiles::~PerfFiles()
{
    munmap(mark_, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
}

void PerfFiles::begin_dump()
{
    DumpHeader header;
    header.machine = machine_of_this_process();
    header.process = static_cast<u32>(getpid());
    header.time = monotonic_time();
    put(dump_, bytes_of(header));
    mark_ = mmap(nullptr, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), PROT_READ | PROT_EXEC,
                 MAP_PRIVATE, dump_.get(), 0);
    if (mark_ == MAP_FAILED)
        throw Stop{ExitCode::usage,
                   fmt::format("--perf cannot map its dump as code: {}", strerror(errno))};
}

void PerfFiles::on_code(std::string_view name, BytesView code)
{
    const std::string label = one_line(name);
    const auto address = reinterpret_cast<u64>(code.data());
    CodeLoad load;
    load.size = static_cast<u32>(sizeof load + label.size() + 1 + code.size());
    load.process = static_cast<u32>(getpid());
    load.thread = static_cast<u32>(gettid());
    load.address = load.code = address;
    load.code_size = code.size();

    const std::scoped_lock lock{mutex_};
    load.time = monotonic_time();
    load.number = pieces_++;
    std::string record{bytes_of(load)};
    record.append(label).push_back('\0');
    record.append(as_text(code));
    put(dump_, record);
    put(map_, fmt::format("{:x} {:x} {}\n", address, code.size(), label));
}
} // namespace pawl::cli
