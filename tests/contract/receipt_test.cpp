#include "contract/receipt.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
Receipt full_receipt()
{
    Receipt receipt;
    receipt.chain_id = "test-1";
    receipt.height = 9;
    receipt.index = 2;
    receipt.transaction_hash.bytes.fill(1);
    receipt.status = Status::trapped;
    receipt.trap = Trap::stack_exhausted;
    receipt.gas_limit = 1000;
    receipt.gas_used = 900;
    receipt.gas = {1, 2, 3, 4, 5, 6, 7, 8};
    receipt.fee = U256{5};
    receipt.return_data = to_bytes("data");
    receipt.events = {{{}, to_bytes("sent"), {{to_bytes("to"), {}}, {{}, to_bytes("x")}}}};
    receipt.read_set.bytes.fill(2);
    receipt.write_set.bytes.fill(3);
    receipt.host_digest.bytes.fill(4);
    receipt.semantics_version = 1;
    receipt.profile_id.bytes.fill(5);
    receipt.schedule_id.bytes.fill(6);
    return receipt;
}

TEST(receipt, reads_back_as_it_was_written)
{
    const Receipt receipt = full_receipt();
    const auto decoded = decode_receipt(encode(receipt));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, receipt);
    EXPECT_EQ(receipt.execution_gas(), 900 - 36);
}

TEST(receipt, no_shorter_or_longer_bytes_are_one)
{
    Bytes bytes = encode(full_receipt());
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decode_receipt(BytesView{bytes}.first(length))) << length;
    bytes.push_back(0);
    EXPECT_FALSE(decode_receipt(bytes));
}

TEST(receipt, every_field_is_in_the_hash)
{
    const Bytes bytes = encode(full_receipt());
    for (std::size_t at = 0; at < bytes.size(); ++at)
    {
        Bytes changed = bytes;
        changed[at] ^= 1;
        const auto decoded = decode_receipt(changed);
        EXPECT_TRUE(!decoded || receipt_hash(*decoded) != receipt_hash(full_receipt())) << at;
    }
}
} // namespace
} // namespace pawl::contract
