// Writes the binary format: values, instructions, whole modules.
#pragma once

#include "engine/isa/opcode.hpp"
#include "engine/module/module.hpp"

#include <string>

namespace pawl
{
/// Appends the primitive values of the binary format.
class BinaryWriter
{
public:
    BinaryWriter& byte(u8 value);
    BinaryWriter& raw(BytesView bytes);
    /// An unsigned LEB128 number, as short as it can be.
    BinaryWriter& unsigned_leb(u64 value);
    /// A signed LEB128 number, as short as it can be.
    BinaryWriter& signed_leb(i64 value);
    /// A byte string behind its length.
    BinaryWriter& sized(BytesView bytes);
    BinaryWriter& name(std::string_view text) { return sized(as_bytes(text)); }
    /// What selects an instruction: one byte, or a prefix and a number.
    BinaryWriter& opcode(Op op);

    [[nodiscard]] const Bytes& bytes() const noexcept { return out_; }
    [[nodiscard]] u32 size() const noexcept { return static_cast<u32>(out_.size()); }

private:
    Bytes out_;
};

/// Appends instructions. Types nothing and checks nothing, so it writes invalid code as well.
class CodeWriter
{
public:
    /// An instruction without immediates, or its opcode alone.
    CodeWriter& op(Op op);
    /// An instruction whose immediates are unsigned numbers: indices, labels, memargs, counts.
    CodeWriter& op(Op op, std::initializer_list<u64> immediates);
    CodeWriter& i32_const(i32 value);
    CodeWriter& i64_const(i64 value);
    CodeWriter& f32_const(u32 bits);
    CodeWriter& f64_const(u64 bits);
    /// A block without parameters, with at most one result.
    CodeWriter& block(Op op, std::optional<ValueType> result = std::nullopt);
    /// A block of a function type.
    CodeWriter& block_of_type(Op op, u32 type);
    /// br_table: targets, then the default.
    CodeWriter& br_table(const std::vector<u32>& targets, u32 otherwise);
    CodeWriter& ref_null(ValueType type);
    CodeWriter& end() { return op(Op::end); }
    /// Other code, as it stands.
    CodeWriter& code(const CodeWriter& other);

    [[nodiscard]] const Bytes& bytes() const noexcept { return out_.bytes(); }
    /// How many bytes there are: the offset of the next instruction within the code.
    [[nodiscard]] u32 size() const noexcept { return out_.size(); }

private:
    BinaryWriter out_;
};

/// Builds a module. Indices are those of the binary format; imports come first.
class ModuleWriter
{
public:
    /// A function type; equal ones are not merged.
    u32 type(const std::vector<ValueType>& params, const std::vector<ValueType>& results);
    u32 import_function(std::string_view module, std::string_view name, u32 type);
    void import_memory(std::string_view module, std::string_view name, Limits limits);
    void import_table(std::string_view module, std::string_view name, TableType type);
    u32 import_global(std::string_view module, std::string_view name, GlobalType type);
    /// A function; `code` without the final `end`.
    u32 function(u32 type, const std::vector<ValueType>& locals, const CodeWriter& code);
    /// A function whose body is given as it stands, without its size.
    u32 function_raw(u32 type, BytesView body);
    void table(TableType type);
    void memory(Limits limits);
    /// A global; `init` without the final `end`.
    u32 global(GlobalType type, const CodeWriter& init);
    void exported(std::string_view name, ExternKind kind, u32 index);
    void start(u32 function);
    /// An active segment of functions in table 0.
    void elements(i32 offset, const std::vector<u32>& functions);
    void passive_elements(const std::vector<u32>& functions);
    /// An element segment as it stands.
    void elements_raw(BytesView segment);
    /// An active segment of memory 0.
    void data(i32 offset, BytesView bytes);
    void passive_data(BytesView bytes);
    /// Whether a data count section is written; bodies that name data segments need it.
    void data_count(bool on) { with_data_count_ = on; }
    void custom(std::string_view name, BytesView content);

    /// The module's bytes.
    [[nodiscard]] Bytes bytes() const;

private:
    // The entries of one section.
    struct Entries
    {
        BinaryWriter content;
        u32 count = 0;

        BinaryWriter& add()
        {
            ++count;
            return content;
        }
    };

    BinaryWriter& import(std::string_view module, std::string_view name, ExternKind kind);

    Entries types_, imports_, functions_, tables_, memories_, globals_, exports_, elements_, code_,
        data_;
    std::optional<u32> start_;
    u32 imported_functions_ = 0;
    u32 imported_globals_ = 0;
    bool with_data_count_ = false;
    std::vector<std::pair<std::string, Bytes>> customs_;
};
} // namespace pawl
