// A decoded module: what stands in its sections, as views into its bytes.
#pragma once

#include "base/bytes.hpp"
#include "engine/isa/value_type.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace pawl
{
/// A range of byte offsets into the module, end exclusive.
struct ByteRange
{
    u32 begin = 0;
    u32 end = 0;
    [[nodiscard]] u32 size() const noexcept { return end - begin; }
    bool operator==(const ByteRange&) const noexcept = default;
};

/// What a function takes and gives.
struct FunctionType
{
    std::vector<ValueType> params;
    std::vector<ValueType> results;
    bool operator==(const FunctionType&) const noexcept = default;
};

/// The bounds on a memory (in pages) or a table (in entries), and the type of its addresses.
struct Limits
{
    u64 min = 0;
    std::optional<u64> max;
    ValueType address = ValueType::i32; ///< or i64
    bool operator==(const Limits&) const noexcept = default;
};

/// The type of a memory. Its pages have 64 KiB.
struct MemoryType
{
    Limits limits;
    bool operator==(const MemoryType&) const noexcept = default;
};

/// The type of a table.
struct TableType
{
    ValueType element = ValueType::funcref;
    Limits limits;
    bool operator==(const TableType&) const noexcept = default;
};

/// The type of a global.
struct GlobalType
{
    ValueType type = ValueType::i32;
    bool is_mutable = false;
    bool operator==(const GlobalType&) const noexcept = default;
};

/// What can be imported and exported, by its byte.
enum class ExternKind : u8
{
    function = 0,
    table = 1,
    memory = 2,
    global = 3
};

/// The name in the text format: func, table, memory, global.
[[nodiscard]] std::string_view name(ExternKind kind) noexcept;

/// A constant expression, its final `end` included. Evaluated by the runtime at instantiation.
struct ConstantExpression
{
    ByteRange code;
};

/// One import. The names are views into the module's bytes.
struct Import
{
    std::string_view module, name;
    ExternKind kind{};
    u32 index = 0; ///< in the index space of its kind: functions, tables, memories or globals
};

/// One export. The name is a view into the module's bytes.
struct Export
{
    std::string_view name;
    ExternKind kind{};
    u32 index = 0;
};

/// A global that the module defines.
struct Global
{
    GlobalType type;
    ConstantExpression init; ///< empty range for an imported global
};

/// When a segment's content is copied.
enum class SegmentMode : u8
{
    active,
    passive,
    declarative
};

/// An element segment: either function indices or expressions.
struct ElementSegment
{
    SegmentMode mode{};
    ValueType type = ValueType::funcref;
    u32 table = 0;                               ///< of active segments
    ConstantExpression offset;                   ///< of active segments
    std::vector<u32> functions;                  ///< of segments written as indices
    std::vector<ConstantExpression> expressions; ///< of segments written as expressions

    [[nodiscard]] u32 size() const noexcept
    {
        return static_cast<u32>(functions.size() + expressions.size());
    }
};

/// A data segment.
struct DataSegment
{
    SegmentMode mode{};
    u32 memory = 0;            ///< of active segments
    ConstantExpression offset; ///< of active segments
    ByteRange bytes;
};

/// Consecutive locals of one type, as declared.
struct LocalRun
{
    u32 count = 0;
    u32 end = 0; ///< how many locals, parameters excluded, stand in this run and before it
    ValueType type{};
};

/// A function that the module defines.
struct FunctionBody
{
    ByteRange body; ///< declarations of locals and code, as sized by the code section
    u32 code = 0;   ///< offset of the first instruction; the last byte of `body` is the final `end`
    u32 first_run = 0; ///< declarations of locals, in Module::local_runs
    u32 run_count = 0;
    u32 local_count = 0; ///< parameters excluded
};

/// A decoded module. Owns its bytes; names and ranges point into them.
struct Module
{
    Module() = default;
    Module(Module&&) noexcept = default;
    Module& operator=(Module&&) noexcept = default;
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;
    ~Module() = default;

    Bytes bytes;

    std::vector<FunctionType> types;
    std::vector<u32> canonical_types; ///< per type: the first type equal to it
    std::vector<Import> imports;
    std::vector<u32> functions; ///< per function, imported ones first: index of its type
    std::vector<TableType> tables;
    std::vector<MemoryType> memories;
    std::vector<Global> globals;
    std::vector<Export> exports;
    std::optional<u32> start;
    std::vector<ElementSegment> elements;
    std::vector<DataSegment> data;
    std::optional<u32> data_count;
    std::vector<FunctionBody> code; ///< per defined function
    std::vector<LocalRun> local_runs;
    std::vector<bool> declared; ///< per function: whether bodies may take a reference to it
    ByteRange code_section;     ///< content of the code section; empty where there is none
    ByteRange name_section;     ///< content of the custom section `name`; empty where there is none

    u32 constant_instructions = 0; ///< of all constant expressions, `end` not counted
    u32 imported_functions = 0;
    u32 imported_tables = 0;
    u32 imported_memories = 0;
    u32 imported_globals = 0;

    /// The type of a function, imported or defined. Requires: the index is in range.
    [[nodiscard]] const FunctionType& function_type(u32 function) const noexcept
    {
        return types[functions[function]];
    }

    /// The type of addresses in memory 0; i32 where there is none.
    [[nodiscard]] ValueType memory_address() const noexcept
    {
        return memories.empty() ? ValueType::i32 : memories.front().limits.address;
    }

    /// The bytes of a range.
    [[nodiscard]] BytesView view(ByteRange range) const noexcept
    {
        return BytesView{bytes}.subspan(range.begin, range.size());
    }

    /// What it takes beside itself, its bytes included.
    [[nodiscard]] std::size_t heap_bytes() const noexcept;

    /// The export of this name and kind, if there is one.
    [[nodiscard]] const Export* find_export(std::string_view export_name,
                                            ExternKind kind) const noexcept;
};
} // namespace pawl
