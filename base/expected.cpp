#include "base/expected.hpp"

namespace pawl
{
namespace
{
struct Text
{
    std::string_view name, message;
};

/// The table of texts. A switch, so that the compiler reports a code without one.
Text text(Code code) noexcept
{
    switch (code)
    {
    case Code::truncated:
        return {"truncated", "the bytes end too early"};
    case Code::trailing_bytes:
        return {"trailing_bytes", "bytes are left over after the end"};
    case Code::bad_version:
        return {"bad_version", "the version is not one this build knows"};
    case Code::bad_tag:
        return {"bad_tag", "a tag has no meaning here"};
    case Code::bad_length:
        return {"bad_length", "a length is outside what is allowed"};
    case Code::bad_order:
        return {"bad_order", "entries are not in strictly ascending order"};
    case Code::bad_text:
        return {"bad_text", "a text file has a line that cannot be read"};
    case Code::bad_number:
        return {"bad_number", "a number is malformed or out of range"};
    case Code::unknown_name:
        return {"unknown_name", "a name is not known"};
    case Code::missing_name:
        return {"missing_name", "a required name is missing"};
    case Code::duplicate_name:
        return {"duplicate_name", "a name stands twice"};
    case Code::bad_checksum:
        return {"bad_checksum", "the checksum does not match: something is mistyped"};
    case Code::bad_magic:
        return {"bad_magic", "this is not a WebAssembly module: the magic bytes are wrong"};
    case Code::bad_module_version:
        return {"bad_module_version", "the binary version of the module is not 1"};
    case Code::leb_too_long:
        return {"leb_too_long", "an integer has more bytes than its type allows"};
    case Code::leb_too_large:
        return {"leb_too_large", "an integer has bits outside its type"};
    case Code::bad_section_id:
        return {"bad_section_id", "a section has an unknown id"};
    case Code::section_out_of_order:
        return {"section_out_of_order", "a section stands twice or out of order"};
    case Code::section_size_mismatch:
        return {"section_size_mismatch", "a section's content does not end where its size says"};
    case Code::bad_utf8:
        return {"bad_utf8", "a name is not valid UTF-8"};
    case Code::bad_value_type:
        return {"bad_value_type", "a value type is malformed"};
    case Code::bad_reference_type:
        return {"bad_reference_type", "a reference type is malformed"};
    case Code::bad_type_form:
        return {"bad_type_form", "a type definition is malformed"};
    case Code::bad_limits_flag:
        return {"bad_limits_flag", "limits carry an unknown flag"};
    case Code::bad_mutability:
        return {"bad_mutability", "a mutability is neither 0 nor 1"};
    case Code::bad_import_kind:
        return {"bad_import_kind", "an import has an unknown kind"};
    case Code::bad_export_kind:
        return {"bad_export_kind", "an export has an unknown kind"};
    case Code::bad_element_flag:
        return {"bad_element_flag", "an element segment has an unknown form"};
    case Code::bad_data_flag:
        return {"bad_data_flag", "a data segment has an unknown form"};
    case Code::bad_opcode:
        return {"bad_opcode", "an opcode is not one of WebAssembly's"};
    case Code::bad_block_type:
        return {"bad_block_type", "a block type is malformed"};
    case Code::bad_zero_byte:
        return {"bad_zero_byte", "a reserved byte is not zero"};
    case Code::function_code_mismatch:
        return {"function_code_mismatch", "the function and code sections disagree in length"};
    case Code::data_count_mismatch:
        return {"data_count_mismatch", "the data count and data sections disagree"};
    case Code::data_count_missing:
        return {"data_count_missing", "the code uses data segments, but there is no data count"};
    case Code::body_size_mismatch:
        return {"body_size_mismatch", "a function body does not end where its size says"};
    case Code::missing_end:
        return {"missing_end", "a body or expression has no final end"};
    case Code::bad_memarg:
        return {"bad_memarg", "the alignment field of a memory access is malformed"};
    case Code::bad_catch:
        return {"bad_catch", "a catch clause is malformed"};
    case Code::bad_lane:
        return {"bad_lane", "a lane index is out of range"};
    case Code::type_mismatch:
        return {"type_mismatch", "an operand has the wrong type"};
    case Code::stack_underflow:
        return {"stack_underflow", "an operand is missing"};
    case Code::stack_not_empty:
        return {"stack_not_empty", "values are left over at the end of a block"};
    case Code::unknown_type:
        return {"unknown_type", "a type index is out of range"};
    case Code::unknown_function:
        return {"unknown_function", "a function index is out of range"};
    case Code::unknown_table:
        return {"unknown_table", "a table index is out of range"};
    case Code::unknown_memory:
        return {"unknown_memory", "a memory index is out of range"};
    case Code::unknown_global:
        return {"unknown_global", "a global index is out of range"};
    case Code::unknown_local:
        return {"unknown_local", "a local index is out of range"};
    case Code::unknown_label:
        return {"unknown_label", "a branch goes to no label"};
    case Code::unknown_element:
        return {"unknown_element", "an element segment index is out of range"};
    case Code::unknown_data:
        return {"unknown_data", "a data segment index is out of range"};
    case Code::unknown_tag:
        return {"unknown_tag", "a tag index is out of range"};
    case Code::immutable_global:
        return {"immutable_global", "an immutable global is written"};
    case Code::alignment_too_large:
        return {"alignment_too_large", "an alignment is larger than natural"};
    case Code::limits_min_above_max:
        return {"limits_min_above_max", "a minimum is above its maximum"};
    case Code::memory_too_large:
        return {"memory_too_large", "a memory has more than 65,536 pages"};
    case Code::table_too_large:
        return {"table_too_large", "a table has more entries than its index type can name"};
    case Code::constant_expression:
        return {"constant_expression", "an initialiser is not a constant expression"};
    case Code::duplicate_export:
        return {"duplicate_export", "an export name stands twice"};
    case Code::bad_start:
        return {"bad_start", "the start function takes or returns values"};
    case Code::undeclared_reference:
        return {"undeclared_reference", "ref.func names a function that is nowhere declared"};
    case Code::select_type:
        return {"select_type", "a select without type is given references"};
    case Code::else_without_if:
        return {"else_without_if", "an else stands outside an if"};
    case Code::if_without_else:
        return {"if_without_else", "an if without else does not return what it took"};
    case Code::br_table_arity:
        return {"br_table_arity", "the targets of a br_table take different numbers of values"};
    case Code::offset_too_large:
        return {"offset_too_large", "a memory offset does not fit the memory's index type"};
    case Code::uninitialised_local:
        return {"uninitialised_local", "a local without default is read before it is set"};
    case Code::not_a_function_type:
        return {"not_a_function_type", "a type index does not name a function type"};
    case Code::multiple_memories:
        return {"multiple_memories", "there is more than one memory"};
    case Code::wrong_arity:
        return {"wrong_arity", "a select with type must name exactly one"};
    case Code::floats_forbidden:
        return {"floats_forbidden", "the profile forbids floating point"};
    case Code::start_forbidden:
        return {"start_forbidden", "contracts may not have a start function"};
    case Code::limit_module_bytes:
        return {"limit_module_bytes", "the module is larger than the profile allows"};
    case Code::limit_types:
        return {"limit_types", "there are more types than the profile allows"};
    case Code::limit_functions:
        return {"limit_functions", "there are more functions than the profile allows"};
    case Code::limit_imports:
        return {"limit_imports", "there are more imports than the profile allows"};
    case Code::limit_exports:
        return {"limit_exports", "there are more exports than the profile allows"};
    case Code::limit_globals:
        return {"limit_globals", "there are more globals than the profile allows"};
    case Code::limit_tables:
        return {"limit_tables", "there are more tables than the profile allows"};
    case Code::limit_table_entries:
        return {"limit_table_entries", "a table has more entries than the profile allows"};
    case Code::limit_memory_pages:
        return {"limit_memory_pages", "a memory has more pages than the profile allows"};
    case Code::limit_elements:
        return {"limit_elements", "there are more element segments than the profile allows"};
    case Code::limit_data:
        return {"limit_data", "there are more data segments than the profile allows"};
    case Code::limit_locals:
        return {"limit_locals", "a function has more locals than the profile allows"};
    case Code::limit_params:
        return {"limit_params", "a type has more parameters than the profile allows"};
    case Code::limit_results:
        return {"limit_results", "a type has more results than the profile allows"};
    case Code::limit_body_bytes:
        return {"limit_body_bytes", "a function body is larger than the profile allows"};
    case Code::limit_nesting:
        return {"limit_nesting", "blocks nest deeper than the profile allows"};
    case Code::limit_br_table:
        return {"limit_br_table", "a br_table has more targets than the profile allows"};
    case Code::limit_function_units:
        return {"limit_function_units",
                "a function's instructions and static units exceed the profile"};
    case Code::limit_operands:
        return {"limit_operands", "a function's operand stack exceeds the profile"};
    case Code::limit_memories:
        return {"limit_memories", "there are more memories than the profile allows"};
    case Code::limit_segment_entries:
        return {"limit_segment_entries", "a segment has more entries than the profile allows"};
    case Code::limit_name_bytes:
        return {"limit_name_bytes", "a name is longer than the profile allows"};
    case Code::limit_frame_units:
        return {"limit_frame_units", "a function's frame exceeds the profile"};
    case Code::off_mutable_globals:
        return {"off_mutable_globals",
                "the profile does not allow imported and exported mutable globals"};
    case Code::off_sign_extension:
        return {"off_sign_extension", "the profile does not allow sign extension instructions"};
    case Code::off_saturating_conversions:
        return {"off_saturating_conversions", "the profile does not allow saturating conversions"};
    case Code::off_multi_value:
        return {"off_multi_value",
                "the profile does not allow multiple results and block parameters"};
    case Code::off_bulk_memory:
        return {"off_bulk_memory", "the profile does not allow bulk memory operations"};
    case Code::off_reference_types:
        return {"off_reference_types", "the profile does not allow reference types"};
    case Code::off_extended_constants:
        return {"off_extended_constants",
                "the profile does not allow extended constant expressions"};
    case Code::off_tail_calls:
        return {"off_tail_calls", "the profile does not allow tail calls"};
    case Code::off_typed_references:
        return {"off_typed_references", "the profile does not allow typed references"};
    case Code::off_gc:
        return {"off_gc", "the profile does not allow garbage collected types"};
    case Code::off_exceptions:
        return {"off_exceptions", "the profile does not allow exceptions"};
    case Code::off_simd:
        return {"off_simd", "the profile does not allow vectors"};
    case Code::off_relaxed_simd:
        return {"off_relaxed_simd", "the profile does not allow relaxed vectors"};
    case Code::off_multi_memory:
        return {"off_multi_memory", "the profile does not allow more than one memory"};
    case Code::off_memory64:
        return {"off_memory64", "the profile does not allow 64-bit memories and tables"};
    case Code::off_wide_arithmetic:
        return {"off_wide_arithmetic", "the profile does not allow wide arithmetic"};
    case Code::off_threads:
        return {"off_threads", "the profile does not allow threads"};
    case Code::unknown_import:
        return {"unknown_import", "an import is offered by no host set"};
    case Code::import_type_mismatch:
        return {"import_type_mismatch", "an import has another type than the host set offers"};
    case Code::missing_export:
        return {"missing_export", "a required export is missing"};
    case Code::export_type_mismatch:
        return {"export_type_mismatch", "an export has another type than the ABI requires"};
    }
    return {"unknown", "the code is not one of this build's"};
}
} // namespace

std::string_view name(Code code) noexcept
{
    return text(code).name;
}
std::string_view message(Code code) noexcept
{
    return text(code).message;
}
} // namespace pawl
