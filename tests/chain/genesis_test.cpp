#include "base/bech32.hpp"
#include "base/sha256.hpp"
#include "chain/genesis.hpp"
#include "chain/parameters.hpp"
#include "determinism/profile.hpp"
#include "state/keys.hpp"
#include "state/view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pawl::chain
{
namespace
{
using testing::HasSubstr;

Bytes32 filled(u8 byte)
{
    Bytes32 out;
    out.bytes.fill(byte);
    return out;
}

Genesis example()
{
    const std::string profile = "profile text\n";
    const std::string schedule = "schedule text\n";
    const ParameterIds parameters{1, sha256(as_bytes(profile)), sha256(as_bytes(schedule))};
    Genesis out;
    out.chain_id = "pawl-test";
    out.initial_height = 5;
    out.unsigned_senders = true;
    out.fee_denomination = "upawl";
    out.minimum_fee_per_gas = 2;
    out.accounts[filled(0xAA)] = {{"other", 7}, {"upawl", 1'000'000}};
    out.accounts[filled(0x0B)] = {{"upawl", 1}};
    out.activations = {{5, parameters}};
    out.profiles[parameters.profile_id] = profile;
    out.schedules[parameters.schedule_id] = schedule;
    return out;
}

std::string refusal(const Genesis& genesis)
{
    const auto checked = validate(genesis);
    return checked ? "" : checked.error().text;
}

std::string refusal(std::string_view json)
{
    const auto read = read_genesis(json);
    return read ? "" : read.error().text;
}

/// The JSON of the example with one piece of text replaced.
std::string edited(std::string_view from, std::string_view to)
{
    std::string json = write_genesis(example());
    const auto at = json.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return json.replace(at, from.size(), to);
}

std::string amount(u8 low)
{
    return std::string(62, '0') + to_hex({{low}});
}

TEST(genesis, has_these_canonical_bytes)
{
    const std::string expected = "0001" // version
                                 "00000009"
                                 "7061776c2d74657374" // chain id
                                 "0000000000000005"
                                 "01" // initial height, unsigned senders
                                 "00000005"
                                 "757061776c" +
                                 amount(2) // fee
                                 + "00000002" + to_hex(filled(0x0B)) +
                                 "00000001"
                                 "00000005"
                                 "757061776c" +
                                 amount(1) + to_hex(filled(0xAA)) +
                                 "00000002"
                                 "00000005"
                                 "6f74686572" +
                                 amount(7) +
                                 "00000005"
                                 "757061776c" +
                                 std::string(58, '0') + "0f4240" // a million
                                 + "00000001"
                                   "0000000000000005"
                                   "0001" +
                                 to_hex(sha256(as_bytes("profile text\n"))) +
                                 to_hex(sha256(as_bytes("schedule text\n"))) +
                                 "00000001"
                                 "0000000d" +
                                 to_hex(as_bytes("profile text\n")) +
                                 "00000001"
                                 "0000000e" +
                                 to_hex(as_bytes("schedule text\n"));
    EXPECT_EQ(to_hex(encode(example())), expected);
}

TEST(genesis, hash_is_over_the_tag_and_the_bytes)
{
    EXPECT_EQ(genesis_hash(example()), sha256({as_bytes("pawl/genesis/1"), encode(example())}));
}

TEST(genesis, json_reads_back_as_the_same_genesis)
{
    const auto read = read_genesis(write_genesis(example()));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, example());
}

TEST(genesis, json_takes_small_numbers_for_decimal_strings)
{
    const auto read = read_genesis(edited(R"("initial_height": "5")", R"("initial_height": 5)"));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, example());
}

TEST(genesis, json_refusals_name_the_field)
{
    EXPECT_THAT(refusal("{"), HasSubstr("not JSON"));
    EXPECT_THAT(refusal("[]"), HasSubstr("must be an object"));
    EXPECT_THAT(refusal(edited("\"chain_id\"", "\"chainid\"")), HasSubstr("lacks \"chain_id\""));
    EXPECT_THAT(refusal(edited("\"pawl-test\"", "1")), HasSubstr("\"chain_id\" must be a string"));
    EXPECT_THAT(refusal(edited("{", "{\"zzz\": 1,")), HasSubstr("unknown field \"zzz\""));
    EXPECT_THAT(refusal(edited("{", "{\"fee\": 1,")), HasSubstr("\"fee\" stands twice"));
    EXPECT_THAT(refusal(edited("\"1000000\"", "\"1e6\"")),
                HasSubstr("accounts[1].balances \"upawl\" must be a decimal string"));
    EXPECT_THAT(refusal(edited("\"1000000\"", "10000000000")),
                HasSubstr("\"upawl\" must be a decimal string"));
    EXPECT_THAT(refusal(edited("aaaa", "zzzz")), HasSubstr("is no address"));
}

