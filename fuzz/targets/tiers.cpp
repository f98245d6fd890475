// A random program, run by the interpreter and by singlepass.
#include "fuzz/oracles/tiers.hpp"

#include "engine/interpreter/interpreter.hpp"
#include "fuzz/targets/target.hpp"
#include "singlepass/singlepass.hpp"

extern "C" int LLVMFuzzerTestOneInput(const pawl::u8* data, std::size_t size)
{
    using namespace pawl;
    static const Interpreter interpreter;
    static const auto singlepass = singlepass::make_singlepass();
    if (singlepass == nullptr)
        return 0;
    const auto program = fuzz::analyse(fuzz::generate_linked_program({data, size}));
    PAWL_CHECK(program, "a generated program is valid");
    fuzz::Tally tally;
    fuzz::expect_none(fuzz::check_tiers(*program, interpreter, *singlepass, tally));
    return 0;
}
