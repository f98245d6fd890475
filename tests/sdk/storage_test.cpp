#include "tests/sdk/host.hpp"

#include <gtest/gtest.h>

namespace pawl
{
namespace
{
using sdk_host::revert_of;
using sdk_host::state;

constexpr sdk::Item<u64> counter{"counter"};
constexpr sdk::Item<sdk::Text> note{"note"};
constexpr sdk::Map<u32, u64> squares{"squares"};

class sdk_storage : public testing::Test
{
protected:
    sdk_storage() { state() = {}; }
};
} // namespace

TEST_F(sdk_storage, an_item_is_absent_until_it_is_set)
{
    EXPECT_FALSE(counter.find());
    EXPECT_EQ(counter.get(), 0u);
    counter.set(7);
    EXPECT_EQ(counter.get(), 7u);
    counter.erase();
    EXPECT_FALSE(counter.find());
}

TEST_F(sdk_storage, keys_are_names_behind_their_length)
{
    counter.set(1);
    squares.set(3, 9);
    std::vector<std::string> keys;
    for (const auto& [key, value] : state().storage)
        keys.push_back(to_hex(key));
    EXPECT_EQ(keys, (std::vector<std::string>{"07" + to_hex(as_bytes("counter")),
                                              "07" + to_hex(as_bytes("squares")) + "00000003"}));
}

TEST_F(sdk_storage, a_value_longer_than_the_first_guess_is_whole)
{
    const std::string text(1000, 'x');
    note.set({text.data(), 1000});
    EXPECT_EQ(to_hex(sdk_host::bytes(note.get().view())), to_hex(as_bytes(text)));
}

TEST_F(sdk_storage, a_value_of_another_type_reverts)
{
    counter.set(1);
    constexpr sdk::Item<u32> other{"counter"};
    EXPECT_EQ(revert_of([&] { (void)other.get(); }), "a stored value has another type");
}

TEST_F(sdk_storage, a_map_is_walked_in_the_order_of_its_keys_and_ends_with_itself)
{
    for (const u32 key : {300u, 1u, 0xFFFFFFFFu, 256u})
        squares.set(key, u64{key} * key);
    counter.set(1);
    constexpr sdk::Map<u32, u64> later{"squaret"};
    later.set(1, 1);

    std::vector<u32> seen;
    sdk::Maybe<u32> last;
    for (auto next = squares.after(last); next; next = squares.after(last))
    {
        EXPECT_EQ(next->second, u64{next->first} * next->first);
        seen.push_back(next->first);
        last = next->first;
    }
    EXPECT_EQ(seen, (std::vector<u32>{1, 256, 300, 0xFFFFFFFF}));
}

TEST_F(sdk_storage, the_greatest_key_of_a_range_is_found)
{
    const u8 keys[] = {1, 5, 9};
    for (const u8& key : keys)
        sdk::storage_set({&key, 1}, {&key, 1});
    const auto found = sdk::storage_previous({}, {&keys[2], 1});
    ASSERT_TRUE(found);
    EXPECT_EQ((*found)[0], 5);
    EXPECT_FALSE(sdk::storage_previous({&keys[2], 1}, {&keys[2], 1}));
}
} // namespace pawl
