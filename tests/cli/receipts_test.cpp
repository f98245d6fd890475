#include "cli/keys.hpp"
#include "cli/receipts.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace pawl::cli
{
namespace
{
Document document_of(const contract::Receipt& receipt)
{
    Document document;
    add_receipt(document, receipt, KeyBook{KeyStore{"nowhere"}, "pawl"}, "");
    return document;
}

TEST(receipts, no_two_events_are_shown_alike)
{
    contract::Receipt receipt;
    receipt.events.push_back({Bytes32{},
                              to_bytes("moved"),
                              {{to_bytes("a"), to_bytes("b=c d")},
                               {Bytes{0x1B}, {}},
                               {to_bytes("0x1b"), to_bytes("e")}}});
    const Document event = document_of(receipt)["events"][0];
    EXPECT_EQ(event["type"], "moved");
    const Document expected = {{{"key", "a"}, {"value", "b=c d"}},
                               {{"key", "0x1b"}, {"value", ""}},
                               {{"key", "0x30783162"}, {"value", "e"}}};
    EXPECT_EQ(event["attributes"], expected);
}

TEST(receipts, every_category_of_gas_is_named)
{
    contract::Receipt receipt;
    receipt.gas_used = 7;
    const Document gas = document_of(receipt)["gas"];
    EXPECT_EQ(gas.size(), contract::Categories{}.size() + 1);
    EXPECT_EQ(gas["scan"], "0");
    EXPECT_EQ(gas["execution"], "7");
}
} // namespace
} // namespace pawl::cli
