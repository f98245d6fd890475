// A random program, run with and without the gas it needs.
#include "fuzz/oracles/gas_law.hpp"

#include "fuzz/generators/program.hpp"
#include "fuzz/targets/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const pawl::u8* data, std::size_t size)
{
    using namespace pawl;
    const auto analysed =
        analyse(fuzz::generate_program({data, size}), default_profile(), default_schedule());
    PAWL_CHECK(analysed, "a generated program is valid");
    fuzz::expect_none(fuzz::check_gas_law(*analysed, 20'000));
    return 0;
}
