#include "cli/dev.hpp"

#include "base/sha256.hpp"

#include <fmt/format.h>

namespace pawl::cli
{
Key dev_key(unsigned number)
{
    return make_key(sha256(as_bytes(fmt::format("pawl dev key {}", number))));
}

chain::Genesis dev_genesis()
{
    chain::Genesis genesis = chain::default_genesis("pawl-dev", {});
    const U256 plenty = *from_decimal("1000000000000000000000000000000");
    for (unsigned number = 1; number <= dev_key_count; ++number)
        genesis.accounts[dev_key(number).address][genesis.fee_denomination] = plenty;
    return genesis;
}

void keep_dev_keys(const KeyStore& keys)
{
    for (unsigned number = 1; number <= dev_key_count; ++number)
        if (const std::string name = fmt::format("dev{}", number); !keys.has(name))
            keys.add(name, dev_key(number));
}
} // namespace pawl::cli
