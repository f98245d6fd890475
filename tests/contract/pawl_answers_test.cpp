// What the functions of the pawl set give and do.
#include "base/sha256.hpp"
#include "tests/contract/pawl_call.hpp"
#include "tests/contract/script.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
using namespace place;

constexpr u64 absent = 0xFFFFFFFF;

class pawl_answers : public testing::Test
{
protected:
    /// Calls a function that must return; its result.
    u64 call(std::string_view function, std::initializer_list<i64> arguments)
    {
        const HostStatus status = guest.call(function, arguments);
        EXPECT_EQ(status.completion, Completion::returned) << function << name(status.trap);
        return guest.result();
    }
    Bytes read(i64 at, std::size_t length) { return guest.read(at, length); }
    U256 read_number(i64 at) { return U256{*bytes32(read(at, 32))}; }
    void write(i64 at, BytesView bytes)
    {
        std::ranges::copy(bytes, guest.memory().subspan(static_cast<std::size_t>(at)).begin());
    }

    World world;
    PawlCall guest{world, {}};
};

TEST_F(pawl_answers, data_are_cut_at_the_buffer_and_their_length_is_told)
{
    EXPECT_EQ(call("input", {out, 4}), 10);
    EXPECT_EQ(read(out, 5), (Bytes{'0', '1', '2', '3', 0}));
    EXPECT_EQ(call("returned", {out, 20}), 10);
    EXPECT_EQ(read(out, 11), to_bytes(std::string_view{"9876543210\0", 11}));
    EXPECT_EQ(call("chain_id", {out, 0}), 6);
    EXPECT_EQ(call("storage_get", {key, 3, out, 2}), 5);
    EXPECT_EQ(read(out, 3), (Bytes{0x76, 0x61, 0x37}));
}

TEST_F(pawl_answers, storage_is_read_back_until_it_is_deleted)
{
    EXPECT_EQ(call("storage_get", {text, 5, out, 8}), absent);
    call("storage_set", {text, 5, value, 5});
    EXPECT_EQ(call("storage_get", {text, 5, out, 8}), 5);
    EXPECT_EQ(read(out, 5), to_bytes("value"));
    call("storage_delete", {text, 5});
    call("storage_delete", {text, 5});
    EXPECT_EQ(call("storage_get", {text, 5, out, 8}), absent);
}

TEST_F(pawl_answers, input_and_output_buffers_may_overlap)
{
    EXPECT_EQ(call("storage_get", {key, 3, key, 5}), 5);
    EXPECT_EQ(read(key, 5), to_bytes("value"));
    call("u256_divide", {number, number, number, number});
    EXPECT_EQ(read_number(number), U256{0});
}

TEST_F(pawl_answers, outputs_replace_each_other)
{
    call("output", {text, 5});
    call("output", {key, 3});
    EXPECT_EQ(guest.frame().output, to_bytes("key"));
    EXPECT_EQ(guest.call("revert", {value, 5}).completion, Completion::exited);
    EXPECT_EQ(guest.frame().output, to_bytes("value"));
}

TEST_F(pawl_answers, facts_of_the_block_and_the_entry)
{
    EXPECT_EQ(call("block_height", {}), 7);
    EXPECT_EQ(call("block_time", {}), 1000);
    call("self", {out});
    EXPECT_EQ(read(out, 32), Bytes(32, 0x33));
    call("caller", {out});
    EXPECT_EQ(read(out, 32), Bytes(32, 0x22));
    const u64 used = guest.state().gas.used();
    EXPECT_EQ(call("gas_used", {}), used + default_schedule().operation("gas_used").base);
}

TEST_F(pawl_answers, value_and_balance_are_zero_where_there_is_none)
{
    call("value", {denomination, 4, out});
    EXPECT_EQ(read_number(out), U256{7});
    call("value", {text, 5, out});
    EXPECT_EQ(read_number(out), U256{0});
    call("self", {out});
    call("balance", {out, denomination, 4, second_out});
    EXPECT_EQ(read_number(second_out), U256{50});
    call("balance", {address, denomination, 4, second_out});
    EXPECT_EQ(read_number(second_out), U256{0});
}

TEST_F(pawl_answers, no_denomination_is_the_fees)
{
    call("value", {0, 0, out});
    EXPECT_EQ(read_number(out), U256{7});
    call("self", {out});
    call("balance", {out, 0, 0, second_out});
    EXPECT_EQ(read_number(second_out), U256{50});
}

TEST_F(pawl_answers, an_event_gets_its_emitter)
{
    call("event", {event, event_length});
    const Event expected{.emitter = PawlCall::contract(),
                         .type = to_bytes("type"),
                         .attributes = {{{}, to_bytes("x")}}};
    EXPECT_EQ(guest.state().events, std::vector{expected});
}

TEST_F(pawl_answers, events_are_at_most_as_many_as_the_profile_allows)
{
    world.profile.events = 2;
    call("event", {event, event_length});
    call("event", {event, event_length});
    const HostStatus third = guest.call("event", {event, event_length});
    EXPECT_EQ(third.trap, Trap::bad_argument);
    EXPECT_EQ(guest.state().events.size(), 2);
}

