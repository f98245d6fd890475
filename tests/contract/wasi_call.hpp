// Calls of functions of the WASI sets, without a guest around them.
#pragma once

#include "contract/wasi/set.hpp"
#include "contract/wasi/types.hpp"
#include "tests/laboratory/laboratory.hpp"

namespace pawl::contract::wasi
{
/// Keeps what is written.
class KeptOutput final : public Output
{
public:
    void write(BytesView bytes) override { append(kept, bytes); }
    Bytes kept;
};

/// A program of 64 pages of memory, and whatever it calls.
class WasiCall
{
public:
    /// How long the memory is: 1024 buffers as long are 2^32 bytes.
    static constexpr u32 end = 64 * 65536;

    WasiCall();

    /// Calls a function by its name, with as many arguments as it takes.
    HostStatus run(std::string_view function, std::initializer_list<i64> arguments,
                   u64 limit = max_gas_limit);
    /// Calls one that must return; what it answered.
    Errno call(std::string_view function, std::initializer_list<i64> arguments);

    /// What the last call used.
    [[nodiscard]] u64 used() const noexcept { return used_; }

    template <typename Record>
    [[nodiscard]] Record read(u32 at)
    {
        return load<Record>(memory().subspan(at));
    }
    template <typename Record>
    void write(u32 at, const Record& record)
    {
        store(memory().subspan(at), record);
    }
    void write_text(u32 at, std::string_view text);
    [[nodiscard]] std::string text(u32 at, std::size_t length);
    [[nodiscard]] std::span<u8> memory() noexcept;

    KeptOutput output, errors;
    Process process;
    const HostSet* set = &preview1();

private:
    test::Laboratory laboratory_;
    Instance* instance_ = nullptr;
    u64 used_ = 0;
    Errno answer_{};
};
} // namespace pawl::contract::wasi
