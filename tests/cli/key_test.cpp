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
using ::testing::StartsWith;

constexpr const char* one = "0000000000000000000000000000000000000000000000000000000000000001";

TEST(key, the_secret_one_has_the_generator_as_its_public_key)
{
    const TemporaryFolder home;
    const Ran ran = run_pawl(home.path(), {"key", "import", "one", one, "--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const Json key = Json::parse(ran.out);
    // The generator of secp256k1: SEC 2, section 2.4.1.
    EXPECT_EQ(key["public_key"],
              "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
    // SHA-256("pawl/account/1" || 01 || the public key), computed apart from pawl.
    EXPECT_EQ(key["address_hex"],
              "df6a4cc9cf49d9574b760aebdcd74154563328e031937814aa44d663e0ebc33a");
    EXPECT_THAT(key["address"].get<std::string>(), StartsWith("pawl1"));
}

TEST(key, a_key_file_is_for_its_owner_alone)
{
    const TemporaryFolder home;
    ASSERT_EQ(run_pawl(home.path(), {"key", "new", "alice"}).exit_code, 0);
    const auto permissions =
        std::filesystem::status(home.path() / "keys" / "alice.key").permissions();
    EXPECT_EQ(permissions,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(key, a_secret_is_shown_only_when_asked_for_and_reads_back)
{
    const TemporaryFolder home;
    const Ran made = run_pawl(home.path(), {"key", "new", "alice", "--json"});
    EXPECT_FALSE(Json::parse(made.out).contains("secret"));
    const Ran shown = run_pawl(home.path(), {"key", "show", "alice", "--secret", "--json"});
    const std::string secret = Json::parse(shown.out)["secret"];
    const Ran again = run_pawl(home.path(), {"key", "import", "copy", secret, "--json"});
    EXPECT_EQ(Json::parse(again.out)["address"], Json::parse(made.out)["address"]);
}

TEST(key, two_new_keys_differ)
{
    const TemporaryFolder home;
    const Ran first = run_pawl(home.path(), {"key", "new", "a", "--json"});
    const Ran second = run_pawl(home.path(), {"key", "new", "b", "--json"});
    EXPECT_NE(Json::parse(first.out)["address"], Json::parse(second.out)["address"]);
}

TEST(key, an_existing_name_is_not_overwritten)
{
    const TemporaryFolder home;
    ASSERT_EQ(run_pawl(home.path(), {"key", "import", "k", one}).exit_code, 0);
    const Ran again = run_pawl(home.path(), {"key", "new", "k"});
    EXPECT_EQ(again.exit_code, 4);
    EXPECT_THAT(again.err, HasSubstr("exists already"));
    EXPECT_THAT(run_pawl(home.path(), {"key", "show", "k", "--secret"}).out, HasSubstr(one));
}

TEST(key, a_bad_secret_is_refused_and_not_repeated)
{
    const TemporaryFolder home;
    for (const std::string secret :
         {"00", "xyz", "0x", "0000000000000000000000000000000000000000000000000000000000000000"})
    {
        const Ran ran = run_pawl(home.path(), {"key", "import", "k", secret});
        EXPECT_EQ(ran.exit_code, 2) << secret;
        EXPECT_THAT(ran.err, ::testing::Not(HasSubstr(secret)));
    }
}

TEST(key, an_unknown_key_is_one_line_that_says_what_to_do)
{
    const TemporaryFolder home;
    const Ran ran = run_pawl(home.path(), {"key", "show", "nobody"});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, StartsWith("pawl: there is no key 'nobody'"));
    EXPECT_THAT(ran.err, HasSubstr("pawl key new nobody"));
    EXPECT_EQ(ran.err.find('\n'), ran.err.size() - 1);
}

TEST(key, a_file_that_is_no_key_is_named)
{
    const TemporaryFolder home;
    const auto file = home.path() / "other.key";
    std::ofstream{file} << "something else\n";
    const Ran ran = run_pawl(home.path(), {"key", "show", file.string()});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("other.key is no key file"));
}

TEST(key, names_that_would_leave_the_folder_are_refused)
{
    const TemporaryFolder home;
    for (const std::string name : {"..", ".hidden", "a b", ""})
        EXPECT_EQ(run_pawl(home.path(), {"key", "new", name}).exit_code, 2) << name;
}
} // namespace
} // namespace pawl::test
