// Artifacts of real contracts.
#include "base/sha256.hpp"
#include "engine/artifact/reprice.hpp"
#include "engine/artifact/without_bodies.hpp"
#include "engine/module/decode.hpp"
#include "tests/artifact/subject.hpp"
#include "tests/corpus/files.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
/// Calls `check(file, bytes)` for every contract that the permissive profile accepts.
template <typename Check>
void for_each_contract(Check check)
{
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(*corpus::folder() / "contracts"))
    {
        if (entry.path().extension() != ".wasm")
            continue;
        Bytes bytes = corpus::read(entry.path());
        if (!analyse(bytes, permissive_profile(), default_schedule()))
            continue;
        check(entry.path(), std::move(bytes));
        ++count;
    }
    EXPECT_GT(count, 10U);
}
} // namespace

TEST(artifact_corpus, repriced_contracts_are_those_compiled_anew)
{
    PAWL_NEED_CORPUS();
    const Schedule dearer = dearer_schedule();
    for_each_contract(
        [&](const std::filesystem::path& file, const Bytes& bytes)
        {
            const AnalysedModule new_prices = analysed(bytes, dearer);
            CompiledModule compiled = compiling_tier().compile(analysed(bytes));
            ASSERT_TRUE(reprice(compiled, new_prices.plan,
                                [](std::span<u8> code, u32 site, u32 price)
                                { return compiling_tier().set_price(code, site, price); }))
                << file;
            EXPECT_EQ(compiled, compiling_tier().compile(new_prices)) << file;
        });
}

TEST(artifact_corpus, contracts_decode_without_their_bodies)
{
    PAWL_NEED_CORPUS();
    for_each_contract(
        [&](const std::filesystem::path& file, const Bytes& bytes)
        {
            const AnalysedModule whole = analysed(bytes);
            const auto empty = decode(without_bodies(whole.module), permissive_profile().module);
            ASSERT_TRUE(empty) << file << ": " << message(empty.error().code);
            EXPECT_EQ(empty->functions, whole.module.functions) << file;
            EXPECT_EQ(empty->exports.size(), whole.module.exports.size()) << file;
            EXPECT_EQ(empty->data.size(), whole.module.data.size()) << file;
        });
}
} // namespace pawl::test
