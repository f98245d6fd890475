#include "base/codec.hpp"
#include "tests/sdk/host.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pawl
{
namespace
{
using sdk_host::bytes;
using sdk_host::view;

/// A value of every kind of field.
struct Record
{
    u8 small = 0;
    u16 medium = 0;
    u32 large = 0;
    u64 huge = 0;
    bool truth = false;
    sdk::U256 amount;
    sdk::Address who;
    sdk::Text text;
    static void fields(auto& codec, auto& self)
    {
        codec(self.small, self.medium, self.large, self.huge, self.truth, self.amount, self.who,
              self.text);
    }
};

Record sample(std::mt19937_64& random)
{
    Record out{static_cast<u8>(random()),
               static_cast<u16>(random()),
               static_cast<u32>(random()),
               random(),
               random() % 2 == 0,
               random(),
               {},
               "some text"};
    for (u8& byte : out.who.bytes)
        byte = static_cast<u8>(random());
    return out;
}

/// The same record by the engine's encoder.
Bytes expected(const Record& record)
{
    Encoder out;
    out.u8(record.small).u16(record.medium).u32(record.large).u64(record.huge);
    out.u8(record.truth ? 1 : 0).raw(bytes(record.amount.to_bytes().view()));
    out.raw(bytes(record.who.view())).bytes(as_bytes("some text"));
    return out.take();
}
} // namespace

TEST(sdk_codec, writes_what_the_engine_writes_and_reads_it_back)
{
    const unsigned seed = std::random_device{}();
    std::cout << "seed " << seed << '\n';
    std::mt19937_64 random{seed};
    for (int round = 0; round < 500; ++round)
    {
        const Record record = sample(random);
        const Bytes encoded = bytes(sdk::encode(record));
        EXPECT_EQ(to_hex(encoded), to_hex(expected(record)));

        sdk::Reader in{view(encoded)};
        const Record read = in.read<Record>();
        EXPECT_TRUE(in.finished());
        EXPECT_EQ(to_hex(bytes(sdk::encode(read))), to_hex(encoded));
    }
}

TEST(sdk_codec, every_truncation_and_every_surplus_is_noticed)
{
    std::mt19937_64 random{1};
    Bytes encoded = bytes(sdk::encode(sample(random)));
    for (std::size_t length = 0; length < encoded.size(); ++length)
    {
        sdk::Reader in{view(BytesView{encoded}.first(length))};
        (void)in.read<Record>();
        EXPECT_TRUE(in.failed()) << length;
        EXPECT_FALSE(in.finished()) << length;
    }
    encoded.push_back(0);
    sdk::Reader in{view(encoded)};
    (void)in.read<Record>();
    EXPECT_FALSE(in.failed());
    EXPECT_FALSE(in.finished());
}

TEST(sdk_codec, a_truth_value_is_0_or_1)
{
    const Bytes two{2};
    sdk::Reader in{view(two)};
    EXPECT_FALSE(in.read<bool>());
    EXPECT_TRUE(in.failed());
}

TEST(sdk_codec, lists_have_a_count)
{
    sdk::List<u16> list;
    for (u16 i = 0; i < 20; ++i)
        list.push(i);
    const Bytes encoded = bytes(sdk::encode(list));
    EXPECT_EQ(to_hex(encoded).substr(0, 16), "0000001400000001");

    sdk::Reader in{view(encoded)};
    const auto read = in.read<sdk::List<u16>>();
    EXPECT_TRUE(in.finished());
    ASSERT_EQ(read.size(), 20u);
    EXPECT_EQ(read[19], 19);
}

TEST(sdk_codec, a_count_above_the_input_fails_at_once)
{
    const Bytes encoded{0xFF, 0xFF, 0xFF, 0xFF, 1};
    sdk::Reader in{view(encoded)};
    EXPECT_LE(in.read<sdk::List<u8>>().size(), 2u);
    EXPECT_TRUE(in.failed());
}

TEST(sdk_codec, measured_values_stand_behind_their_length)
{
    sdk::Writer out;
    out.measured(u16{7}).measured(sdk::Text{"ab"});
    EXPECT_EQ(to_hex(bytes(out.view())), "000000020007"
                                         "00000006000000026162");
}
} // namespace pawl
