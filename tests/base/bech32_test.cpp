#include "base/bech32.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
/// A text of BIP-173's list and what it holds.
struct Vector
{
    std::string_view text, prefix, hex;
};

std::string lower(std::string_view text)
{
    std::string out{text};
    for (char& c : out)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

constexpr std::string_view long_prefix =
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio";

const Vector valid[] = {
    {"A12UEL5L", "a", ""},
    {"a12uel5l", "a", ""},
    {"an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
     long_prefix, ""},
    {"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef",
     "00443214c74254b635cf84653a56d7c675be77df"},
    {"11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
     "1",
     "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
     "000000000000"},
    {"split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split",
     "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d"},
    {"?1ezyfcl", "?", ""},
};
} // namespace

TEST(bech32, the_valid_texts_of_bip_173_are_read)
{
    for (const Vector& vector : valid)
    {
        const auto read = from_bech32(vector.text);
        ASSERT_TRUE(read) << vector.text;
        EXPECT_EQ(read->prefix, vector.prefix);
        EXPECT_EQ(to_hex(read->bytes), vector.hex);
        EXPECT_EQ(to_bech32(read->prefix, read->bytes), lower(vector.text));
    }
}

TEST(bech32, the_invalid_texts_of_bip_173_are_refused)
{
    const std::pair<std::string_view, Code> invalid[] = {
        {"\x20"
         "1nwldj5",
         Code::bad_text},
        {"\x7f"
         "1axkwrx",
         Code::bad_text},
        {"\x80"
         "1eym55h",
         Code::bad_text},
        {"an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569"
         "pvx",
         Code::bad_length},
        {"pzry9x0s0muk", Code::bad_text},
        {"1pzry9x0s0muk", Code::bad_text},
        {"x1b4n0q5v", Code::bad_text},
        {"li1dgmt3", Code::truncated},
        {"de1lg7wt\xff", Code::bad_text},
        {"A1G7SGD8", Code::bad_checksum},
        {"10a06t8", Code::bad_text},
        {"1qzzfhee", Code::bad_text},
    };
    for (const auto& [text, code] : invalid)
    {
        const auto read = from_bech32(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, code) << text;
    }
}

TEST(bech32, mixed_case_is_refused)
{
    EXPECT_EQ(from_bech32("A12uel5l").error(), (Rejection{Code::bad_text, 3}));
}

TEST(bech32, data_that_is_no_whole_number_of_bytes_is_refused)
{
    // Five padding bits, a padding bit that is set, and beside them the same with none set.
    EXPECT_EQ(from_bech32("pawl1q3vajw3"), (reject(Code::bad_length, 6)));
    EXPECT_EQ(from_bech32("pawl1qpeu6k9j"), (reject(Code::bad_length, 7)));
    EXPECT_EQ(from_bech32("pawl1qytqv9h6"), (Bech32{"pawl", {1}}));
}

TEST(bech32, an_address_survives_and_one_wrong_character_is_noticed)
{
    Bytes32 address;
    for (std::size_t i = 0; i < 32; ++i)
        address.bytes[i] = static_cast<u8>(7 * i);
    const std::string text = to_bech32("pawl", address);
    EXPECT_EQ(text.size(), 63u);
    EXPECT_EQ(from_bech32(text)->bytes, to_bytes(address.view()));
    for (std::size_t at = 5; at < text.size(); ++at)
    {
        std::string wrong = text;
        wrong[at] = text[at] == 'q' ? 'p' : 'q';
        EXPECT_EQ(from_bech32(wrong).error().code, Code::bad_checksum) << at;
    }
}
} // namespace pawl
