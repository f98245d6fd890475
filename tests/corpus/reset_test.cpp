// What a contract wrote is gone when its memory is taken again.
#include "tests/corpus/files.hpp"
#include "tests/laboratory/laboratory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iostream>

namespace pawl::test
{
namespace
{
constexpr std::size_t page_bytes = 4096, written_pages = 16;

constexpr unsigned rounds =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    200;
#else
    10'000;
#endif

HostStatus refuse(HostCall& /*call*/)
{
    return HostStatus::trapped(Trap::unreachable);
}

/// Every function that a module imports, as one that traps.
class Refusals
{
public:
    explicit Refusals(const Module& module)
    {
        for (const Import& import : module.imports)
            if (import.kind == ExternKind::function)
                functions_.push_back({.module = import.module,
                                      .name = import.name,
                                      .type = module.function_type(import.index),
                                      .call = refuse,
                                      .price = {},
                                      .documentation = "Traps."});
        set_ = {.name = "refusals", .first_number = 0, .functions = functions_};
    }
    [[nodiscard]] HostTable table() const { return HostTable{{&set_, 1}}; }

private:
    std::vector<HostFunction> functions_;
    HostSet set_;
};

class reset : public testing::TestWithParam<std::string>
{
};

u32 number(std::span<const u8> bytes)
{
    u32 out = 0;
    std::memcpy(&out, bytes.data(), sizeof out);
    return out;
}

// Has the contract allocate room, as whoever calls it does, and writes that as its input. So it is
// code of the contract that writes first, and then its host.
void dirty(Laboratory& laboratory, Instance& instance, u8 with)
{
    const u64 region = laboratory.value(instance, "allocate", {written_pages * page_bytes});
    Memory& memory = *instance.memories.front();
    const auto fields = memory.range(region, 4);
    ASSERT_TRUE(fields);
    const auto room = memory.range(number(*fields), written_pages * page_bytes);
    ASSERT_TRUE(room);
    std::ranges::fill(*room, with);
}

TEST_P(reset, after_sixteen_pages_were_written_the_next_memory_is_as_the_first)
{
    PAWL_NEED_CORPUS();
    Laboratory laboratory{GetParam()};
    const AnalysedModule& module = laboratory.analyse(
        corpus::read(*corpus::folder() / "contracts/cosmwasm/wasmd__cw20_base.wasm"));
    const Refusals refusals{module.module};
    const HostTable hosts = refusals.table();
    laboratory.imports.hosts = &hosts;
    Bytes fresh;
    std::chrono::steady_clock::duration compared{};
    const auto begin = std::chrono::steady_clock::now();
    for (unsigned round = 0; round < rounds; ++round)
    {
        Instance& instance = laboratory.instantiate(module);
        const Memory& memory = *instance.memories.front();
        const auto before = std::chrono::steady_clock::now();
        if (round == 0)
            fresh.assign(memory.data(), memory.data() + memory.size());
        ASSERT_TRUE(std::ranges::equal(std::span{memory.data(), memory.size()}, fresh))
            << "round " << round;
        compared += std::chrono::steady_clock::now() - before;
        dirty(laboratory, instance, static_cast<u8>(round | 1));
        ASSERT_FALSE(HasFatalFailure());
        laboratory.forget_instances();
    }
    const auto taken = std::chrono::steady_clock::now() - begin - compared;
    EXPECT_EQ(fresh.size(), 17 * wasm_page_bytes);
    std::cout << "each took " << std::chrono::duration<double, std::micro>(taken).count() / rounds
              << " us\n";
}

INSTANTIATE_TEST_SUITE_P(every_tier, reset, testing::ValuesIn(tiers()),
                         [](const auto& tier) { return tier.param; });
} // namespace
} // namespace pawl::test
