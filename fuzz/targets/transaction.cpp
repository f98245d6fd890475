// Any bytes as a transaction.
#include "contract/transaction.hpp"

#include "fuzz/oracles/encoding.hpp"
#include "fuzz/targets/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const pawl::u8* data, std::size_t size)
{
    using namespace pawl;
    fuzz::expect_none(fuzz::check_canonical({data, size}, contract::decode_transaction));
    return 0;
}
