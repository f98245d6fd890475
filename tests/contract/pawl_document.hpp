// The functions of host sets as documents in docs/abi list them.
#pragma once

#include "engine/module/module.hpp"

#include <string>

namespace pawl::contract
{
/// One row of the document's tables.
struct DocumentedFunction
{
    u32 number = 0;
    std::string name;
    std::vector<std::string> parameters;
    FunctionType type;
    std::string price; ///< what the last column says
};

/// All rows of a document, in the order in which they stand.
[[nodiscard]] std::vector<DocumentedFunction> read_document(const std::string& path);

/// All rows of docs/abi/pawl.md.
[[nodiscard]] const std::vector<DocumentedFunction>& documented_functions();

/// A buffer that a call names: the argument that points to it, and how long it is.
struct DocumentedRange
{
    std::size_t pointer = 0;
    std::optional<std::size_t> length_argument;
    u32 fixed_length = 0; ///< where no argument gives the length
};

/// The buffers of a function, by the names of its parameters.
[[nodiscard]] std::vector<DocumentedRange> ranges(const DocumentedFunction& function);
} // namespace pawl::contract
