#include "cli/demo/tally.hpp"

#include "cli/values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pawl::cli::demo
{
using contract::Status;

void Tally::Row::add(const contract::Receipt& receipt)
{
    ++calls;
    gas += receipt.gas_used;
    ok += receipt.status == Status::ok ? 1 : 0;
    reverted += receipt.status == Status::reverted ? 1 : 0;
    trapped += receipt.status == Status::trapped ? 1 : 0;
    out_of_gas += receipt.status == Status::out_of_gas ? 1 : 0;
}

void Tally::expect(const Planned& planned)
{
    expected_.emplace(planned.hash, Expected{planned.contract, planned.expected});
}

void Tally::add(const Bytes32& hash, const contract::Receipt& receipt)
{
    const auto found = expected_.find(hash);
    if (found == expected_.end())
    {
        surprise_ =
            fmt::format("transaction {} was never submitted, or stands twice", to_hex(hash));
        return;
    }
    if (receipt.status != found->second.status && !surprise_)
        surprise_ =
            fmt::format("transaction {} of {} came out {}, not {}", to_hex(hash),
                        found->second.contract, name(receipt.status), name(found->second.status));
    rows_[found->second.contract].add(receipt);
    total_.add(receipt);
    expected_.erase(found);
}

bool Tally::has_every_kind() const noexcept
{
    return total_.ok > 0 && total_.reverted > 0 && total_.trapped > 0 && total_.out_of_gas > 0;
}

Document Tally::document(const std::string& name, const Row& row, double seconds)
{
    return {
        {"contract", name},
        {"calls", number(row.calls)},
        {"gas", number(row.gas)},
        {"ok", number(row.ok)},
        {"reverted", number(row.reverted)},
        {"trapped", number(row.trapped)},
        {"out_of_gas", number(row.out_of_gas)},
        {"calls_per_second", number(static_cast<u64>(static_cast<double>(row.calls) / seconds))}};
}

Document Tally::table(double seconds) const
{
    Document rows = Document::array();
    for (const auto& [name, row] : rows_)
        rows.push_back(document(name, row, seconds));
    rows.push_back(document("all", total_, seconds));
    return rows;
}
} // namespace pawl::cli::demo
