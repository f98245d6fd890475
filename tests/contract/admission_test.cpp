// Which code store_code accepts, and what becomes of it when the rules change.
#include "base/sha256.hpp"
#include "contract/records.hpp"
#include "state/keys.hpp"
#include "tests/contract/script.hpp"
#include "tests/contract/sweep.hpp"

#include <gtest/gtest.h>

namespace pawl::contract
{
namespace
{
/// A module that lacks or has what `change` makes it.
struct Variant
{
    const char* name;
    Code code;
    bool memory = true, deploy = true, call = true, start = false;
    const char* import_module = nullptr;
    const char* import_name = "self";
    std::vector<ValueType> import_params = {ValueType::i32};
    std::vector<ValueType> query_params = {};
};

Bytes module_of(const Variant& variant)
{
    ModuleWriter module;
    const u32 entry = module.type({}, {});
    if (variant.import_module != nullptr)
        module.import_function(variant.import_module, variant.import_name,
                               module.type(variant.import_params, {}));
    const u32 function = module.function(entry, {}, {});
    const u32 query = module.function(module.type(variant.query_params, {}), {}, {});
    module.memory({1, std::nullopt});
    if (variant.memory)
        module.exported("memory", ExternKind::memory, 0);
    if (variant.deploy)
        module.exported("deploy", ExternKind::function, function);
    if (variant.call)
        module.exported("call", ExternKind::function, function);
    module.exported("query", ExternKind::function, query);
    if (variant.start)
        module.start(function);
    return module.bytes();
}

class refused_code : public testing::TestWithParam<Variant>
{
};

TEST_P(refused_code, is_not_stored_and_says_why)
{
    World world;
    const Account user{1};
    const TxOutcome outcome = world.execute(user, StoreCode{module_of(GetParam())});
    EXPECT_EQ(outcome.receipt.status, Status::refused);
    EXPECT_TRUE(outcome.receipt.return_data.empty());
    EXPECT_NE(outcome.diagnostics.text.find(message(GetParam().code)), std::string::npos)
        << outcome.diagnostics.text;
    expect_only_nonce_and_fee(world, outcome, user);
    const u64 price =
        charge(default_schedule().operation("code_store"), module_of(GetParam()).size());
    EXPECT_EQ(outcome.receipt.gas[static_cast<std::size_t>(Category::storage_write)], price);
}

INSTANTIATE_TEST_SUITE_P(
    variants, refused_code,
    testing::Values(
        Variant{.name = "no_memory", .code = Code::missing_export, .memory = false},
        Variant{.name = "no_deploy", .code = Code::missing_export, .deploy = false},
        Variant{.name = "no_call", .code = Code::missing_export, .call = false},
        Variant{.name = "start", .code = Code::start_forbidden, .start = true},
        Variant{.name = "entry_with_parameter",
                .code = Code::export_type_mismatch,
                .query_params = {ValueType::i32}},
        Variant{.name = "unknown_function",
                .code = Code::unknown_import,
                .import_module = "pawl",
                .import_name = "clock"},
        Variant{.name = "unknown_module", .code = Code::unknown_import, .import_module = "env"},
        Variant{.name = "import_of_another_type",
                .code = Code::import_type_mismatch,
                .import_module = "pawl",
                .import_params = {ValueType::i64}}),
    [](const auto& info) { return info.param.name; });

TEST(admission, a_module_with_all_that_is_required_is_stored)
{
    World world;
    const Bytes code =
        module_of({.name = "whole", .code = {}, .import_module = "pawl", .import_name = "self"});
    const TxOutcome outcome = world.execute(Account{1}, StoreCode{code});
    EXPECT_EQ(outcome.receipt.status, Status::ok) << outcome.diagnostics.text;
    EXPECT_EQ(outcome.receipt.return_data, to_bytes(sha256(code)));
    const Bytes record = world.view.get(state::code_key(sha256(code))).value().value();
    const CodeRecord expected{.length = code.size(), .profile_id = world.profile.id, .abi = 0};
    EXPECT_EQ(decode_code_record(record), expected);
    EXPECT_EQ(world.view.code(sha256(code)).value(), code);
}

TEST(admission, stored_code_that_a_later_profile_refuses_cannot_be_entered)
{
    World world;
    const Account user{1};
    const Bytes32 contract = world.deploy(user, ScriptedContract{}.bytes());
    EXPECT_EQ(world.call(user, contract, {}).receipt.status, Status::ok);
    world.profile.module.limits.imports = 3;
    world.profile.id.bytes.fill(9);
    const TxOutcome outcome = world.call(user, contract, {});
    EXPECT_EQ(outcome.receipt.status, Status::refused);
    EXPECT_NE(outcome.diagnostics.text.find(message(Code::limit_imports)), std::string::npos)
        << outcome.diagnostics.text;
    EXPECT_GT(outcome.receipt.gas[static_cast<std::size_t>(Category::code_load)], 0);
}

TEST(admission, a_contract_of_an_abi_that_this_build_lacks_cannot_be_entered)
{
    World world;
    const Account user{1};
    const Bytes code = ScriptedContract{}.bytes();
    const Bytes32 contract = world.deploy(user, code);
    state::Changes changes;
    changes.values[state::code_key(sha256(code))] =
        encode(CodeRecord{.length = code.size(), .profile_id = world.profile.id, .abi = 9});
    world.view.apply(std::move(changes));
    EXPECT_EQ(world.call(user, contract, {}).receipt.status, Status::refused);
}
} // namespace
} // namespace pawl::contract
