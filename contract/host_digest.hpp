// The digest over all host calls and frames of a transaction: docs/formats/receipt.md.
#pragma once

#include "base/sha256.hpp"
#include "engine/runtime/execution.hpp"

namespace pawl::contract
{
/// Hashes (number, gas) for each host call and each frame entered and left.
class HostDigest final : public HostObserver
{
public:
    void before_host_call(u16 number, u64 gas) override { add(number, gas); }
    void frame_entered(u64 gas) { add(entered, gas); }
    void frame_left(u64 gas) { add(left, gas); }

    [[nodiscard]] Bytes32 digest() const { return hash_.digest(); }

private:
    // Consensus: changing these forks the network.
    static constexpr u16 entered = 0xFFFE;
    static constexpr u16 left = 0xFFFF;

    void add(u16 number, u64 gas);

    Sha256 hash_;
};
} // namespace pawl::contract
