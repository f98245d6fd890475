#include "fuzz/generators/program.hpp"

#include "engine/module/writer.hpp"
#include "fuzz/generators/body.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace pawl::fuzz
{
namespace
{
using enum ValueType;

/// Writes a module that has given surroundings and bodies chosen anew.
class ModuleGenerator
{
public:
    ModuleGenerator(Choices& choices, const Surroundings& surroundings)
        : choices_{choices}, surroundings_{surroundings}, vocabulary_{surroundings}
    {
    }

    [[nodiscard]] Bytes generate() &&
    {
        for (const FunctionType& type : surroundings_.types)
            module_.type(type.params, type.results);
        imports();
        definitions();
        bodies();
        exports();
        segments();
        start();
        return module_.bytes();
    }

private:
    void imports()
    {
        for (u32 function = 0; function < surroundings_.first_own_function(); ++function)
        {
            const auto& [from, name] = surroundings_.imported_functions[function];
            module_.import_function(from, name, surroundings_.functions[function]);
        }
        if (surroundings_.imports_memory)
            module_.import_memory("other", "memory", surroundings_.memory.limits);
        if (surroundings_.imports_table)
            module_.import_table("other", "table", surroundings_.tables.front());
        for (u32 global = 0; global < surroundings_.imported_globals; ++global)
            module_.import_global("other", global_name(global), surroundings_.globals[global]);
    }

    void definitions()
    {
        if (!surroundings_.imports_memory)
            module_.memory(surroundings_.memory.limits);
        for (std::size_t table = surroundings_.imports_table; table < surroundings_.tables.size();
             ++table)
            module_.table(surroundings_.tables[table]);
        for (u32 global = surroundings_.imported_globals; global < surroundings_.globals.size();
             ++global)
            module_.global(surroundings_.globals[global], initial(surroundings_.globals[global]));
    }

    CodeWriter initial(const GlobalType& global)
    {
        switch (global.type)
        {
        case i32:
            return CodeWriter{}.i32_const(static_cast<pawl::i32>(choices_.number()));
        case i64:
            return CodeWriter{}.i64_const(static_cast<pawl::i64>(choices_.number()));
        case f32:
            return CodeWriter{}.f32_const(choices_.bits_f32());
        case f64:
            return CodeWriter{}.f64_const(choices_.bits_f64());
        default:
            return CodeWriter{}.ref_null(global.type);
        }
    }

    void bodies()
    {
        for (u32 function = surroundings_.first_own_function();
             function < surroundings_.functions.size(); ++function)
        {
            const Bytes body =
                BodyGenerator{choices_, surroundings_, vocabulary_, function}.generate();
            module_.function_raw(surroundings_.functions[function], body);
        }
    }

    void exports()
    {
        for (u32 function = surroundings_.first_own_function();
             function < surroundings_.functions.size(); ++function)
            module_.exported(std::to_string(function), ExternKind::function, function);
        module_.exported("memory", ExternKind::memory, 0);
        module_.exported("table", ExternKind::table, 0);
        for (u32 global = 0; global < surroundings_.globals.size(); ++global)
            module_.exported(global_name(global), ExternKind::global, global);
    }

    void segments()
    {
        const auto count = static_cast<u32>(surroundings_.functions.size());
        const bool wide = surroundings_.tables.front().limits.address == i64;
        CodeWriter offset;
        if (wide)
            offset.i64_const(surroundings_.first_entry);
        else
            offset.i32_const(static_cast<pawl::i32>(surroundings_.first_entry));
        BinaryWriter active;
        active.byte(0).raw(offset.end().bytes()).unsigned_leb(count);
        for (u32 function = 0; function < count; ++function)
            active.unsigned_leb(function);
        module_.elements_raw(active.bytes());
        for (const ValueType type : surroundings_.elements)
            passive_elements(type);
        for (const u32 bytes : surroundings_.data)
        {
            Bytes content(bytes);
            std::iota(content.begin(), content.end(), u8{1});
            module_.passive_data(content);
        }
        module_.data_count(true);
    }

    // A segment of expressions, some of them null.
    void passive_elements(ValueType type)
    {
        constexpr u8 of_expressions = 5;
        constexpr u32 entries = 9;
        BinaryWriter out;
        out.byte(of_expressions).byte(static_cast<u8>(type)).unsigned_leb(entries);
        for (u32 entry = 0; entry < entries; ++entry)
        {
            CodeWriter code;
            if (type == funcref && entry % 4 != 3)
                code.op(Op::ref_func, {entry % surroundings_.functions.size()});
            else
                code.ref_null(type);
            out.raw(code.end().bytes());
        }
        module_.elements_raw(out.bytes());
    }

    void start()
    {
        if (!surroundings_.starts)
            return;
        for (u32 function = surroundings_.first_own_function();
             function < surroundings_.functions.size(); ++function)
            if (surroundings_.type_of(function) == FunctionType{})
                return module_.start(function);
    }

    static std::string global_name(u32 index) { return "global " + std::to_string(index); }

    Choices& choices_;
    const Surroundings& surroundings_;
    Vocabulary vocabulary_;
    ModuleWriter module_;
};

Conditions choose_conditions(Choices& choices)
{
    constexpr std::array<u64, 4> gas{20'000, 5'000, 100'000, 500};
    constexpr std::array<u32, 4> stack{2'000, 131'072, 200, 20'000};
    return {.gas = gas[choices.below(4)],
            .stack_units = stack[choices.below(4)],
            .nesting = choices.below(4),
            .arguments = choices.number()};
}
} // namespace

Bytes generate_program(BytesView bytes)
{
    Choices choices{bytes};
    Surroundings surroundings = choose_surroundings(choices);
    surroundings.starts = false;
    return ModuleGenerator{choices, surroundings}.generate();
}

LinkedProgram generate_linked_program(BytesView bytes)
{
    Choices choices{bytes};
    LinkedProgram program;
    program.conditions = choose_conditions(choices);
    const bool alone = choices.below(2) == 0;
    const Surroundings first = choose_surroundings(choices);
    program.modules.push_back(ModuleGenerator{choices, first}.generate());
    if (alone)
        return program;
    const Surroundings second = choose_surroundings(choices, first);
    program.modules.push_back(ModuleGenerator{choices, second}.generate());
    return program;
}
} // namespace pawl::fuzz
