#include "base/sha256.hpp"
#include "state/keys.hpp"

#include <gtest/gtest.h>

namespace pawl::state
{
TEST(state_keys, the_layout_of_each_namespace)
{
    const Bytes32 owner = sha256(as_bytes("owner"));
    const std::string hex = to_hex(owner);
    EXPECT_EQ(to_hex(parameter_key("p")), "00" + std::string(64, '0') + "70");
    EXPECT_EQ(to_hex(nonce_key(owner)), "01" + hex);
    EXPECT_EQ(to_hex(balance_key(owner, as_bytes("d"))), "02" + hex + "64");
    EXPECT_EQ(to_hex(contract_key(owner)), "03" + hex);
    EXPECT_EQ(to_hex(storage_key(owner, as_bytes("k"))), "04" + hex + "6b");
    EXPECT_EQ(to_hex(code_key(owner)), "05" + hex);
}

TEST(state_keys, splitting_is_the_inverse)
{
    const Bytes32 owner = sha256(as_bytes("owner"));
    const Bytes key = storage_key(owner, as_bytes("some key"));
    const auto parts = split_key(key);
    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(parts->space, Namespace::storage);
    EXPECT_EQ(parts->owner, owner);
    EXPECT_EQ(as_text(parts->rest), "some key");
    EXPECT_FALSE(split_key(BytesView{key}.first(32)).has_value());
    Bytes unknown = key;
    unknown[0] = 6;
    EXPECT_FALSE(split_key(unknown).has_value());
}

TEST(state_keys, a_range_holds_one_owner)
{
    Bytes32 owner;
    owner.bytes.fill(0xFF);
    const KeyRange range = owner_range(Namespace::storage, owner);
    EXPECT_EQ(range.from, storage_key(owner, {}));
    EXPECT_EQ(to_hex(range.to), "05" + std::string(64, '0'));
    EXPECT_LT(storage_key(owner, Bytes(100, 0xFF)), range.to);

    Bytes32 other;
    other.bytes[31] = 0xFF;
    EXPECT_EQ(to_hex(owner_range(Namespace::nonce, other).to),
              "01" + std::string(60, '0') + "0100");
}
} // namespace pawl::state
