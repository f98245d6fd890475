#include "base/sha256.hpp"
#include "chain/block.hpp"

#include <gtest/gtest.h>

namespace pawl::chain
{
namespace
{
Bytes32 filled(u8 byte)
{
    Bytes32 out;
    out.bytes.fill(byte);
    return out;
}

Header example()
{
    return {.version = header_version,
            .chain_id = "pawl-test",
            .height = 7,
            .time_ns = 1'700'000'000'000'000'000,
            .previous_block_hash = filled(0x11),
            .parent_root = filled(0x22),
            .previous_results_hash = filled(0x33),
            .txs_hash = filled(0x44),
            .parameters = {1, filled(0x55), filled(0x66)},
            .proposer = filled(0x77)};
}

std::string repeat(std::string_view digits, int times)
{
    std::string out;
    for (int i = 0; i < times; ++i)
        out += digits;
    return out;
}

TEST(header, has_these_bytes)
{
    const std::string expected = std::string{"0001"} // version
                                 + "00000009"
                                   "7061776c2d74657374" // chain id
                                 + "0000000000000007"   // height
                                 + "17979cfe362a0000"   // time
                                 + repeat("11", 32) + repeat("22", 32) + repeat("33", 32) +
                                 repeat("44", 32) + "0001" + repeat("55", 32) + repeat("66", 32) +
                                 repeat("77", 32);
    EXPECT_EQ(to_hex(encode(example())), expected);
}

TEST(header, hash_is_over_the_tag_and_the_bytes)
{
    Bytes preimage = to_bytes("pawl/header/1");
    append(preimage, encode(example()));
    EXPECT_EQ(block_hash(example()), sha256(preimage));
    EXPECT_EQ(to_hex(block_hash(example())),
              "c68c896680a117764135093a2ffa6cb056e73a731434a6c83e3832057085d40f");
}

TEST(header, reads_back)
{
    EXPECT_EQ(decode_header(encode(example())), example());
}

TEST(header, of_another_version_is_refused)
{
    Header header = example();
    header.version = 2;
    EXPECT_EQ(decode_header(encode(header)).error().code, Code::bad_version);
}

TEST(header, with_an_empty_or_long_chain_id_is_refused)
{
    Header header = example();
    header.chain_id.clear();
    EXPECT_EQ(decode_header(encode(header)).error().code, Code::bad_length);
    header.chain_id = std::string(51, 'x');
    EXPECT_EQ(decode_header(encode(header)).error().code, Code::bad_length);
}

TEST(header, with_bytes_missing_or_left_over_is_refused)
{
    Bytes bytes = encode(example());
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decode_header(BytesView{bytes}.first(length))) << length;
    bytes.push_back(0);
    EXPECT_EQ(decode_header(bytes).error().code, Code::trailing_bytes);
}

TEST(block, reads_back)
{
    const Block block{example(), {to_bytes("one"), {}, to_bytes("three")}};
    EXPECT_EQ(decode_block(encode(block)), block);
}

TEST(block, whose_count_exceeds_its_bytes_is_refused_before_anything_is_reserved)
{
    Bytes bytes = encode(Block{example(), {}});
    std::fill(bytes.end() - 4, bytes.end(), u8{0xFF});
    EXPECT_EQ(decode_block(bytes).error().code, Code::truncated);
}

// SHA-256 of "one", "two", "three" as leaves, by the rule of RFC 6962 written in another language.
TEST(block, transactions_hash_is_the_root_over_their_hashes)
{
    const std::vector<Bytes> transactions{to_bytes("one"), to_bytes("two"), to_bytes("three")};
    EXPECT_EQ(to_hex(transactions_hash(transactions)),
              "20f4ee52d1e1a101805861876569a852e8f5dfeed221da87aea446788a12f4c8");
    EXPECT_EQ(to_hex(transactions_hash({})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// The leaves, from the field numbers of ExecTxResult, computed in another language:
//   12 20 <sha256("a")> 28 a08d06 30 88a401                        code 0 is omitted
//   08 03 12 20 <sha256("b")> 28 808080808080808020 30 (the same)  the largest gas limit, 2^61
//   08 05 12 20 <sha256("c")>                                      an invalid transaction
TEST(block, results_hash_is_the_root_over_the_protobuf_of_each_result)
{
    const std::vector<TransactionResult> results{
        {0, sha256(as_bytes("a")), 100'000, 21'000},
        {3, sha256(as_bytes("b")), u64{1} << 61, u64{1} << 61},
        {5, sha256(as_bytes("c")), 0, 0}};
    EXPECT_EQ(to_hex(results_hash(results)),
              "9e4a4d432c666980fa70ea75bc8a9037071dd00aaba391cde0c2b9c25b4996f3");
}

TEST(result, reads_back)
{
    const Result result{filled(1), filled(2), filled(3)};
    EXPECT_EQ(encode(result).size(), 96U);
    EXPECT_EQ(decode_result(encode(result)), result);
}
} // namespace
} // namespace pawl::chain
