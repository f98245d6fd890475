#include "base/bytes.hpp"
#include "tests/cli/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

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
    const Json verdict = Json::parse(ran.out);
    EXPECT_EQ(verdict["verdict"], "accepted");
    EXPECT_EQ(verdict["missing_imports"], Json::array({"env.other"}));
    EXPECT_EQ(verdict["functions"], 4);
}

TEST_F(Check, a_host_set_refuses_imports_that_it_does_not_have)
{
    const Ran ran = check(*from_hex(needy), {"--host", "pawl"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_EQ(Json::parse(ran.out)["rejection"]["code"], "unknown_import");
}

TEST_F(Check, a_host_set_refuses_what_is_no_contract)
{
    const Ran ran = check(*from_hex("0061736d01000000"), {"--host", "pawl"});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_EQ(Json::parse(ran.out)["rejection"]["code"], "missing_export");
}

TEST_F(Check, the_empty_module_is_a_module)
{
    EXPECT_EQ(check(*from_hex("0061736d01000000")).exit_code, 0);
}

TEST_F(Check, a_malformed_module_is_code_3_with_code_and_offset)
{
    const Ran ran = check(*from_hex("0061736d02000000"));
    EXPECT_EQ(ran.exit_code, 3);
    const Json why = Json::parse(ran.out)["rejection"];
    EXPECT_EQ(why["code"], "bad_module_version");
    EXPECT_EQ(why["number"], 101);
    EXPECT_EQ(why["offset"], 4);
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