TEST_F(pawl_answers, an_event_larger_than_the_profile_allows_traps)
{
    const auto refused = [&](u32 Profile::* limit, u32 most)
    {
        const u32 before = std::exchange(world.profile.*limit, most);
        EXPECT_EQ(guest.call("event", {event, event_length}).trap, Trap::bad_argument);
        world.profile.*limit = before;
    };
    refused(&Profile::event_type_bytes, 3);
    refused(&Profile::event_value_bytes, 0);
    refused(&Profile::event_attributes, 0);
    EXPECT_EQ(guest.call("event", {event, event_length - 1}).trap, Trap::bad_argument);
    EXPECT_EQ(guest.call("event", {event, event_length + 1}).trap, Trap::bad_argument);
    call("event", {event, event_length});
}

TEST_F(pawl_answers, a_transfer_moves_what_is_covered)
{
    EXPECT_EQ(call("transfer", {address, coin_list, coins_length}), 0);
    call("balance", {address, 0, 0, out});
    EXPECT_EQ(read_number(out), U256{5});
    Encoder too_much;
    encode(too_much, coins(46));
    write(coin_list, too_much.view());
    EXPECT_EQ(call("transfer", {address, coin_list, coins_length}), 4);
    call("balance", {address, 0, 0, out});
    EXPECT_EQ(read_number(out), U256{5});
}

TEST_F(pawl_answers, no_coins_are_written_in_two_ways)
{
    EXPECT_EQ(call("transfer", {address, coin_list, 0}), 0);
    write(malformed, Bytes(4));
    EXPECT_EQ(call("transfer", {address, malformed, 4}), 0);
    EXPECT_TRUE(guest.state().journal.changes().value().values.empty());
}

TEST_F(pawl_answers, a_call_asks_for_a_frame_with_what_it_was_given)
{
    static_cast<void>(guest.call("call", {address, coin_list, coins_length, text, 5, 99}));
    const Request& request = guest.frame().request.value();
    EXPECT_EQ(request.gas_cap, 99);
    EXPECT_EQ(request.entry.kind, EntryKind::call);
    EXPECT_EQ(to_bytes(request.entry.contract), Bytes(32, 0x11));
    EXPECT_EQ(request.entry.caller, PawlCall::contract());
    EXPECT_EQ(request.entry.coins, coins(5));
    EXPECT_EQ(request.entry.input, to_bytes("text!"));
    EXPECT_FALSE(request.entry.read_only);
}

TEST_F(pawl_answers, a_query_is_read_only_and_brings_no_coins)
{
    static_cast<void>(guest.call("query", {address, text, 5, no_cap}));
    const Request& request = guest.frame().request.value();
    EXPECT_EQ(request.gas_cap, Request::no_cap);
    EXPECT_EQ(request.entry.kind, EntryKind::query);
    EXPECT_TRUE(request.entry.coins.empty());
    EXPECT_TRUE(request.entry.read_only);
}

TEST_F(pawl_answers, hashes_are_the_libraries)
{
    call("sha256", {text, 5, out});
    EXPECT_EQ(*bytes32(read(out, 32)), sha256(as_bytes("text!")));
    call("keccak256", {text, 5, out});
    EXPECT_EQ(*bytes32(read(out, 32)), keccak256(as_bytes("text!")));
}

TEST_F(pawl_answers, a_signature_gives_its_key_back)
{
    const Account account{5};
    const Bytes32 hash = sha256(as_bytes("signed"));
    const Signature signature = account.key.sign(hash);
    write(address, hash);
    write(text, signature);
    std::size_t matches = 0;
    for (i64 id = 0; id < 2; ++id)
        if (call("secp256k1_recover", {address, text, id, out}) == 0)
        {
            const Bytes found = read(out, 65);
            EXPECT_EQ(found.front(), 4);
            const CompressedKey expected = account.key.public_key();
            matches += std::equal(expected.begin() + 1, expected.end(), found.begin() + 1) ? 1 : 0;
        }
    EXPECT_EQ(matches, 1);
    write(out, Bytes(65));
    EXPECT_EQ(call("secp256k1_recover", {address, text, 4, out}), absent);
    EXPECT_EQ(read(out, 65), Bytes(65));
    EXPECT_EQ(call("ed25519_verify", {address, text, key, 3}), 0);
}

TEST_F(pawl_answers, arithmetic_is_modulo_two_to_the_256)
{
    write(second_out, Bytes(32, 0xFF));
    call("u256_mul", {number, number, out});
    EXPECT_EQ(read_number(out), U256{65536});
    call("u256_mul", {second_out, second_out, out});
    EXPECT_EQ(read_number(out), U256{1});
    call("u256_exp", {number, number, out});
    EXPECT_EQ(read_number(out), U256{0});
    call("u256_mulmod", {second_out, second_out, number, out});
    EXPECT_EQ(read_number(out), U256{1});
    write(text, Bytes(32));
    call("u256_exp", {text, text, out});
    EXPECT_EQ(read_number(out), U256{1});
    call("u256_divide", {second_out, text, out, address});
    EXPECT_EQ(read_number(out), U256{0});
    EXPECT_EQ(read_number(address), U256{0});
}
} // namespace
} // namespace pawl::contract
