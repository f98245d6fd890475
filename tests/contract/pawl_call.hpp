// One call of one function of the pawl set, without a guest around it.
#pragma once

#include "tests/contract/world.hpp"

namespace pawl::contract
{
/// Where the buffers of calls lie; everything else of the page is zero.
namespace place
{
inline constexpr i64 text = 0x100;         ///< "text!", 5 bytes
inline constexpr i64 key = 0x140;          ///< "key", stored under "value"
inline constexpr i64 value = 0x160;        ///< "value"
inline constexpr i64 low = 0x180;          ///< "a"
inline constexpr i64 high = 0x1A0;         ///< "zz"
inline constexpr i64 denomination = 0x1C0; ///< "coin"
inline constexpr i64 coin_list = 0x200;    ///< one coin of that
inline constexpr i64 event = 0x280;        ///< an event of 21 bytes
inline constexpr i64 address = 0x300;      ///< 32 bytes of 0x11
inline constexpr i64 number = 0x340;       ///< 256 as a u256
inline constexpr i64 malformed = 0x380;    ///< 32 bytes of 0xFF
inline constexpr i64 out = 0x400;
inline constexpr i64 second_out = 0x480;
inline constexpr i64 end = 65536; ///< of the memory
} // namespace place

/// How long the lists above are.
inline constexpr i64 coins_length = 44;
inline constexpr i64 event_length = 21;

/// A frame of a contract and its memory, on which functions can be called.
class PawlCall
{
public:
    struct Options
    {
        u64 gas_limit = max_gas_limit;
        bool read_only = false;
    };

    /// The world has a profile with limits of 16 bytes, so that buffers can exceed them.
    PawlCall(World& world, const Options& options);

    /// Calls a function and answers how it ended; where it asked for a contract to be entered,
    /// `frame().request` is there.
    HostStatus call(std::string_view function, std::span<const i64> arguments);
    HostStatus call(std::string_view function, std::initializer_list<i64> arguments)
    {
        return call(function, std::span{arguments.begin(), arguments.size()});
    }

    /// What the last call gave.
    [[nodiscard]] u64 result() const noexcept { return result_; }
    [[nodiscard]] Frame& frame() noexcept { return *frame_; }
    [[nodiscard]] TransactionState& state() noexcept { return *state_; }
    [[nodiscard]] std::span<u8> memory() noexcept;
    [[nodiscard]] Bytes read(i64 at, std::size_t length);

    /// The limits that are lowered.
    static constexpr u32 limit = 16;
    static void lower_limits(Profile& profile);
    /// The contract that makes the calls, whose storage has "key".
    static Bytes32 contract();

private:
    void instantiate(World& world);
    void fill_memory();

    FramePools pools_;
    std::shared_ptr<const LoadedCode> code_;
    std::unique_ptr<TransactionState> state_;
    std::unique_ptr<Frame> frame_;
    Instance* instance_ = nullptr;
    u64 result_ = 0;
};
} // namespace pawl::contract
