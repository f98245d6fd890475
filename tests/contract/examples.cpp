#include "tests/contract/examples.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace pawl::contract
{
Bytes example(std::string_view name)
{
    std::ifstream file{std::string{PAWL_EXAMPLES} + "/" + std::string{name} + ".wasm",
                       std::ios::binary};
    EXPECT_TRUE(file) << name << " was not built";
    return {std::istreambuf_iterator<char>{file}, {}};
}

Bytes method(std::string_view name, const Encoder& arguments)
{
    return Encoder{}.bytes(as_bytes(name)).raw(arguments.view()).take();
}
} // namespace pawl::contract
