// Prints proofs of the workload's state for published_verifier: of all its keys, and of keys that
// it has not.
#include "workload.hpp"

#include <cstdio>

namespace
{
using namespace pawl;
using namespace pawl::state;

constexpr u64 height = 6;
constexpr int more_absent_keys = 2000;

void print(const Snapshot& snapshot, const Bytes32& root, const Model& model, const Bytes& key)
{
    const auto found = model.find(key);
    const std::string value = found == model.end() ? "-" : to_hex(found->second);
    const Bytes proof = must(snapshot.prove_ics23(height, key)).value();
    std::printf("%s %s %s %s\n", to_hex(root).c_str(), to_hex(key).c_str(), value.c_str(),
                to_hex(proof).c_str());
}
} // namespace

int main()
{
    const auto store = memory_store("test");
    run_to(*store, Workload{}, height);
    const auto snapshot = must(store->snapshot());
    const Bytes32 root = must(snapshot->root(height));
    const Model model = Workload{}.after(height);
    for (u64 number = 0; number < Workload::key_count(); ++number)
        print(*snapshot, root, model, Workload::key(number));
    for (int number = 0; number < more_absent_keys; ++number)
        print(*snapshot, root, model, to_bytes("absent " + std::to_string(number)));
}
