// A program under WASI: what it is given, and what it comes to.
#pragma once

#include "base/bytes.hpp"

namespace pawl::contract::wasi
{
/// Where what a program writes goes.
class Output
{
public:
    virtual ~Output() = default;
    /// Takes all of the bytes. A failure is the embedder's own: the program never sees one.
    virtual void write(BytesView bytes) = 0;
};

/// One of the streams that a program has from the beginning.
struct Descriptor
{
    bool open = true;
    u16 flags = 0; ///< kept and shown, without effect
};

/// One program: what its host functions work on, as the execution's host_state.
struct Process
{
    // What it is given. No string holds a zero byte; with one behind each, they are below 4 GiB.
    std::vector<std::string> arguments;   ///< the program's name first
    std::vector<std::string> environment; ///< NAME=VALUE each
    u64 time_ns = 0;                      ///< of the block, since 1970: what every clock shows
    BytesView input;                      ///< what standard input still holds

    // Where what it writes goes; both outlive it.
    Output* output = nullptr;
    Output* errors = nullptr;

    // What it comes to.
    std::array<Descriptor, 3> descriptors; ///< by number: input, output, errors
    std::optional<u32> exit_code;          ///< where it ended by proc_exit
};
} // namespace pawl::contract::wasi
