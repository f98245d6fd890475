#include "engine/runtime/instantiate.hpp"

#include "engine/runtime/constant.hpp"

#include <algorithm>

namespace pawl
{
namespace
{
/// Builds one instance, in the order of the specification.
class Builder
{
public:
    Builder(Instance& instance, MemoryPool& memories, const ModuleLimits& limits)
        : instance_{instance}, module_{instance.module()}, memories_{memories}, limits_{limits}
    {
    }

    void allocate(std::span<const External> imports)
    {
        add_imports(imports);
        add_functions();
        add_tables();
        add_memories();
        add_globals();
        add_segments();
        instance_.connect();
    }

    /// Copies active segments and drops those that cannot be used again; the trap, if one does not
    /// fit. What was copied before stays: other instances may see it.
    Trap copy_segments()
    {
        for (u32 i = 0; i < module_.elements.size(); ++i)
        {
            if (module_.elements[i].mode == SegmentMode::active && !copy_elements(i))
                return Trap::table_out_of_bounds;
            if (module_.elements[i].mode != SegmentMode::passive)
                instance_.elements[i] = nullptr;
        }
        for (u32 i = 0; i < module_.data.size(); ++i)
        {
            if (module_.data[i].mode != SegmentMode::active)
                continue;
            if (image_ == nullptr && !copy_data(i))
                return Trap::memory_out_of_bounds;
            instance_.data[i] = {};
        }
        keep_image();
        return Trap::none;
    }

private:
    void add_imports(std::span<const External> imports)
    {
        for (const External& external : imports)
            std::visit([this](auto* provided) { add(provided); }, external);
    }
    void add(const FunctionInstance* function) { instance_.functions.push_back(function); }
    void add(Table* table) { instance_.tables.push_back(table); }
    void add(Memory* memory) { instance_.memories.push_back(memory); }
    void add(GlobalInstance* global) { instance_.globals.push_back(global); }

    void add_functions()
    {
        const auto count = static_cast<u32>(module_.functions.size());
        instance_.own_functions.reserve(count - module_.imported_functions);
        for (u32 index = module_.imported_functions; index < count; ++index)
        {
            const u32 type = module_.canonical_types[module_.functions[index]];
            instance_.own_functions.push_back(
                {.type = &module_.types[type],
                 .instance = &instance_,
                 .index = index,
                 .code = instance_.executable().code(index - module_.imported_functions),
                 .context = &instance_.context()});
            add(&instance_.own_functions.back());
        }
    }

    void add_tables()
    {
        for (u32 i = module_.imported_tables; i < module_.tables.size(); ++i)
        {
            const TableType& type = module_.tables[i];
            const u64 most = type.limits.max.value_or(limits_.table_entries);
            add(&instance_.own_tables.emplace_back(type,
                                                   std::min<u64>(most, limits_.table_entries)));
        }
    }

    void add_memories()
    {
        for (u32 i = module_.imported_memories; i < module_.memories.size(); ++i)
        {
            const MemoryType& type = module_.memories[i];
            const u64 most = type.limits.max.value_or(limits_.memory_pages);
            add(&instance_.own_memories.emplace_back(
                memories_, type, std::min<u64>(most, limits_.memory_pages), image_));
        }
    }

    void add_globals()
    {
        for (u32 i = module_.imported_globals; i < module_.globals.size(); ++i)
        {
            const Global& global = module_.globals[i];
            GlobalInstance& own = instance_.own_globals()[i - module_.imported_globals];
            own = {global.type, evaluate(instance_, global.init)};
            add(&own);
        }
    }

    void add_segments()
    {
        for (const ElementSegment& segment : module_.elements)
            instance_.elements.push_back(&segment);
        for (const DataSegment& segment : module_.data)
            instance_.data.push_back(module_.view(segment.bytes));
    }

    /// Whether data lies the same in the memories of all instances, and none of them is seen before
    /// it does: nothing that a module imports says where it lies, or holds a function that does not
    /// wait for it.
    [[nodiscard]] bool has_image() const
    {
        return module_.imported_memories == 0 && module_.imported_tables == 0 &&
               module_.imported_globals == 0 && module_.memories.size() == 1;
    }

    void keep_image()
    {
        if (image_ != nullptr || data_end_ == 0 || data_end_ > MemoryImage::most_bytes ||
            !has_image() || !instance_.executable().wants_image())
            return;
        const BytesView bytes{instance_.memories[0]->data(), data_end_};
        instance_.executable().keep_image(std::make_unique<const MemoryImage>(bytes));
    }

    bool copy_elements(u32 index)
    {
        const ElementSegment& segment = module_.elements[index];
        Table& table = *instance_.tables[segment.table];
        const u64 at = evaluate(instance_, segment.offset)[0];
        if (!table.holds(at, segment.size()))
            return false;
        for (u32 entry = 0; entry < segment.size(); ++entry)
            table.entries()[at + entry] = element(instance_, segment, entry);
        return true;
    }

    bool copy_data(u32 index)
    {
        const DataSegment& segment = module_.data[index];
        const BytesView bytes = instance_.data[index];
        const u64 at = evaluate(instance_, segment.offset)[0];
        const auto target = instance_.memories[segment.memory]->range(at, bytes.size());
        if (!target)
            return false;
        std::ranges::copy(bytes, target->begin());
        data_end_ = std::max<u64>(data_end_, at + bytes.size());
        return true;
    }

    Instance& instance_;
    const Module& module_;
    MemoryPool& memories_;
    const ModuleLimits& limits_;
    const MemoryImage* const image_ = instance_.executable().memory_image();
    u64 data_end_ = 0; ///< of what was copied
};
} // namespace

InstanceGroup::Result InstanceGroup::instantiate(const AnalysedModule& module,
                                                 const Executable& executable,
                                                 std::span<const External> imports,
                                                 const ModuleLimits& limits, Execution& execution)
{
    Result result;
    if (!execution.gas->charge(module.plan.instantiation_price))
    {
        result.outcome.completion = completion_of(*execution.gas);
        return result;
    }
    Instance& instance = *instances_.emplace_back(std::make_unique<Instance>(module, executable));
    result.instance = &instance;
    Builder builder{instance, memories_, limits};
    builder.allocate(imports);
    result.outcome.trap = builder.copy_segments();
    if (result.outcome.trap != Trap::none)
        result.outcome.completion = Completion::trapped;
    else if (module.module.start)
        result.outcome = execution.runner->run(instance, *module.module.start, {}, execution);
    return result;
}
} // namespace pawl
