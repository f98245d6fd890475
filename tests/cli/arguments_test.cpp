#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"
#include "cli/values.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
/// Knows addresses by their hexadecimal digits alone.
class HexBook final : public AddressBook
{
public:
    [[nodiscard]] Bytes32 address(std::string_view text) const override
    {
        return parse_hash("an address", text);
    }
    [[nodiscard]] std::string text(const Bytes32& address) const override
    {
        return to_hex(address);
    }
};

std::string encoded(const std::vector<std::string>& arguments)
{
    return to_hex(encode_arguments(arguments, HexBook{}));
}

const std::string word = "00000000000000000000000000000000000000000000000000000000000000";

TEST(arguments, each_type_has_its_canonical_encoding)
{
    EXPECT_EQ(encoded({"u8:255"}), "ff");
    EXPECT_EQ(encoded({"u32:1"}), "00000001");
    EXPECT_EQ(encoded({"u64:1_000"}), "00000000000003e8");
    EXPECT_EQ(encoded({"u256:5"}), word + "05");
    EXPECT_EQ(encoded({"bool:true", "bool:false"}), "0100");
    EXPECT_EQ(encoded({"text:gold"}), "00000004676f6c64");
    EXPECT_EQ(encoded({"bytes:hex:00ff"}), "0000000200ff");
    EXPECT_EQ(encoded({"hash:" + word + "07"}), word + "07");
    EXPECT_EQ(encoded({"address:" + word + "09"}), word + "09");
    EXPECT_EQ(encoded({}), "");
}

TEST(arguments, a_method_stands_before_them_as_a_byte_string)
{
    EXPECT_EQ(to_hex(encode_method("add", std::vector<std::string>{"u8:1"}, HexBook{})),
              "00000003616464"
              "01");
}

TEST(arguments, text_may_hold_colons)
{
    EXPECT_EQ(encoded({"text:a:b"}), "00000003613a62");
}

TEST(arguments, what_does_not_fit_or_has_no_type_is_refused)
{
    for (const std::string argument :
         {"u8:256", "u32:4294967296", "u64:18446744073709551616", "u64:", "u64:-1", "bool:yes", "5",
          "number:5", "hash:00", "bytes:00"})
    {
        try
        {
            const auto bytes = encoded({argument});
            ADD_FAILURE() << argument << " gave " << bytes;
        }
        catch (const Stop& why)
        {
            EXPECT_EQ(why.code, ExitCode::usage) << argument;
        }
    }
}

TEST(results, the_inverse_of_arguments)
{
    const std::vector<std::string> arguments{"u64:7", "text:gold", "u256:12", "bool:true",
                                             "address:" + word + "01"};
    const auto results = decode_results("u64,text,u256,bool,address",
                                        encode_arguments(arguments, HexBook{}), HexBook{});
    const nlohmann::ordered_json expected = {"7", "gold", "12", true, word + "01"};
    EXPECT_EQ(results, expected);
}

TEST(results, data_of_another_length_are_refused)
{
    const Bytes data{0, 0, 0, 1, 2};
    EXPECT_THROW((void)decode_results("u32", data, HexBook{}), Stop);
    EXPECT_THROW((void)decode_results("u64", data, HexBook{}), Stop);
    EXPECT_THROW((void)decode_results("u33", data, HexBook{}), Stop);
    EXPECT_EQ(decode_results("u32,u8", data, HexBook{}).dump(), "[1,2]");
}
} // namespace
} // namespace pawl::cli
