#include "contract/pawl/functions.hpp"
#include "contract/pawl/guest.hpp"

#include <algorithm>

namespace pawl::contract::pawl_set
{
HostStatus input(HostCall& call)
{
    Guest guest{call};
    const Buffer out = guest.buffer(0);
    if (!out)
        return out_of_bounds();
    const Bytes& data = guest.frame().entry.input;
    if (!guest.charge_execution(std::min(data.size(), out->size())))
        return guest.stopped();
    return guest.give(data, *out);
}

namespace
{
/// Sets what the entry gives back, for output and revert alike; nothing where it may go on.
std::optional<HostStatus> set_output(Guest& guest)
{
    const Buffer data = guest.buffer(0);
    if (!data)
        return out_of_bounds();
    if (data->size() > guest.profile().output_bytes)
        return bad_argument();
    if (!guest.charge(Category::output, data->size()))
        return guest.stopped();
    guest.frame().output = to_bytes(*data);
    return std::nullopt;
}
} // namespace

HostStatus output(HostCall& call)
{
    Guest guest{call};
    return set_output(guest).value_or(HostStatus::ok());
}

HostStatus revert(HostCall& call)
{
    Guest guest{call};
    return set_output(guest).value_or(HostStatus::exited());
}

HostStatus event(HostCall& call)
{
    Guest guest{call};
    const Buffer data = guest.buffer(0);
    if (!data)
        return out_of_bounds();
    if (guest.frame().entry.read_only)
        return read_only();
    if (!guest.charge(Category::output, data->size()))
        return guest.stopped();

    const Profile& profile = guest.profile();
    std::vector<Event>& events = guest.state().events;
    if (events.size() == profile.events)
        return bad_argument();
    Decoder in{*data};
    Event decoded = decode_content(in, {.type_bytes = profile.event_type_bytes,
                                        .key_bytes = profile.event_key_bytes,
                                        .value_bytes = profile.event_value_bytes,
                                        .attributes = profile.event_attributes});
    if (!in.finish())
        return bad_argument();
    decoded.emitter = guest.frame().entry.contract;
    events.push_back(std::move(decoded));
    return HostStatus::ok();
}
} // namespace pawl::contract::pawl_set
