// A random program, run by the interpreter and by singlepass.
#include "fuzz/oracles/tiers.hpp"

#include "engine/interpreter/interpreter.hpp"
#include "fuzz/generators/program.hpp"
#include "fuzz/targets/target.hpp"
#include "singlepass/singlepass.hpp"

extern "C" int LLVMFuzzerTestOneInput(const pawl::u8* data, std::size_t size)
{
    using namespace pawl;
    static const Interpreter interpreter;
    static const auto singlepass = singlepass::make_singlepass();
    if (singlepass == nullptr)
        return 0;
    const auto analysed =
        analyse(fuzz::generate_program({data, size}), default_profile(), default_schedule());
    PAWL_CHECK(analysed, "a generated program is valid");
    fuzz::expect_none(fuzz::check_tiers(*analysed, interpreter, *singlepass, 20'000));
    return 0;
}
