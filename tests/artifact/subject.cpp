#include "tests/artifact/subject.hpp"

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "engine/module/writer.hpp"
#include "singlepass/singlepass.hpp"

#include <algorithm>

namespace pawl::test
{
namespace
{
using enum ValueType;

/// Counts its parameter down and adds up bytes of memory, some of them data.
CodeWriter sum_of_bytes()
{
    CodeWriter code;
    code.block(Op::loop);
    code.op(Op::local_get, {1}).op(Op::local_get, {0}).op(Op::i32_load8_u, {0, 0});
    code.op(Op::i32_add).op(Op::local_set, {1});
    code.op(Op::local_get, {0}).i32_const(1).op(Op::i32_sub).op(Op::local_tee, {0});
    code.op(Op::br_if, {0}).end();
    return code.op(Op::local_get, {1});
}

/// Calls the first function directly and by the table, and divides.
CodeWriter run(u32 sum, u32 type)
{
    CodeWriter code;
    code.op(Op::local_get, {0}).op(Op::call, {sum});
    code.op(Op::local_get, {0}).i32_const(0).op(Op::call_indirect, {type, 0});
    code.op(Op::i32_add).op(Op::global_get, {0}).op(Op::i32_mul);
    return code.op(Op::local_get, {0}).op(Op::i32_div_u);
}
} // namespace

Bytes module_of_all_kinds()
{
    ModuleWriter module;
    const u32 type = module.type({i32}, {i32});
    const u32 sum = module.function(type, {i32}, sum_of_bytes());
    const u32 entry = module.function(type, {}, run(sum, type));
    module.memory({1, 2});
    module.table({funcref, {1, {}}});
    module.elements(0, {sum});
    module.data(3, as_bytes("some bytes"));
    module.global({i32}, CodeWriter{}.i32_const(3));
    module.exported("run", ExternKind::function, entry);
    return module.bytes();
}

AnalysedModule analysed(Bytes bytes, const Schedule& schedule)
{
    auto module = analyse(std::move(bytes), permissive_profile(), schedule);
    PAWL_CHECK(module, "the module of a test is valid");
    return *std::move(module);
}

Schedule dearer_schedule()
{
    constexpr u16 most = 2047;
    Schedule schedule = default_schedule();
    schedule.name = "dearer";
    schedule.id = sha256(as_bytes(schedule.name));
    for (u16& price : schedule.classes)
        price = price == 0 ? 0 : static_cast<u16>(std::min(most, static_cast<u16>(2 * price + 1)));
    for (u64& price : schedule.per_unit)
        price *= 3;
    schedule.static_unit = 7;
    return schedule;
}

const CompilingTier& compiling_tier()
{
    static const auto tier = singlepass::make_singlepass();
    PAWL_CHECK(tier != nullptr, "tests of machine code run on machines that have it");
    return *tier->compiling();
}
} // namespace pawl::test
