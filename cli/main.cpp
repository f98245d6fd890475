#include "cli/program.hpp"

int main(int argc, char** argv)
{
    return pawl::cli::run_program(argc, argv);
}
