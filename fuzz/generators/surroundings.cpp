#include "fuzz/generators/surroundings.hpp"

#include "fuzz/generators/host_functions.hpp"

namespace pawl::fuzz
{
namespace
{
using enum ValueType;

// So seldom does a module have very many types, functions and globals.
constexpr u32 crowded_once_in = 24;

// That a function takes or gives, by the default profile.
constexpr u32 most_values = 64;

constexpr std::array all_types{i32, i64, f32, f64, funcref, externref};

std::vector<FunctionType> common_types()
{
    return {
        {{}, {}},
        {{}, {i32}},
        {{i32, i32}, {i32}},
        {{i32}, {}},
        {{i64, f64}, {f32, i64}},
        {{i32}, {i32, i64}},
        {{f32}, {funcref}},
        {{i64}, {i64}},
    };
}

std::vector<ValueType> choose_types(Choices& choices, u32 bound)
{
    std::vector<ValueType> types(choices.below(bound));
    // Numbers mostly.
    for (ValueType& type : types)
        type = all_types[choices.below(choices.one_in(4) ? all_types.size() : 4)];
    return types;
}

// How many more of something there are in a crowded module: so many that indices have two bytes, or
// one that looks like an instruction.
u32 choose_crowd(Choices& choices)
{
    return 30 + choices.below(120);
}

// Some take and give more than there are registers; some are the same as another.
void add_types(Choices& choices, std::vector<FunctionType>& types, bool crowded)
{
    for (u32 count = crowded ? choose_crowd(choices) : 0; count > 0; --count)
        types.push_back({choose_types(choices, 3), choose_types(choices, 3)});
    for (u32 count = choices.below(5); count > 0; --count)
    {
        const u32 bound = choices.one_in(4) ? most_values + 1 : 9;
        types.push_back({choose_types(choices, bound), choose_types(choices, bound)});
    }
    if (choices.one_in(4))
        types.push_back(types[choices.below(static_cast<u32>(types.size()))]);
}

ValueType choose_address(Choices& choices)
{
    return choices.one_in(4) ? i64 : i32;
}

// With room for the functions of this module, and for those of one that imports them all.
TableType choose_first_table(Choices& choices, const Surroundings& module)
{
    const auto functions = static_cast<u32>(module.functions.size());
    const u32 entries =
        program_table_entries + (functions > program_table_entries / 2 ? 2 * functions : 0);
    return {
        funcref,
        {.min = entries, .max = entries + choices.below(16), .address = choose_address(choices)}};
}

void choose_globals(Choices& choices, Surroundings& module, bool crowded)
{
    for (const ValueType type : all_types)
        module.globals.push_back({type, true});
    for (u32 count = crowded ? choose_crowd(choices) : choices.below(4); count > 0; --count)
        module.globals.push_back({all_types[choices.below(all_types.size())], choices.one_in(2)});
}

void choose_own(Choices& choices, Surroundings& module, bool crowded)
{
    if (!module.imports_memory)
    {
        constexpr std::array<u64, 4> pages{1, 0, 2, 1};
        const u64 min = pages[choices.below(4)];
        module.memory = {
            {.min = min, .max = min + choices.below(4), .address = choose_address(choices)}};
    }
    if (!module.imports_table)
        module.tables.push_back(choose_first_table(choices, module));
    for (u32 count = choices.below(3); count > 0; --count)
        module.tables.push_back(
            {choices.one_in(2) ? externref : funcref,
             {.min = choices.below(12), .max = 12, .address = choose_address(choices)}});
    choose_globals(choices, module, crowded);
    module.data.push_back(40);
    if (choices.one_in(4))
        module.data.push_back(choices.below(300));
    module.elements = {funcref, externref};
    module.starts = choices.one_in(8);
}

void choose_functions(Choices& choices, Surroundings& module, bool crowded)
{
    // Of an imported table, all are taken by the functions of the other module and a few.
    const bool many = crowded && !module.imports_table;
    for (u32 count = 1 + (many ? choose_crowd(choices) : choices.below(5)); count > 0; --count)
        module.functions.push_back(choices.below(static_cast<u32>(module.types.size())));
}

void import_function(Surroundings& module, std::string from, std::string name, u32 type)
{
    module.imported_functions.push_back({std::move(from), std::move(name)});
    module.functions.push_back(type);
}

void import_hosts(Choices& choices, Surroundings& module)
{
    for (const HostFunction& function : program_host_functions())
    {
        if (choices.one_in(3))
            continue;
        module.types.push_back(function.type);
        import_function(module, std::string{function.module}, std::string{function.name},
                        static_cast<u32>(module.types.size() - 1));
    }
}

void import_others(Choices& choices, Surroundings& module, const Surroundings& other)
{
    for (u32 function = other.first_own_function(); function < other.functions.size(); ++function)
        import_function(module, "other", std::to_string(function), other.functions[function]);
    module.imports_memory = choices.one_in(2);
    if (module.imports_memory)
        module.memory = other.memory;
    module.imports_table = !choices.one_in(3);
    if (module.imports_table)
    {
        module.tables.push_back(other.tables.front());
        // Else the other finds functions of this module where it has put its own.
        if (!choices.one_in(3))
            module.first_entry = static_cast<u32>(other.functions.size());
    }
    module.globals = other.globals;
    module.globals.resize(choices.below(static_cast<u32>(other.globals.size()) + 1));
    module.imported_globals = static_cast<u32>(module.globals.size());
}
} // namespace

Surroundings choose_surroundings(Choices& choices)
{
    Surroundings module;
    const bool crowded = choices.one_in(crowded_once_in);
    module.types = common_types();
    add_types(choices, module.types, crowded);
    choose_functions(choices, module, crowded);
    choose_own(choices, module, crowded);
    return module;
}

Surroundings choose_surroundings(Choices& choices, const Surroundings& other)
{
    Surroundings module;
    const bool crowded = choices.one_in(crowded_once_in);
    module.types = other.types;
    add_types(choices, module.types, crowded);
    import_hosts(choices, module);
    import_others(choices, module, other);
    choose_functions(choices, module, crowded);
    choose_own(choices, module, crowded);
    return module;
}
} // namespace pawl::fuzz
