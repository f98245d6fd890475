// Any bytes as a module.
#include "fuzz/oracles/module_oracle.hpp"
#include "fuzz/targets/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const pawl::u8* data, std::size_t size)
{
    pawl::fuzz::expect_none(pawl::fuzz::check_module({data, size}));
    return 0;
}
