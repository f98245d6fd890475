// The carrier of every failure that untrusted bytes can cause.
#pragma once

#include "base/integers.hpp"

#include <expected>
#include <string_view>

namespace pawl
{
/// Why bytes were refused. Stable: numbers are never reused or renumbered, because they stand in
/// reports that other programs read: add at the end of a group.
enum class Code : u16
{
    // 1 and up: any encoding
    truncated = 1,
    trailing_bytes = 2,
    bad_version = 3,
    bad_tag = 4,
    bad_length = 5,
    bad_order = 6,
    bad_text = 7,
    bad_number = 8,
    unknown_name = 9,
    missing_name = 10,
    duplicate_name = 11,
    bad_checksum = 12,

    // 100 and up: the binary format of modules
    bad_magic = 100,
    bad_module_version = 101,
    leb_too_long = 102,
    leb_too_large = 103,
    bad_section_id = 104,
    section_out_of_order = 105,
    section_size_mismatch = 106,
    bad_utf8 = 107,
    bad_value_type = 108,
    bad_reference_type = 109,
    bad_type_form = 110,
    bad_limits_flag = 111,
    bad_mutability = 112,
    bad_import_kind = 113,
    bad_export_kind = 114,
    bad_element_flag = 115,
    bad_data_flag = 116,
    bad_opcode = 117,
    bad_block_type = 118,
    bad_zero_byte = 119,
    function_code_mismatch = 120,
    data_count_mismatch = 121,
    data_count_missing = 122,
    body_size_mismatch = 123,
    missing_end = 124,
    bad_memarg = 125,
    bad_catch = 126,
    bad_lane = 127,

    // 200 and up: validation
    type_mismatch = 200,
    stack_underflow = 201,
    stack_not_empty = 202,
    unknown_type = 203,
    unknown_function = 204,
    unknown_table = 205,
    unknown_memory = 206,
    unknown_global = 207,
    unknown_local = 208,
    unknown_label = 209,
    unknown_element = 210,
    unknown_data = 211,
    unknown_tag = 212,
    immutable_global = 213,
    alignment_too_large = 214,
    limits_min_above_max = 215,
    memory_too_large = 216,
    table_too_large = 217,
    constant_expression = 218,
    duplicate_export = 219,
    bad_start = 220,
    undeclared_reference = 221,
    select_type = 222,
    else_without_if = 223,
    if_without_else = 224,
    br_table_arity = 225,
    offset_too_large = 226,
    uninitialised_local = 227,
    not_a_function_type = 228,
    multiple_memories = 229,
    wrong_arity = 230,

    // 300 and up: features and limits of the profile
    floats_forbidden = 301,
    start_forbidden = 302,
    limit_module_bytes = 310,
    limit_types = 311,
    limit_functions = 312,
    limit_imports = 313,
    limit_exports = 314,
    limit_globals = 315,
    limit_tables = 316,
    limit_table_entries = 317,
    limit_memory_pages = 318,
    limit_elements = 319,
    limit_data = 320,
    limit_locals = 321,
    limit_params = 322,
    limit_results = 323,
    limit_body_bytes = 324,
    limit_nesting = 325,
    limit_br_table = 326,
    limit_function_units = 327,
    limit_operands = 328,
    limit_memories = 329,
    limit_segment_entries = 330,
    limit_name_bytes = 331,
    limit_frame_units = 332,

    // 350 + number of the feature: what the profile does not allow
    off_mutable_globals = 351,
    off_sign_extension = 352,
    off_saturating_conversions = 353,
    off_multi_value = 354,
    off_bulk_memory = 355,
    off_reference_types = 356,
    off_extended_constants = 357,
    off_tail_calls = 358,
    off_typed_references = 359,
    off_gc = 360,
    off_exceptions = 361,
    off_simd = 362,
    off_relaxed_simd = 363,
    off_multi_memory = 364,
    off_memory64 = 365,
    off_wide_arithmetic = 366,
    off_threads = 367,

    // 400 and up: linking
    unknown_import = 400,
    import_type_mismatch = 401,
    missing_export = 402,
    export_type_mismatch = 403,
};

/// One refusal: what is wrong and the byte offset, in the input as given, where it was noticed.
struct Rejection
{
    Code code{};
    u64 offset{};
    auto operator<=>(const Rejection&) const noexcept = default;
};

/// A value, or the reason why the bytes it would have come from were refused.
template <typename T, typename E = Rejection>
using Expected = std::expected<T, E>;

/// The identifier of a code, as in `truncated`.
[[nodiscard]] std::string_view name(Code code) noexcept;

/// One sentence for a person, as in `the bytes end too early`.
[[nodiscard]] std::string_view message(Code code) noexcept;

/// Shorthand for returning a refusal.
[[nodiscard]] inline std::unexpected<Rejection> reject(Code code, u64 offset) noexcept
{
    return std::unexpected{Rejection{code, offset}};
}
} // namespace pawl
