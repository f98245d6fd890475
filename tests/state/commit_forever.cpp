// usage: state_commit_forever FOLDER. Commits the workload's blocks, one after the other, and
// writes the height of each once its commit has returned. Ends when it is killed.
#include "workload.hpp"

#include <cstdio>

int main(int count, char** arguments)
{
    using namespace pawl::state;
    if (count != 2)
        return 2;
    const auto store = must(open_store(folder_options(arguments[1]), "test"));
    const auto tip = must(store->snapshot())->tip();
    for (pawl::u64 height = tip ? tip->height + 1 : 1;; ++height)
    {
        must(store->commit(must(make_commit(*store, height, Workload{}.block(height)))));
        std::printf("%llu\n", static_cast<unsigned long long>(height));
        std::fflush(stdout);
    }
}
