#include "cli/disassemble.hpp"
#include "engine/plan/analyse.hpp"

#include <gmock/gmock.h>

namespace pawl::cli
{
namespace
{
// (module
//   (memory 1) (table 2 funcref) (elem (i32.const 0) $f)
//   (func $f (param i32)
//     (block (loop
//       (br_table 0 1 0 (local.get 0))
//       (i64.store offset=8 align=4 (i32.const -1) (i64.const -9))
//       (call_indirect (param i32) (i32.const 1) (i32.const 0))
//       (drop (f32.const 1.5)) (drop (f64.const -2))
//       (memory.fill (i32.const 0) (i32.const 0) (i32.const 4))
//       (memory.copy (i32.const 0) (i32.const 0) (i32.const 4))
//       (drop (ref.null func)) (drop (ref.func $f))
//       (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))))))
constexpr const char* module_text = "0061736d0100000001050160017f0003020100040401700002050301000109"
                                    "07010041000b01000a5201500002400340"
                                    "20000e02000100417f427737020841014100110000430000c03f1a44000000"
                                    "00000000c01a410041004104fc0b004100"
                                    "41004104fc0a0000d0701ad2001a4101410241031c017f1a0b0b0b";

class Disassemble : public ::testing::Test
{
protected:
    void SetUp() override
    {
        auto analysed = analyse(*from_hex(module_text), permissive_profile(), default_schedule());
        ASSERT_TRUE(analysed);
        lines_ = disassemble(analysed->module, analysed->module.code.at(0));
    }

    std::vector<Line> lines_;
};

TEST_F(Disassemble, every_kind_of_immediate_is_written)
{
    std::vector<std::string> texts;
    for (const Line& line : lines_)
        texts.push_back(line.text);
    EXPECT_THAT(
        texts, ::testing::IsSupersetOf(
                   {"block", "loop", "br_table 0 1 0", "i64.store offset=8 align=4", "i64.const -9",
                    "call_indirect 0 0", "f32.const 1.5", "f64.const -2", "memory.fill 0",
                    "memory.copy 0 0", "ref.null funcref", "ref.func 0", "select i32", "end"}));
}

TEST_F(Disassemble, offsets_are_those_of_the_module_and_reach_its_end)
{
    EXPECT_EQ(lines_.front().offset, 44);
    EXPECT_EQ(lines_.back().offset, 122);
    EXPECT_EQ(lines_.back().text, "end");
    for (std::size_t i = 1; i < lines_.size(); ++i)
        EXPECT_LT(lines_[i - 1].offset, lines_[i].offset);
}

TEST_F(Disassemble, depth_counts_the_blocks_around)
{
    EXPECT_EQ(lines_[0].depth, 0);
    EXPECT_EQ(lines_[1].depth, 1);
    EXPECT_EQ(lines_[2].depth, 2);
    EXPECT_EQ(lines_.back().depth, 0);
}
} // namespace
} // namespace pawl::cli
