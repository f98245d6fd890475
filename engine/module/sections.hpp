// The contents of the sections of a module. Used by decode.cpp alone.
#pragma once

#include "engine/module/constant_expression.hpp"
#include "engine/module/section_id.hpp"

namespace pawl
{
/// Reads the content of one section after the other into a module. Failures are the reader's.
class SectionReader
{
public:
    SectionReader(Module& module, const ModuleRules& rules) noexcept
        : module_{module}, rules_{rules}
    {
    }

    /// Reads one section's content.
    void read(SectionId id, Reader& in);

    /// Checks what no section alone can tell, once all are read.
    void finish(Reader& in);

private:
    void custom(Reader& in);
    void types(Reader& in);
    void imports(Reader& in);
    void import_of_kind(Reader& in, Import& import, u8 kind, u32 offset);
    void functions(Reader& in);
    void tables(Reader& in);
    void table(Reader& in);
    void memories(Reader& in);
    void add_memory(Reader& in);
    void tags(Reader& in);
    void globals(Reader& in);
    void exports(Reader& in);
    void check_export(Reader& in, const Export& item, u32 offset);
    void check_export_names(Reader& in, u32 offset);
    void start(Reader& in);

    void elements(Reader& in);
    ElementSegment element(Reader& in);
    void element_functions(Reader& in, ElementSegment& out);
    void element_expressions(Reader& in, ElementSegment& out);
    void data_count(Reader& in);
    void data(Reader& in);
    DataSegment data_segment(Reader& in);
    void code(Reader& in);
    void body(Reader& in, u32 function);
    void locals(Reader& in, FunctionBody& body, u32 params);

    [[nodiscard]] u32 type_index(Reader& in);
    [[nodiscard]] u32 function_index(Reader& in);
    [[nodiscard]] std::string_view name(Reader& in);
    void check_count(Reader& in, std::size_t count, u32 limit, Code code, u32 offset);

    Module& module_;
    const ModuleRules& rules_;
};

/// For each type the first type equal to it.
[[nodiscard]] std::vector<u32> canonical_types(const std::vector<FunctionType>& types);
} // namespace pawl
