#include "tests/contract/script.hpp"

#include "base/check.hpp"

namespace pawl::contract
{
std::span<const HostFunction> pawl_functions()
{
    return pawl_abi().host_set().functions;
}

u32 pawl_number(std::string_view name)
{
    const auto functions = pawl_functions();
    for (u32 number = 0; number < functions.size(); ++number)
        if (functions[number].name == name)
            return number;
    PAWL_CHECK(false, "the pawl set has every function that a test names");
    return 0;
}

void Script::push(std::string_view function, std::initializer_list<i64> arguments)
{
    const u32 number = pawl_number(function);
    const auto& params = pawl_functions()[number].type.params;
    PAWL_CHECK(params.size() == arguments.size(), "a test gives every argument");
    auto type = params.begin();
    for (const i64 argument : arguments)
        if (*type++ == ValueType::i64)
            code_.i64_const(argument);
        else
            code_.i32_const(static_cast<i32>(argument));
    // All functions are imported in the order of their numbers.
    code_.op(Op::call, {number});
}

Script& Script::call(std::string_view function, std::initializer_list<i64> arguments)
{
    push(function, arguments);
    if (!pawl_functions()[pawl_number(function)].type.results.empty())
        code_.op(Op::drop);
    return *this;
}

Script& Script::keep(u32 at, std::string_view function, std::initializer_list<i64> arguments)
{
    const auto& results = pawl_functions()[pawl_number(function)].type.results;
    PAWL_CHECK(results.size() == 1, "a test keeps what a function gives");
    code_.i32_const(static_cast<i32>(at));
    push(function, arguments);
    code_.op(results.front() == ValueType::i64 ? Op::i64_store : Op::i32_store, {0, 0});
    return *this;
}

Script& Script::increment(u32 at)
{
    const i32 address = static_cast<i32>(at);
    code_.i32_const(address).i32_const(address).op(Op::i32_load, {0, 0});
    code_.i32_const(1).op(Op::i32_add).op(Op::i32_store, {0, 0});
    return *this;
}

Script& Script::with_input(const Script& other)
{
    push("input", {0, 0});
    code_.block(Op::if_).code(other.code_).op(Op::return_).end();
    return *this;
}

Script& Script::append(const Script& other)
{
    code_.code(other.code_);
    return *this;
}

Script& Script::trap_unless_equal(u32 at, i32 value)
{
    code_.i32_const(static_cast<i32>(at)).op(Op::i32_load, {0, 0}).i32_const(value);
    code_.op(Op::i32_ne).block(Op::if_).op(Op::unreachable).end();
    return *this;
}

Script& Script::trap()
{
    code_.op(Op::unreachable);
    return *this;
}

Script& Script::loop()
{
    code_.block(Op::loop).op(Op::br, {0}).end();
    return *this;
}

i64 ScriptedContract::put(BytesView bytes)
{
    const std::size_t at = data_begin + data_.size();
    append(data_, bytes);
    return static_cast<i64>(at);
}

Bytes ScriptedContract::bytes() const
{
    ModuleWriter module;
    for (const HostFunction& function : pawl_functions())
        module.import_function(function.module, function.name,
                               module.type(function.type.params, function.type.results));
    const u32 entry = module.type({}, {});
    module.memory({1, std::nullopt});
    module.exported("memory", ExternKind::memory, 0);
    module.exported("deploy", ExternKind::function, module.function(entry, {}, deploy.code()));
    module.exported("call", ExternKind::function, module.function(entry, {}, call.code()));
    if (query)
        module.exported("query", ExternKind::function, module.function(entry, {}, query->code()));
    if (!data_.empty())
        module.data(data_begin, data_);
    return module.bytes();
}
} // namespace pawl::contract
