// The canonical encoding (docs/abi/pawl.md): big-endian integers, byte strings behind a u32 length.
#pragma once

#include "pawl/u256.hpp"

namespace pawl::sdk
{
/// A sequence that grows in the arena.
template <typename T>
class List
{
public:
    u32 size() const { return size_; }
    const T& operator[](u32 at) const { return data_[at]; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }

    void push(const T& value)
    {
        if (size_ == capacity_)
        {
            capacity_ = capacity_ == 0 ? 8 : 2 * capacity_;
            T* const larger = reinterpret_cast<T*>(allocate(capacity_ * u32{sizeof(T)}));
            for (u32 i = 0; i < size_; ++i)
                larger[i] = data_[i];
            data_ = larger;
        }
        data_[size_++] = value;
    }

private:
    T* data_ = nullptr;
    u32 size_ = 0;
    u32 capacity_ = 0;
};

/// Appends values to a byte string that grows in the arena.
class Writer
{
public:
    Writer& raw(View bytes)
    {
        copy(grow(bytes.size), bytes.data, bytes.size);
        return *this;
    }

    template <typename T>
    Writer& integer(T value)
    {
        u8* const out = grow(sizeof value);
        for (u32 i = 0; i < sizeof value; ++i)
            out[i] = static_cast<u8>(value >> 8 * (sizeof value - 1 - i));
        return *this;
    }

    Writer& put(bool value) { return integer<u8>(value ? 1 : 0); }
    Writer& put(u8 value) { return integer(value); }
    Writer& put(u16 value) { return integer(value); }
    Writer& put(u32 value) { return integer(value); }
    Writer& put(u64 value) { return integer(value); }
    Writer& put(const Bytes32& value) { return raw(value.view()); }
    Writer& put(const U256& value) { return put(value.to_bytes()); }
    Writer& put(View bytes) { return put(bytes.size).raw(bytes); }
    Writer& put(Text text) { return put(text.view()); }
    template <u32 n>
    Writer& put(const char (&literal)[n])
    {
        return put(Text{literal});
    }
    template <typename T>
    Writer& put(const List<T>& list)
    {
        put(list.size());
        for (const T& value : list)
            put(value);
        return *this;
    }
    /// A struct, by the fields it names: `static void fields(auto& codec, auto& self)`.
    template <typename T>
        requires requires(Writer& out, const T& value) { T::fields(out, value); }
    Writer& put(const T& value)
    {
        T::fields(*this, value);
        return *this;
    }

    /// A value behind the length of its encoding.
    template <typename T>
    Writer& measured(const T& value)
    {
        const u32 at = size_;
        put(u32{0}).put(value);
        const u32 length = size_ - at - u32{sizeof length};
        for (u32 i = 0; i < sizeof length; ++i)
            data_[at + i] = static_cast<u8>(length >> 8 * (sizeof length - 1 - i));
        return *this;
    }

    /// Appends several values: what a struct's `fields` calls.
    template <typename... Ts>
    void operator()(const Ts&... values)
    {
        (put(values), ...);
    }

    View view() const { return {data_, size_}; }

private:
    /// Where the next `more` bytes go. Out of line, because it would be most of every contract.
    [[gnu::noinline]] u8* grow(u32 more)
    {
        if (more > capacity_ - size_)
        {
            capacity_ = 2 * capacity_ > size_ + more ? 2 * capacity_ : size_ + more;
            u8* const larger = allocate(capacity_);
            copy(larger, data_, size_);
            data_ = larger;
        }
        size_ += more;
        return data_ + size_ - more;
    }

    static constexpr u32 first_capacity = 64;

    u32 size_ = 0;
    u32 capacity_ = first_capacity;
    u8* data_ = allocate(first_capacity);
};

/// Reads what Writer wrote. After the first failure all reads give zeros, so a sequence of them is
/// checked once, by `finished`.
class Reader
{
public:
    explicit Reader(View in) : in_{in} {}

    /// The next `size` bytes, a view into the input; empty after a failure.
    [[gnu::noinline]] View raw(u32 size)
    {
        if (failed_ || size > in_.size - at_)
        {
            failed_ = true;
            return {};
        }
        at_ += size;
        return {in_.data + at_ - size, size};
    }

    template <typename T>
    void integer(T& out)
    {
        out = 0;
        for (const u8 byte : raw(sizeof out))
            out = static_cast<T>(out << 8 | byte);
    }

    void get(u8& out) { integer(out); }
    void get(u16& out) { integer(out); }
    void get(u32& out) { integer(out); }
    void get(u64& out) { integer(out); }
    void get(bool& out)
    {
        u8 byte = 0;
        integer(byte);
        failed_ |= byte > 1;
        out = byte == 1;
    }
    void get(Bytes32& out)
    {
        const View bytes = raw(sizeof out.bytes);
        copy(out.bytes, bytes.data, bytes.size);
    }
    void get(U256& out)
    {
        Bytes32 bytes;
        get(bytes);
        out = U256::from_bytes(bytes);
    }
    void get(View& out)
    {
        u32 size = 0;
        integer(size);
        out = raw(size);
    }
    void get(Text& out)
    {
        View bytes;
        get(bytes);
        out = Text{bytes};
    }
    template <typename T>
    void get(List<T>& out)
    {
        // A wrong count ends with the input, so it costs no more than the input is long.
        for (u32 left = read<u32>(); left > 0 && !failed_; --left)
            out.push(read<T>());
    }
    template <typename T>
        requires requires(Reader& in, T& value) { T::fields(in, value); }
    void get(T& out)
    {
        T::fields(*this, out);
    }

    /// Reads several values: what a struct's `fields` calls.
    template <typename... Ts>
    void operator()(Ts&... values)
    {
        (get(values), ...);
    }

    template <typename T>
    T read()
    {
        T out{};
        get(out);
        return out;
    }

    bool failed() const { return failed_; }
    /// Whether everything was read and nothing is left over.
    bool finished() const { return !failed_ && at_ == in_.size; }

private:
    View in_;
    u32 at_ = 0;
    bool failed_ = false;
};

/// Two values side by side: the key of a map in two dimensions, or two results.
template <typename A, typename B>
struct Pair
{
    A first{};
    B second{};
    static void fields(auto& codec, auto& self) { codec(self.first, self.second); }
};

/// The encoding of some values, one after the other.
template <typename... Ts>
View encode(const Ts&... values)
{
    Writer out;
    out(values...);
    return out.view();
}
} // namespace pawl::sdk
