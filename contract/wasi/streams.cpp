#include "contract/wasi/functions.hpp"

#include <algorithm>
#include <expected>
#include <limits>

namespace pawl::contract::wasi
{
namespace
{
constexpr u32 standard_input = 0;
constexpr u32 standard_output = 1; // And 2 for errors.

// As many as Linux takes, so that programs know the number. It bounds what the host has to
// remember. Consensus: changing this forks the network.
constexpr u32 most_vectors = 1024;

/// The buffers of a read or a write, in the order in which they are filled or emptied.
struct Buffers
{
    std::vector<std::span<u8>> spans;
    u64 bytes = 0; ///< of all, which may overlap
};

/// The buffers that the arguments 1 and 2 list, paid for; else how the call ends.
std::expected<Buffers, HostStatus> read_vectors(Guest& guest)
{
    const u32 count = guest.i32(2);
    if (count > most_vectors)
        return std::unexpected{guest.answer(Errno::inval)};
    const Range list = guest.range(guest.i32(1), count * u32{sizeof(Vector)});
    if (!list)
        return std::unexpected{guest.answer(Errno::fault)};
    if (!guest.charge_bytes(list->size()))
        return std::unexpected{guest.stopped()};
    Buffers buffers;
    for (std::size_t at = 0; at < list->size(); at += sizeof(Vector))
    {
        const auto vector = load<Vector>(list->subspan(at));
        const Range buffer = guest.range(vector.buffer, vector.length);
        if (!buffer)
            return std::unexpected{guest.answer(Errno::fault)};
        buffers.spans.push_back(*buffer);
        buffers.bytes += buffer->size();
    }
    if (buffers.bytes > std::numeric_limits<u32>::max())
        return std::unexpected{guest.answer(Errno::inval)};
    return buffers;
}

/// Where a write to the descriptor that the first argument names goes; nullptr where none can.
Output* output_of(const Guest& guest)
{
    if (guest.descriptor(0) == nullptr || guest.i32(0) == standard_input)
        return nullptr;
    return guest.i32(0) == standard_output ? guest.process().output : guest.process().errors;
}

/// Moves as many bytes of the input as fit into the buffers.
void read_into(const Buffers& buffers, BytesView& input)
{
    for (const std::span<u8> buffer : buffers.spans)
    {
        const std::size_t count = std::min(buffer.size(), input.size());
        std::ranges::copy(input.first(count), buffer.begin());
        input = input.subspan(count);
    }
}

/// What a stream says about itself as a file: nothing but its type.
template <typename Status>
HostStatus give_file_status(Guest& guest)
{
    if (guest.descriptor(0) == nullptr)
        return guest.answer(Errno::badf);
    Status status{};
    status.filetype = character_device;
    return guest.give(1, status);
}
} // namespace

HostStatus fd_close(Guest& guest)
{
    Descriptor* const descriptor = guest.descriptor(0);
    if (descriptor == nullptr)
        return guest.answer(Errno::badf);
    descriptor->open = false;
    return guest.answer(Errno::success);
}

HostStatus fd_fdstat_get(Guest& guest)
{
    const Descriptor* const descriptor = guest.descriptor(0);
    if (descriptor == nullptr)
        return guest.answer(Errno::badf);
    DescriptorStatus status{};
    status.filetype = character_device;
    status.flags = descriptor->flags;
    status.rights = right_to_set_flags | right_to_get_filestat |
                    (guest.i32(0) == standard_input ? right_to_read : right_to_write);
    return guest.give(1, status);
}

HostStatus fd_fdstat_set_flags(Guest& guest)
{
    Descriptor* const descriptor = guest.descriptor(0);
    if (descriptor == nullptr)
        return guest.answer(Errno::badf);
    if (guest.i32(1) >> descriptor_flags != 0)
        return guest.answer(Errno::inval);
    descriptor->flags = static_cast<u16>(guest.i32(1));
    return guest.answer(Errno::success);
}

HostStatus fd_filestat_get(Guest& guest)
{
    return give_file_status<FileStatus>(guest);
}

HostStatus fd_old_filestat_get(Guest& guest)
{
    return give_file_status<OldFileStatus>(guest);
}

HostStatus fd_read(Guest& guest)
{
    if (guest.descriptor(0) == nullptr || guest.i32(0) != standard_input)
        return guest.answer(Errno::badf);
    const auto buffers = read_vectors(guest);
    if (!buffers)
        return buffers.error();
    const Range count = guest.record<u32>(3);
    if (!count)
        return guest.answer(Errno::fault);
    BytesView& input = guest.process().input;
    const u64 bytes = std::min<u64>(buffers->bytes, input.size());
    if (!guest.charge_bytes(bytes))
        return guest.stopped();
    read_into(*buffers, input);
    store(*count, static_cast<u32>(bytes));
    return guest.answer(Errno::success);
}

HostStatus fd_write(Guest& guest)
{
    Output* const output = output_of(guest);
    if (output == nullptr)
        return guest.answer(Errno::badf);
    const auto buffers = read_vectors(guest);
    if (!buffers)
        return buffers.error();
    const Range count = guest.record<u32>(3);
    if (!count)
        return guest.answer(Errno::fault);
    if (!guest.charge_bytes(buffers->bytes))
        return guest.stopped();
    for (const std::span<u8> buffer : buffers->spans)
        output->write(buffer);
    store(*count, static_cast<u32>(buffers->bytes));
    return guest.answer(Errno::success);
}
} // namespace pawl::contract::wasi
