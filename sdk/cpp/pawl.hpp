// Everything a contract author includes. The ABI behind it is described in docs/abi/pawl.md.
//
//     #include "pawl.hpp"
//     using namespace pawl::sdk;
//
//     constexpr Item<u64> count{"count"};
//     void add(u64 by) { count.set(count.get() + by); }
//     u64 total() { return count.get(); }
//
//     PAWL_EXPORT(deploy) {}
//     PAWL_EXPORT(call) { dispatch(method<add>("add")); }
//     PAWL_EXPORT(query) { dispatch(method<total>("total")); }
//
// Freestanding: no library, no exceptions, no destructors that matter. Memory is taken from one
// arena and never given back, because an instance lives for a single entry.
#pragma once

#include "pawl/bytes.hpp"
#include "pawl/codec.hpp"
#include "pawl/contracts.hpp"
#include "pawl/crypto.hpp"
#include "pawl/environment.hpp"
#include "pawl/event.hpp"
#include "pawl/method.hpp"
#include "pawl/storage.hpp"
#include "pawl/u256.hpp"
