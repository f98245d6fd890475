#include "engine/artifact/format.hpp"
#include "engine/artifact/key.hpp"
#include "engine/artifact/without_bodies.hpp"
#include "tests/artifact/subject.hpp"

#include <gtest/gtest.h>

namespace pawl::test
{
namespace
{
Bytes32 filled(u8 value)
{
    Bytes32 out;
    out.bytes.fill(value);
    return out;
}

class ArtifactFormat : public ::testing::Test
{
protected:
    const AnalysedModule module = analysed(module_of_all_kinds());
    const CompiledModule compiled = compiling_tier().compile(module);
    const Bytes skeleton = without_bodies(module.module);
    const Bytes32 key = filled(1);
    const Seal seal{filled(2)};
    const Seal::Nonce nonce = Seal::new_nonce();
    const ArtifactContent content{.module = skeleton,
                                  .instantiation_price = module.plan.instantiation_price,
                                  .compiled = compiled};
    const Bytes bytes = write_artifact(key, content, seal, nonce);
};

TEST_F(ArtifactFormat, gives_back_what_was_written)
{
    const auto artifact = Artifact::open(bytes, key, seal);
    ASSERT_TRUE(artifact) << message(artifact.error().code);
    EXPECT_TRUE(equal(artifact->module(), skeleton));
    EXPECT_TRUE(equal(artifact->code(), compiled.code));
    EXPECT_EQ(artifact->instantiation_price(), module.plan.instantiation_price);
    EXPECT_EQ(artifact->tables().value(), static_cast<const CodeTables&>(compiled));
}

TEST_F(ArtifactFormat, is_the_same_whenever_it_is_written)
{
    EXPECT_EQ(write_artifact(key, content, seal, nonce), bytes);
}

TEST_F(ArtifactFormat, refuses_what_differs_in_a_bit)
{
    Bytes other = bytes;
    for (u8& byte : other)
        for (u8 bit = 1; bit != 0; bit = static_cast<u8>(bit << 1))
        {
            byte ^= bit;
            EXPECT_FALSE(Artifact::open(other, key, seal)) << "byte " << &byte - other.data();
            byte ^= bit;
        }
    EXPECT_TRUE(Artifact::open(other, key, seal));
}

TEST_F(ArtifactFormat, refuses_what_is_cut_short_or_goes_on)
{
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(Artifact::open(BytesView{bytes}.first(size), key, seal)) << size;
    Bytes longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(Artifact::open(longer, key, seal));
}

TEST_F(ArtifactFormat, says_what_is_wrong)
{
    const auto code_of = [&](const auto& artifact) { return artifact.error().code; };
    EXPECT_EQ(code_of(Artifact::open({}, key, seal)), Code::truncated);
    EXPECT_EQ(code_of(Artifact::open(bytes, filled(9), seal)), Code::unknown_name);
    EXPECT_EQ(code_of(Artifact::open(bytes, key, Seal{filled(9)})), Code::bad_checksum);
    Bytes other = bytes;
    other[0] = 0;
    EXPECT_EQ(code_of(Artifact::open(other, key, seal)), Code::bad_magic);
    other = bytes;
    ++other[8];
    EXPECT_EQ(code_of(Artifact::open(other, key, seal)), Code::bad_version);
    other = bytes;
    other.push_back(0);
    EXPECT_EQ(code_of(Artifact::open(other, key, seal)), Code::bad_length);
}

// Authentic bytes that make no sense come from a bug of ours; even they must not be run.
TEST_F(ArtifactFormat, refuses_places_outside_the_code_or_in_no_order)
{
    const auto refused = [&](auto change)
    {
        CompiledModule wrong = compiled;
        change(wrong);
        const Bytes other = write_artifact(
            key, {.module = skeleton, .instantiation_price = 0, .compiled = wrong}, seal, nonce);
        return !Artifact::open(other, key, seal)->tables().has_value();
    };
    EXPECT_FALSE(refused([](CompiledModule&) {}));
    EXPECT_TRUE(refused([](CompiledModule& wrong) { wrong.functions.back().entry = 0xFFFFFF; }));
    EXPECT_TRUE(refused([](CompiledModule& wrong) { wrong.functions.front().entry = 1000; }));
    EXPECT_TRUE(refused([](CompiledModule& wrong) { wrong.traps.back().code = 0xFFFFFF; }));
    EXPECT_TRUE(refused([](CompiledModule& wrong) { std::swap(wrong.traps[0], wrong.traps[1]); }));
    EXPECT_TRUE(refused([](CompiledModule& wrong) { wrong.calls.back().code = 0xFFFFFF; }));
    EXPECT_TRUE(refused([](CompiledModule& wrong) { wrong.code.clear(); }));
}

TEST(artifact_key, depends_on_all_that_decides_what_is_compiled)
{
    const ArtifactIdentity identity{.module_hash = filled(1),
                                    .profile_id = filled(2),
                                    .schedule_id = filled(3),
                                    .target = "some target",
                                    .build = as_bytes("some build")};
    const auto differs = [&](auto change)
    {
        ArtifactIdentity other = identity;
        change(other);
        return artifact_key(other) != artifact_key(identity);
    };
    EXPECT_FALSE(differs([](ArtifactIdentity&) {}));
    EXPECT_TRUE(differs([](ArtifactIdentity& other) { other.module_hash = filled(9); }));
    EXPECT_TRUE(differs([](ArtifactIdentity& other) { other.profile_id = filled(9); }));
    EXPECT_TRUE(differs([](ArtifactIdentity& other) { other.schedule_id = filled(9); }));
    EXPECT_TRUE(differs([](ArtifactIdentity& other) { other.target = "another target"; }));
    EXPECT_TRUE(differs([](ArtifactIdentity& other) { other.build = as_bytes("another"); }));
}

TEST(seal, is_gmac)
{
    const Seal::Nonce nonce{1, 2, 3};
    // printf bytes | openssl mac -cipher AES-256-GCM -macopt hexkey:0707... -macopt
    // hexiv:0102030... GMAC
    EXPECT_EQ(to_hex(Seal{filled(7)}.tag(nonce, as_bytes("bytes"))),
              "58bf2bdb71a03cf1df6584912a39462d");
}

TEST(seal, depends_on_secret_nonce_and_bytes)
{
    const Seal seal{filled(7)};
    const Seal::Nonce nonce{1, 2, 3};
    const Seal::Tag tag = seal.tag(nonce, as_bytes("bytes"));
    EXPECT_TRUE(seal.fits(tag, nonce, as_bytes("bytes")));
    EXPECT_FALSE(seal.fits(tag, nonce, as_bytes("Bytes")));
    EXPECT_FALSE(seal.fits(tag, Seal::Nonce{1, 2, 4}, as_bytes("bytes")));
    EXPECT_FALSE(Seal{filled(8)}.fits(tag, nonce, as_bytes("bytes")));
    EXPECT_NE(Seal::new_nonce(), Seal::new_nonce());
}
} // namespace
} // namespace pawl::test
