#include "engine/runtime/instance.hpp"

#include <new>

namespace pawl
{
namespace
{
static_assert(sizeof(NativeContext) % alignof(GlobalInstance) == 0,
              "globals stand directly behind the context");

std::size_t own_global_count(const Module& module) noexcept
{
    return module.globals.size() - module.imported_globals;
}

GlobalInstance* behind(NativeContext* context) noexcept
{
    return reinterpret_cast<GlobalInstance*>(context + 1);
}

NativeContext* make_context(std::size_t globals)
{
    void* const room = ::operator new(sizeof(NativeContext) + globals * sizeof(GlobalInstance));
    auto* const context = new (room) NativeContext{};
    std::uninitialized_value_construct_n(behind(context), globals);
    return context;
}
} // namespace

void Instance::GiveBack::operator()(NativeContext* context) const noexcept
{
    static_assert(std::is_trivially_destructible_v<GlobalInstance>);
    ::operator delete(context);
}

Instance::Instance(const AnalysedModule& module, const Executable& executable)
    : module_{module},
      executable_{executable},
      context_{make_context(own_global_count(module.module))}
{
}

std::span<GlobalInstance> Instance::own_globals() const noexcept
{
    return {behind(context_.get()), own_global_count(module())};
}

void Instance::connect()
{
    for (const Memory* memory : memories)
        memory_views_.push_back(&memory->view());
    for (const Table* table : tables)
        table_views_.push_back(&table->view());
    context_->functions = functions.data();
    context_->memories = memory_views_.data();
    context_->tables = table_views_.data();
    context_->globals = globals.data();
    context_->types = module().types.data();
    context_->memory0 = memories.empty() ? nullptr : memories.front()->data();
    context_->instance = this;
    context_->stubs = executable_.stubs();
}

std::optional<External> Instance::find_export(std::string_view name) const
{
    for (const Export& item : module().exports)
    {
        if (item.name != name)
            continue;
        switch (item.kind)
        {
        case ExternKind::function:
            return functions[item.index];
        case ExternKind::table:
            return tables[item.index];
        case ExternKind::memory:
            return memories[item.index];
        case ExternKind::global:
            return globals[item.index];
        }
    }
    return std::nullopt;
}

std::optional<u32> Instance::find_function(std::string_view name) const
{
    const Export* const found = module().find_export(name, ExternKind::function);
    if (found == nullptr)
        return std::nullopt;
    return found->index;
}
} // namespace pawl
