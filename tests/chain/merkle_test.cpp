#include "chain/merkle.hpp"

#include <gtest/gtest.h>

namespace pawl::chain
{
namespace
{
std::string root(const std::vector<Bytes>& leaves)
{
    return to_hex(merkle_root(leaves));
}

// The five roots are CometBFT's own vectors: crypto/merkle/tree_test.go, TestHashFromByteSlices.
TEST(merkle, no_leaves_give_the_hash_of_nothing)
{
    EXPECT_EQ(root({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(merkle, one_leaf_is_hashed_behind_its_prefix)
{
    EXPECT_EQ(root({{1, 2, 3}}),
              "054edec1d0211f624fed0cbca9d4f9400b0e491c43742af2c5b0abebf0c990d8");
}

TEST(merkle, an_empty_leaf_is_a_leaf)
{
    EXPECT_EQ(root({{}}), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(merkle, two_leaves_make_an_inner_node)
{
    EXPECT_EQ(root({{1, 2, 3}, {4, 5, 6}}),
              "82e6cfce00453804379b53962939eaa7906b39904be0813fcadd31b100773c4b");
}

TEST(merkle, five_leaves_split_at_the_largest_power_of_two)
{
    EXPECT_EQ(root({{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}),
              "f326493eceab4f2d9ffbc78c59432a0a005d6ea98392045c74df5d14a113be18");
}
} // namespace
} // namespace pawl::chain
