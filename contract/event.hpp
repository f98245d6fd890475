// What contracts announce. Format: docs/formats/receipt.md.
#pragma once

#include "base/codec.hpp"

#include <vector>

namespace pawl::contract
{
/// One pair of an event.
struct Attribute
{
    Bytes key, value;
    bool operator==(const Attribute&) const = default;
};

/// An event: who emitted it, its type and its attributes in the order they were given.
struct Event
{
    Bytes32 emitter;
    Bytes type;
    std::vector<Attribute> attributes;
    bool operator==(const Event&) const = default;
};

/// How large events may be: from the profile.
struct EventLimits
{
    u32 type_bytes = 0;
    u32 key_bytes = 0;
    u32 value_bytes = 0;
    u32 attributes = 0;
};

/// Appends type and attributes: what a contract gives, without the emitter.
void encode_content(Encoder& out, const Event& event);

/// Reads what encode_content wrote; a failure is the decoder's.
[[nodiscard]] Event decode_content(Decoder& in, const EventLimits& limits);
} // namespace pawl::contract
