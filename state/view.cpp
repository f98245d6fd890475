#include "state/view.hpp"

namespace pawl::state
{
void Changes::apply(Changes later)
{
    for (auto& [key, value] : later.values)
        values.insert_or_assign(key, std::move(value));
    code.merge(later.code);
}

StoreResult<std::optional<Entry>> StateView::next(BytesView from, BytesView to,
                                                  Direction direction) const
{
    auto key = next_key(from, to, direction);
    if (!key)
        return std::unexpected{key.error()};
    if (!*key)
        return std::nullopt;
    auto value = get(**key);
    if (!value)
        return std::unexpected{value.error()};
    return Entry{std::move(**key), std::move(value->value())};
}

StoreResult<std::optional<Bytes>> EmptyView::get(BytesView) const
{
    return std::nullopt;
}

StoreResult<std::optional<Bytes>> EmptyView::next_key(BytesView, BytesView, Direction) const
{
    return std::nullopt;
}

StoreResult<std::optional<Bytes>> EmptyView::code(const Bytes32&) const
{
    return std::nullopt;
}
} // namespace pawl::state
