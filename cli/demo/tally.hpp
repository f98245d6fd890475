// What came of the demonstration's transactions.
#pragma once

#include "cli/demo/workload.hpp"
#include "cli/session.hpp"

#include <map>
#include <optional>

namespace pawl::cli::demo
{
/// Counts outcomes by contract and holds each against what was expected.
class Tally
{
public:
    /// A transaction that was submitted.
    void expect(const Planned& planned);
    /// A receipt that stands in a block.
    void add(const Bytes32& hash, const contract::Receipt& receipt);

    /// Transactions that stand in no block yet.
    [[nodiscard]] std::size_t missing() const noexcept { return expected_.size(); }
    [[nodiscard]] u64 transactions() const noexcept { return total_.calls; }
    /// The first outcome that was not the expected one, in one line.
    [[nodiscard]] const std::optional<std::string>& surprise() const noexcept { return surprise_; }

    /// Whether something was ok, something reverted, something trapped and something ran out of
    /// gas.
    [[nodiscard]] bool has_every_kind() const noexcept;

    /// The table, one row a contract and one for all; rates over so many seconds.
    [[nodiscard]] Document table(double seconds) const;

private:
    struct Row
    {
        u64 calls = 0, gas = 0, ok = 0, reverted = 0, trapped = 0, out_of_gas = 0;
        void add(const contract::Receipt& receipt);
    };
    struct Expected
    {
        std::string contract;
        contract::Status status;
    };

    [[nodiscard]] static Document document(const std::string& name, const Row& row, double seconds);

    std::map<Bytes32, Expected> expected_;
    std::map<std::string, Row> rows_;
    Row total_;
    std::optional<std::string> surprise_;
};
} // namespace pawl::cli::demo
