// Typed storage. An item's key is its name behind a length byte; a map's keys are that and then the
// canonical encoding of the key, so maps of fixed-width keys are in the keys' order.
#pragma once

#include "pawl/codec.hpp"
#include "pawl/host.hpp"

namespace pawl::sdk
{
/// The bytes stored under `key`; absent where there are none.
inline Maybe<View> storage_get(View key)
{
    return read_host([key](u8* out, u32 cap)
                     { return host::storage_get(key.data, key.size, out, cap); });
}

inline void storage_set(View key, View value)
{
    host::storage_set(key.data, key.size, value.data, value.size);
}

inline void storage_delete(View key)
{
    host::storage_delete(key.data, key.size);
}

/// The least key in [from, to), an empty `to` being no bound; absent where there is none.
inline Maybe<View> storage_next(View from, View to)
{
    return read_host(
        [from, to](u8* out, u32 cap)
        { return host::storage_next(from.data, from.size, to.data, to.size, 0, out, cap); });
}

/// The greatest key in [from, to).
inline Maybe<View> storage_previous(View from, View to)
{
    return read_host(
        [from, to](u8* out, u32 cap)
        { return host::storage_next(from.data, from.size, to.data, to.size, 1, out, cap); });
}

/// A value of type T from its encoding, which this contract wrote itself.
template <typename T>
T decode_stored(View bytes)
{
    Reader in{bytes};
    const T out = in.read<T>();
    require(in.finished(), "a stored value has another type");
    return out;
}

/// The key of an item, the prefix of a map's keys.
inline Writer& write_name(Writer& out, Text name)
{
    return out.put(static_cast<u8>(name.size)).raw(name.view());
}

/// One stored value under a name.
template <typename T>
class Item
{
public:
    constexpr explicit Item(Text name) : name_{name} {}

    Maybe<T> find() const
    {
        const auto stored = storage_get(key());
        return stored ? Maybe<T>{decode_stored<T>(*stored)} : Maybe<T>{};
    }
    /// The value; a default one where none was set.
    T get() const { return find().value; }
    void set(const T& value) const { storage_set(key(), encode(value)); }
    void erase() const { storage_delete(key()); }

private:
    View key() const
    {
        Writer out;
        return write_name(out, name_).view();
    }

    Text name_;
};

/// Stored values under a name and a key of type K.
template <typename K, typename T>
class Map
{
public:
    constexpr explicit Map(Text name) : name_{name} {}

    Maybe<T> find(const K& key) const
    {
        const auto stored = storage_get(full(key));
        return stored ? Maybe<T>{decode_stored<T>(*stored)} : Maybe<T>{};
    }
    /// The value; a default one where none was set.
    T get(const K& key) const { return find(key).value; }
    bool contains(const K& key) const { return find(key).present; }
    void set(const K& key, const T& value) const { storage_set(full(key), encode(value)); }
    void erase(const K& key) const { storage_delete(full(key)); }

    /// The first entry whose key comes after `key`, or the first of all where that is absent.
    Maybe<Pair<K, T>> after(const Maybe<K>& key) const
    {
        Writer from;
        from.raw(key ? full(*key) : prefix());
        if (key)
            from.put(static_cast<u8>(0));
        const auto found = storage_next(from.view(), end());
        if (!found)
            return {};
        const View own{found->data + prefix().size, found->size - prefix().size};
        return Pair<K, T>{decode_stored<K>(own), decode_stored<T>(*storage_get(*found))};
    }

private:
    View prefix() const
    {
        Writer out;
        return write_name(out, name_).view();
    }
    View full(const K& key) const
    {
        Writer out;
        return write_name(out, name_).put(key).view();
    }
    /// The least string above every key of this map: names are text, so no last byte is FF.
    View end() const
    {
        const View all = prefix();
        u8* const out = allocate(all.size);
        copy(out, all.data, all.size);
        ++out[all.size - 1];
        return {out, all.size};
    }

    Text name_;
};
} // namespace pawl::sdk
