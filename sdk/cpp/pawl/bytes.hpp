// Byte strings and the arena they live in.
#pragma once

namespace pawl::sdk
{
using u8 = __UINT8_TYPE__;
using u16 = __UINT16_TYPE__;
using u32 = __UINT32_TYPE__;
using u64 = __UINT64_TYPE__;

/// A value that may be absent.
template <typename T>
struct Maybe
{
    bool present = false;
    T value{};

    constexpr Maybe() = default;
    constexpr Maybe(const T& some) : present{true}, value{some} {}
    constexpr explicit operator bool() const { return present; }
    constexpr const T& operator*() const { return value; }
    constexpr const T* operator->() const { return &value; }
    constexpr const T& or_else(const T& other) const { return present ? value : other; }
};

/// Borrowed bytes.
struct View
{
    const u8* data = nullptr;
    u32 size = 0;

    constexpr u8 operator[](u32 at) const { return data[at]; }
    constexpr const u8* begin() const { return data; }
    constexpr const u8* end() const { return data + size; }

    friend constexpr bool operator==(View a, View b)
    {
        if (a.size != b.size)
            return false;
        for (u32 i = 0; i < a.size; ++i)
            if (a[i] != b[i])
                return false;
        return true;
    }
};

/// Borrowed text: what a string literal turns into, without its final zero.
struct Text
{
    const char* data = "";
    u32 size = 0;

    constexpr Text() = default;
    constexpr Text(const char* from, u32 length) : data{from}, size{length} {}
    template <u32 n>
    constexpr Text(const char (&literal)[n]) : data{literal}, size{n - 1}
    {
    }
    explicit Text(View bytes) : data{reinterpret_cast<const char*>(bytes.data)}, size{bytes.size} {}

    View view() const { return {reinterpret_cast<const u8*>(data), size}; }
    friend bool operator==(Text a, Text b) { return a.view() == b.view(); }
};

/// 32 raw bytes, ordered bytewise.
struct Bytes32
{
    u8 bytes[32]{};

    constexpr View view() const { return {bytes, sizeof bytes}; }
    constexpr bool is_zero() const { return *this == Bytes32{}; }
    friend constexpr bool operator==(const Bytes32&, const Bytes32&) = default;
    friend constexpr bool operator<(const Bytes32& a, const Bytes32& b)
    {
        for (u32 i = 0; i < sizeof a.bytes; ++i)
            if (a.bytes[i] != b.bytes[i])
                return a.bytes[i] < b.bytes[i];
        return false;
    }
};

/// An account or a contract.
using Address = Bytes32;
/// A digest.
using Hash = Bytes32;

/// `size` fresh bytes of the arena, aligned to 8. Supplied by pawl/arena.hpp in a contract and by
/// whoever compiles the SDK for another machine.
u8* allocate(u32 size);

/// Copies `size` bytes between ranges that do not overlap.
inline void copy(u8* to, const u8* from, u32 size)
{
    if (size != 0)
        __builtin_memcpy(to, from, size);
}
} // namespace pawl::sdk

#ifdef __wasm__
#include "pawl/arena.hpp"
#endif
