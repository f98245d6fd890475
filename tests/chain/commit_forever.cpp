// usage: chain_commit_forever FOLDER. Commits the blocks of crash.hpp, one after the other, and
// writes the height of each once its commit has returned. Ends when it is killed.
#include "tests/chain/crash.hpp"

#include <cstdio>

int main(int count, char** arguments)
{
    using namespace pawl::chain;
    if (count != 2)
        return 2;
    const auto executor = make_executor();
    const auto chain = must(Chain::open(test_genesis(), crash_place(arguments[1]), *executor));
    for (pawl::u64 height = must(chain->tip()).height + 1;; ++height)
    {
        extend(*chain, crash_block(height));
        std::printf("%llu\n", static_cast<unsigned long long>(height));
        std::fflush(stdout);
    }
}
