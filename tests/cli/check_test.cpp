#include "base/bytes.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace pawl::test
{
namespace
{
using Json = nlohmann::json;
using ::testing::HasSubstr;

// (module
//   (import "pawl" "caller" (func (param i32)))
//   (import "env" "other" (func))
//   (memory (export "memory") 1)
//   (func (export "deploy"))
//   (func (export "call") (call 1)))
constexpr const char* needy =
    "0061736d0100000001080260017f00600000021b02047061776c0663616c6c6572000003656e76056f746865720001"
    "03030201010503010001071a03066d656d6f72790200066465706c6f7900020463616c6c00030a090202000b040010"
    "010b";

/// `pawl check` of bytes.
class Check : public ::testing::Test
{
protected:
    [[nodiscard]] Ran check(BytesView module, const std::vector<std::string>& more = {}) const
    {
        const auto file = folder_.path() / "m.wasm";
        std::ofstream{file, std::ios::binary} << as_text(module);
        std::vector<std::string> arguments{"check", file, "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_pawl(folder_.path(), arguments);
    }

    TemporaryFolder folder_;
};

TEST_F(Check, imports_that_no_host_has_are_reported_and_not_refused)
{
    const Ran ran = check(*from_hex(needy));
    ASSERT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    const Json verdict = Json::parse(ran.out)[0];
    EXPECT_EQ(verdict["verdict"], "accepted");
    EXPECT_EQ(verdict["missing_imports"], Json::array({"env.other"}));
    EXPECT_EQ(verdict["functions"], 4);
}

TEST_F(Check, a_host_set_refuses_imports_that_it_does_not_have)
{
    const Ran ran = check(*from_hex(needy), {"--host", "pawl"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_EQ(Json::parse(ran.out)[0]["rejection"]["code"], "unknown_import");
}

TEST_F(Check, a_host_set_refuses_what_is_no_contract)
{
    const Ran ran = check(*from_hex("0061736d01000000"), {"--host", "pawl"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_EQ(Json::parse(ran.out)[0]["rejection"]["code"], "missing_export");
}

TEST_F(Check, the_empty_module_is_a_module)
{
    EXPECT_EQ(check(*from_hex("0061736d01000000")).exit_code, 0);
}

TEST_F(Check, a_malformed_module_is_code_3_with_code_and_offset)
{
    const Ran ran = check(*from_hex("0061736d02000000"));
    EXPECT_EQ(ran.exit_code, 3);
    const Json why = Json::parse(ran.out)[0]["rejection"];
    EXPECT_EQ(why["code"], "bad_module_version");
    EXPECT_EQ(why["number"], 101);
    EXPECT_EQ(why["offset"], 4);
}

TEST_F(Check, one_file_and_many_are_shown_alike)
{
    const Json alone = Json::parse(check(*from_hex(needy)).out);
    const std::string module = folder_.path() / "m.wasm";
    const Ran ran = run_pawl(folder_.path(), {"check", module, module, "--json"});
    EXPECT_EQ(Json::parse(ran.out), Json::array({alone[0], alone[0]}));
}

TEST_F(Check, what_cannot_be_read_hides_no_verdict)
{
    const Ran ran = check(*from_hex("0061736d02000000"), {(folder_.path() / "absent").string()});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("absent: No such file"));
    const Json verdicts = Json::parse(ran.out);
    ASSERT_EQ(verdicts.size(), 2);
    EXPECT_EQ(verdicts[0]["verdict"], "rejected");
    EXPECT_EQ(verdicts[1]["verdict"], "unreadable");
    EXPECT_THAT(verdicts[1]["error"].get<std::string>(), HasSubstr("No such file"));
}

TEST_F(Check, many_are_a_table_with_a_line_each)
{
    ASSERT_EQ(check(*from_hex("0061736d02000000")).exit_code, 3);
    const auto empty = folder_.path() / "empty.wasm";
    std::ofstream{empty, std::ios::binary} << as_text(*from_hex("0061736d01000000"));
    const Ran ran = run_pawl(folder_.path(), {"check", empty, folder_.path() / "m.wasm"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_EQ(std::ranges::count(ran.out, '\n'), 3) << ran.out;
    EXPECT_THAT(ran.out, HasSubstr("m.wasm      bad_module_version at byte 4\n"));
}

TEST_F(Check, an_unknown_host_set_or_profile_is_a_usage_error)
{
    EXPECT_THAT(check({}, {"--host", "moon"}).err, HasSubstr("no host set 'moon'"));
    EXPECT_EQ(check({}, {"--host", "moon"}).exit_code, 2);
    const Ran ran = check({}, {"--profile", (folder_.path() / "none").string()});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("none"));
}
} // namespace
} // namespace pawl::test
