#include "contract/event.hpp"

namespace pawl::contract
{
void encode_content(Encoder& out, const Event& event)
{
    out.bytes(event.type).u32(static_cast<u32>(event.attributes.size()));
    for (const Attribute& attribute : event.attributes)
        out.bytes(attribute.key).bytes(attribute.value);
}

Event decode_content(Decoder& in, const EventLimits& limits)
{
    Event event;
    event.type = to_bytes(in.bytes(limits.type_bytes));
    const u32 count = in.count(2 * sizeof(u32));
    if (!in.failed() && count > limits.attributes)
        in.fail(Code::bad_length);
    for (u32 i = 0; i < count && !in.failed(); ++i)
    {
        const BytesView key = in.bytes(limits.key_bytes);
        const BytesView value = in.bytes(limits.value_bytes);
        event.attributes.push_back({to_bytes(key), to_bytes(value)});
    }
    return event;
}
} // namespace pawl::contract
