// Entries and methods: functions are bound by their C++ signature, arguments and results in the
// canonical encoding (docs/abi/pawl.md, "Calling convention of the examples").
#pragma once

#include "pawl/codec.hpp"
#include "pawl/host.hpp"

/// Defines an entry of the contract: PAWL_EXPORT(call) { ... }
#ifdef __wasm__
#define PAWL_EXPORT(name)                                                                          \
    extern "C" [[clang::export_name(#name)]] void pawl_export_##name();                            \
    void pawl_export_##name()
#else
#define PAWL_EXPORT(name)                                                                          \
    void pawl_export_##name();                                                                     \
    void pawl_export_##name()
#endif

namespace pawl::sdk
{
namespace detail
{
/// T without const and reference: what an argument is read as.
template <typename T>
struct Plain
{
    using type = T;
};
template <typename T>
struct Plain<const T&>
{
    using type = T;
};

/// Arguments, read one after the other and handed on in that order.
template <typename... Ts>
struct Arguments
{
    template <typename F>
    static auto apply(Reader& in, F function)
    {
        require(in.finished(), "the arguments are not those of the method");
        return function();
    }
};
template <typename T, typename... Ts>
struct Arguments<T, Ts...>
{
    template <typename F>
    static auto apply(Reader& in, F function)
    {
        const auto value = in.read<typename Plain<T>::type>();
        return Arguments<Ts...>::apply(in, [&](const auto&... more)
                                       { return function(value, more...); });
    }
};

/// Runs a function with arguments from `in` and gives its result to the host.
template <typename R, typename... Ts>
void run(R (*function)(Ts...), Reader& in)
{
    if constexpr (__is_same(R, void))
        Arguments<Ts...>::apply(in, function);
    else
    {
        const View out = encode(Arguments<Ts...>::apply(in, function));
        host::output(out.data, out.size);
    }
}
} // namespace detail

/// A function under the name it is called by.
struct Method
{
    Text name;
    void (*run)(Reader&);
};

template <auto function>
constexpr Method method(Text name)
{
    return {name, [](Reader& in) { detail::run(function, in); }};
}

/// All bytes that came with this entry.
inline View input()
{
    return *read_host(host::input);
}

namespace detail
{
/// Runs the one of `count` methods that the input names.
inline void dispatch(const Method* methods, u32 count)
{
    Reader in{input()};
    const Text name = in.read<Text>();
    for (u32 i = 0; i < count; ++i)
        if (methods[i].name == name)
            return methods[i].run(in);
    revert("there is no such method");
}
} // namespace detail

/// Runs the method that the input names.
template <typename... Methods>
void dispatch(const Methods&... methods)
{
    const Method all[] = {methods...};
    detail::dispatch(all, sizeof...(methods));
}

/// Runs `function` with the whole input as its arguments: what `deploy` does.
template <auto function>
void construct()
{
    Reader in{input()};
    detail::run(function, in);
}
} // namespace pawl::sdk
