#include "engine/module/reader.hpp"
#include "engine/module/writer.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace pawl
{
namespace
{
/// Reads one value from bytes; the failure's code, or Code{} where there is none.
template <typename Read>
Code failure(const Bytes& bytes, Read read)
{
    Reader in{bytes};
    static_cast<void>(read(in));
    return in.failed() ? in.failure().code : Code{};
}

constexpr auto leb_u32 = [](Reader& in) { return in.leb_u32(); };
constexpr auto leb_s32 = [](Reader& in) { return in.leb_s32(); };
constexpr auto leb_s64 = [](Reader& in) { return in.leb_s64(); };

TEST(reader, unsigned_numbers_come_back_as_written)
{
    for (u32 shift = 0; shift < 32; ++shift)
        for (const u32 value : {u32{1} << shift, (u32{1} << shift) - 1, ~u32{0} >> shift})
        {
            const Bytes bytes = BinaryWriter{}.unsigned_leb(value).bytes();
            Reader in{bytes};
            EXPECT_EQ(in.leb_u32(), value);
            EXPECT_FALSE(in.more() || in.failed());
        }
}

TEST(reader, signed_numbers_come_back_as_written)
{
    for (u32 shift = 0; shift < 64; ++shift)
        for (const i64 value :
             {std::numeric_limits<i64>::min() >> shift, std::numeric_limits<i64>::max() >> shift})
        {
            const Bytes bytes = BinaryWriter{}.signed_leb(value).bytes();
            Reader in{bytes};
            EXPECT_EQ(in.leb_s64(), value);
            EXPECT_FALSE(in.more() || in.failed());
        }
    const Bytes bytes = BinaryWriter{}.signed_leb(std::numeric_limits<i32>::min()).bytes();
    Reader in{bytes};
    EXPECT_EQ(in.leb_s32(), std::numeric_limits<i32>::min());
}

TEST(reader, padding_is_allowed_up_to_the_longest_form)
{
    const Bytes zero{0x80, 0x80, 0x80, 0x80, 0x00};
    EXPECT_EQ(failure(zero, leb_u32), Code{});
    const Bytes minus_one{0xFF, 0xFF, 0xFF, 0xFF, 0x7F};
    Reader in{minus_one};
    EXPECT_EQ(in.leb_s32(), -1);
    EXPECT_FALSE(in.failed());
}

TEST(reader, numbers_that_are_too_long_or_too_large_are_told_apart)
{
    EXPECT_EQ(failure({0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, leb_u32), Code::leb_too_long);
    EXPECT_EQ(failure({0x80, 0x80, 0x80, 0x80, 0x10}, leb_u32), Code::leb_too_large);
    EXPECT_EQ(failure({0xFF, 0xFF, 0xFF, 0xFF, 0x4F}, leb_s32), Code::leb_too_large);
    EXPECT_EQ(failure({0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, leb_s32), Code::leb_too_long);
    EXPECT_EQ(failure({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}, leb_s64),
              Code::leb_too_large);
    EXPECT_EQ(failure({0x80}, leb_u32), Code::truncated);
}

TEST(reader, the_first_failure_sticks_and_everything_after_reads_as_nothing)
{
    const Bytes bytes{0x01, 0x80, 0x80, 0x80, 0x80, 0x80, 0x07};
    Reader in{bytes};
    EXPECT_EQ(in.leb_u32(), 1U);
    EXPECT_EQ(in.leb_u32(), 0U);
    EXPECT_FALSE(in.more());
    EXPECT_EQ(in.byte(), 0);
    EXPECT_EQ(in.failure(), (Rejection{Code::leb_too_long, 1}));
}

TEST(reader, a_count_that_cannot_be_is_refused_before_anyone_reserves_for_it)
{
    const Bytes bytes{0x05, 1, 2, 3};
    Reader too_many{bytes};
    EXPECT_EQ(too_many.count(4, Code::limit_types), 0U);
    EXPECT_EQ(too_many.failure(), (Rejection{Code::limit_types, 0}));
    Reader too_short{bytes};
    EXPECT_EQ(too_short.count(9, Code::limit_types), 0U);
    EXPECT_EQ(too_short.failure().code, Code::truncated);
}

TEST(reader, names_are_well_formed_utf8)
{
    for (const std::string_view good : {"", "plain", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x90\x91",
                                        "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(as_bytes(good))) << good;
    for (const std::string_view bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80",
                                       "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                                       "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "a\xC3\xC3"})
        EXPECT_FALSE(is_utf8(as_bytes(bad))) << to_hex(as_bytes(bad));
}
} // namespace
} // namespace pawl