TEST(genesis, json_addresses_are_bech32_with_the_prefix_of_the_profile)
{
    const Genesis genesis = default_genesis("pawl-test", {{filled(0xAA), {{"upawl", 5}}}});
    const std::string json = write_genesis(genesis);
    const std::string text = to_bech32(default_profile().address_prefix, filled(0xAA));
    EXPECT_THAT(json, HasSubstr(text));
    const auto read = read_genesis(json);
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(*read, genesis);

    std::string foreign = json;
    foreign.replace(foreign.find(text), text.size(), to_bech32("other", filled(0xAA)));
    EXPECT_THAT(refusal(foreign), HasSubstr("must begin with"));
}

TEST(genesis, chain_id_is_1_to_50_printable_characters)
{
    for (const std::string& id : {std::string{}, std::string(51, 'x'), std::string{"a b"}})
    {
        Genesis genesis = example();
        genesis.chain_id = id;
        EXPECT_THAT(refusal(genesis), HasSubstr("chain_id must be 1 to 50")) << id;
    }
    Genesis genesis = example();
    genesis.chain_id = std::string(50, 'x');
    EXPECT_EQ(refusal(genesis), "");
}

TEST(genesis, initial_height_is_at_least_1)
{
    Genesis genesis = example();
    genesis.initial_height = 0;
    EXPECT_THAT(refusal(genesis), HasSubstr("initial_height must be at least 1"));
}

TEST(genesis, balances_are_not_zero)
{
    Genesis genesis = example();
    genesis.accounts[filled(0xAA)]["other"] = 0;
    EXPECT_THAT(refusal(genesis), HasSubstr("balance of other is zero"));
}

TEST(genesis, supply_of_a_denomination_fits_256_bits)
{
    Genesis genesis = example();
    genesis.accounts[filled(0xAA)]["upawl"] = U256{filled(0xFF)};
    EXPECT_THAT(refusal(genesis), HasSubstr("supply of upawl exceeds 256 bits"));
}

TEST(genesis, denominations_are_1_to_128_bytes)
{
    for (const std::size_t length : {0, 129})
    {
        Genesis genesis = example();
        genesis.fee_denomination = std::string(length, 'x');
        EXPECT_THAT(refusal(genesis), HasSubstr("must be 1 to 128 bytes"));
    }
}

TEST(genesis, activations_begin_at_the_initial_height_and_increase)
{
    Genesis genesis = example();
    genesis.activations.front().height = 6;
    EXPECT_THAT(refusal(genesis), HasSubstr("must begin at initial_height"));
    genesis = example();
    genesis.activations.push_back(genesis.activations.front());
    EXPECT_THAT(refusal(genesis), HasSubstr("increasing heights"));
    genesis.activations.clear();
    EXPECT_THAT(refusal(genesis), HasSubstr("must begin at initial_height"));
}

TEST(genesis, each_activation_has_its_files_and_each_file_its_activation)
{
    Genesis genesis = example();
    genesis.schedules.clear();
    EXPECT_THAT(refusal(genesis), HasSubstr("not among the schedules"));
    genesis = example();
    genesis.profiles[sha256(as_bytes("more"))] = "more";
    EXPECT_THAT(refusal(genesis), HasSubstr("no activation names profile"));
    genesis = example();
    genesis.profiles.begin()->second += "edited";
    EXPECT_THAT(refusal(genesis), HasSubstr("does not hash to its id"));
}

TEST(genesis, state_holds_parameters_files_and_balances)
{
    const Genesis genesis = example();
    const state::Changes changes = genesis_changes(genesis);
    const auto value = [&](const Bytes& key) { return changes.values.at(key).value(); };
    const ParameterIds ids = genesis.activations.front().parameters;

    EXPECT_EQ(changes.values.size(), 10U);
    EXPECT_EQ(value(state::parameter_key("chain_id")), to_bytes("pawl-test"));
    EXPECT_EQ(value(state::parameter_key("unsigned_senders")), Bytes{1});
    EXPECT_EQ(value(state::parameter_key("fee_denomination")), to_bytes("upawl"));
    EXPECT_EQ(to_hex(value(state::parameter_key("minimum_fee_per_gas"))), amount(2));
    EXPECT_EQ(value(activation_key(5)), encode(ids));
    EXPECT_EQ(value(profile_key(ids.profile_id)), to_bytes("profile text\n"));
    EXPECT_EQ(value(schedule_key(ids.schedule_id)), to_bytes("schedule text\n"));
    EXPECT_EQ(to_hex(value(state::balance_key(filled(0xAA), as_bytes("other")))), amount(7));
}
} // namespace
} // namespace pawl::chain
