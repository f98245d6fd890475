// The program, from its arguments to its exit code.
#pragma once

namespace pawl::cli
{
/// Runs `pawl`. Results go to standard output, what went wrong as one line to standard error.
int run_program(int argc, const char* const* argv);
} // namespace pawl::cli
