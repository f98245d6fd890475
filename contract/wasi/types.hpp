// Numbers and layouts of WASI preview 1, as far as they are used. Source: WebAssembly/WASI,
// legacy/preview1/witx/typenames.witx. Records are laid out as in C, little-endian.
#pragma once

#include "base/integers.hpp"

#include <bit>
#include <cstring>
#include <span>
#include <type_traits>

namespace pawl::contract::wasi
{
/// What functions answer with.
enum class Errno : u16
{
    success = 0,
    badf = 8,
    fault = 21,
    inval = 28,
    nosys = 52,
    notdir = 54,
    notsock = 57,
    notsup = 58,
    spipe = 70,
};

/// $clockid, of which the clocks of CPU time are left out.
enum class Clock : u32
{
    realtime = 0,
    monotonic = 1,
};

/// $filetype: what every stream is.
inline constexpr u8 character_device = 2;

/// $fdflags: how many there are.
inline constexpr unsigned descriptor_flags = 5;

/// $rights, by the numbers of their bits.
inline constexpr u64 right_to_read = u64{1} << 1;
inline constexpr u64 right_to_set_flags = u64{1} << 3;
inline constexpr u64 right_to_write = u64{1} << 6;
inline constexpr u64 right_to_get_filestat = u64{1} << 21;

/// $iovec and $ciovec.
struct Vector
{
    u32 buffer;
    u32 length;
};
static_assert(sizeof(Vector) == 8);

/// $fdstat.
struct DescriptorStatus
{
    u8 filetype;
    u8 padding1;
    u16 flags;
    u32 padding2;
    u64 rights;
    u64 inheriting_rights;
};
static_assert(sizeof(DescriptorStatus) == 24);

/// $filestat.
struct FileStatus
{
    u64 device;
    u64 inode;
    u8 filetype;
    u8 padding[7];
    u64 links;
    u64 size;
    u64 times[3];
};
static_assert(sizeof(FileStatus) == 64);

/// The same before preview 1: links in 32 bits. Source: legacy/preview0/witx/typenames.witx.
struct OldFileStatus
{
    u64 device;
    u64 inode;
    u8 filetype;
    u8 padding[3];
    u32 links;
    u64 size;
    u64 times[3];
};
static_assert(sizeof(OldFileStatus) == 56);

static_assert(std::endian::native == std::endian::little, "records are copied as they are");

/// The record that the bytes begin with.
template <typename Record>
    requires std::is_trivially_copyable_v<Record>
[[nodiscard]] Record load(std::span<const u8> from) noexcept
{
    Record record;
    std::memcpy(&record, from.data(), sizeof record);
    return record;
}

/// Writes a record to the begin of the bytes.
template <typename Record>
    requires std::is_trivially_copyable_v<Record>
void store(std::span<u8> to, const Record& record) noexcept
{
    std::memcpy(to.data(), &record, sizeof record);
}
} // namespace pawl::contract::wasi
