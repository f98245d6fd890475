// Prints docs/instructions.md.
#include "tests/isa/instruction_list.hpp"

#include <iostream>

int main()
{
    std::cout << pawl::instruction_list();
}
