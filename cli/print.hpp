// Results as people read them.
#pragma once

#include "cli/session.hpp"

#include <iosfwd>

namespace pawl::cli
{
/// Prints a document: fields one a line, aligned; lists of objects as tables; what is nested
/// indented below its name. Headings are bold where `terminal`.
void print(std::ostream& out, const Document& document, bool terminal);
} // namespace pawl::cli
