// The messages of ics23.CommitmentProof that speak of our tree, and their wire form.
#pragma once

#include "base/bytes.hpp"
#include "base/expected.hpp"

#include <variant>
#include <vector>

namespace pawl::state::ics23
{
/// One level up: the sibling, and whether the path is its right neighbour.
struct Step
{
    bool right = false;
    Bytes32 sibling;
    bool operator==(const Step&) const = default;
};

/// `ExistenceProof`, with the leaf and inner operations of our specification understood.
struct Existence
{
    Bytes key, value;
    std::vector<Step> path; ///< From the leaf upwards.
};

/// `NonExistenceProof`.
struct Absence
{
    Bytes key;
    std::optional<Existence> left, right;
};

/// The serialised `CommitmentProof`.
[[nodiscard]] Bytes encode(const Existence& proof);
[[nodiscard]] Bytes encode(const Absence& proof);

/// The inverse. Refuses operations of any other specification, unknown fields and repeated ones.
[[nodiscard]] Expected<std::variant<Existence, Absence>> decode(BytesView bytes);
} // namespace pawl::state::ics23
