#include "contract/pawl/functions.hpp"
#include "contract/pawl/guest.hpp"
#include "state/keys.hpp"

namespace pawl::contract::pawl_set
{
namespace
{
bool is_key(const Profile& profile, std::span<const u8> key)
{
    return !key.empty() && key.size() <= profile.key_bytes;
}

Bytes state_key(const Guest& guest, BytesView key)
{
    return state::storage_key(guest.frame().entry.contract, key);
}

/// A scan of the contract's storage, one key after the other.
class Scan
{
public:
    Scan(Guest& guest, BytesView from, BytesView to, state::Direction direction)
        : guest_{guest},
          direction_{direction},
          from_{state_key(guest, from)},
          to_{to.empty()
                  ? state::owner_range(state::Namespace::storage, guest.frame().entry.contract).to
                  : state_key(guest, to)}
    {
    }

    /// The first key that is not deleted. Records what was looked at as far as it was paid for.
    [[nodiscard]] std::expected<std::optional<Bytes>, HostStatus> run()
    {
        for (;;)
        {
            const auto found = guest_.journal().next(from_, to_, direction_);
            if (!found)
                return std::unexpected{guest_.fault(found.error())};
            if (!*found)
            {
                guest_.journal().record_scan(from_, to_);
                return std::nullopt;
            }
            const Bytes& key = (*found)->key;
            if (!pay(**found))
                return std::unexpected{guest_.stopped()};
            pass(key);
            if (!(*found)->deleted)
                return key;
        }
    }

private:
    /// A deleted key costs the price of passing over it and its bytes, any other its bytes.
    [[nodiscard]] bool pay(const Journal::Found& found)
    {
        const u64 bytes = found.key.size() - state::key_prefix_bytes;
        if (found.deleted)
            return guest_.charge_operation(Category::scan, "storage_skip", bytes);
        return guest_.charge_more(Category::scan, bytes);
    }

    /// Goes on behind a key.
    void pass(const Bytes& key)
    {
        Bytes after = key;
        after.push_back(0);
        if (direction_ == state::Direction::ascending)
        {
            guest_.journal().record_scan(from_, after);
            from_ = std::move(after);
            return;
        }
        guest_.journal().record_scan(key, to_);
        to_ = key;
    }

    Guest& guest_;
    state::Direction direction_;
    Bytes from_, to_;
};
} // namespace

HostStatus storage_get(HostCall& call)
{
    Guest guest{call};
    const Buffer key = guest.buffer(0);
    const Buffer out = guest.buffer(2);
    if (!key || !out)
        return out_of_bounds();
    if (!is_key(guest.profile(), *key))
        return bad_argument();
    if (!guest.charge(Category::storage_read, key->size()))
        return guest.stopped();
    const auto value = guest.journal().get(state_key(guest, *key));
    if (!value)
        return guest.fault(value.error());
    if (!*value)
        return guest.answer_i32(absent);
    if (!guest.charge_more(Category::storage_read, (*value)->size()))
        return guest.stopped();
    return guest.give(**value, *out);
}

HostStatus storage_set(HostCall& call)
{
    Guest guest{call};
    const Buffer key = guest.buffer(0);
    const Buffer value = guest.buffer(2);
    if (!key || !value)
        return out_of_bounds();
    if (guest.frame().entry.read_only)
        return read_only();
    if (!is_key(guest.profile(), *key) || value->empty() ||
        value->size() > guest.profile().value_bytes)
        return bad_argument();
    if (!guest.charge(Category::storage_write, u64{key->size()} + value->size()))
        return guest.stopped();
    guest.journal().set(state_key(guest, *key), *value);
    return HostStatus::ok();
}

HostStatus storage_delete(HostCall& call)
{
    Guest guest{call};
    const Buffer key = guest.buffer(0);
    if (!key)
        return out_of_bounds();
    if (guest.frame().entry.read_only)
        return read_only();
    if (!is_key(guest.profile(), *key))
        return bad_argument();
    if (!guest.charge(Category::storage_write, key->size()))
        return guest.stopped();
    // What is deleted is read, because the read set holds its hash.
    const Bytes full_key = state_key(guest, *key);
    const auto value = guest.journal().get(full_key);
    if (!value)
        return guest.fault(value.error());
    if (!*value)
        return HostStatus::ok();
    if (!guest.charge_units(Category::storage_read, "storage_get", (*value)->size()))
        return guest.stopped();
    guest.journal().remove(full_key);
    return HostStatus::ok();
}

HostStatus storage_next(HostCall& call)
{
    Guest guest{call};
    const Buffer from = guest.buffer(0);
    const Buffer to = guest.buffer(2);
    const u32 direction = guest.i32(4);
    const Buffer out = guest.buffer(5);
    if (!from || !to || !out)
        return out_of_bounds();
    const u32 longest = guest.profile().key_bytes;
    if (direction > 1 || from->size() > longest || to->size() > longest)
        return bad_argument();
    if (!guest.charge(Category::scan, u64{from->size()} + to->size()))
        return guest.stopped();
    const auto way = direction == 0 ? state::Direction::ascending : state::Direction::descending;
    const auto found = Scan{guest, *from, *to, way}.run();
    if (!found)
        return found.error();
    if (!*found)
        return guest.answer_i32(absent);
    return guest.give(BytesView{**found}.subspan(state::key_prefix_bytes), *out);
}
} // namespace pawl::contract::pawl_set
