// A module brought to life.
#pragma once

#include "engine/plan/analyse.hpp"
#include "engine/runtime/host.hpp"
#include "engine/runtime/memory.hpp"
#include "engine/runtime/table.hpp"

#include <deque>
#include <memory>
#include <variant>

namespace pawl
{
class Executable;

/// A global variable: u64 slots, two for a v128.
struct GlobalInstance
{
    GlobalType type;
    std::array<u64, 2> value{};
};

/// What an import is satisfied with and an export gives.
using External = std::variant<const FunctionInstance*, Table*, Memory*, GlobalInstance*>;

/// One instance of a module. Its parts may belong to other instances of the same group. The module
/// and its executable outlive it.
class Instance
{
public:
    Instance(const AnalysedModule& module, const Executable& executable) noexcept
        : module_{module}, executable_{executable}
    {
    }
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance() = default;

    [[nodiscard]] const Module& module() const noexcept { return module_.module; }
    [[nodiscard]] const Plan& plan() const noexcept { return module_.plan; }
    /// What the instance's tier made of the module.
    [[nodiscard]] const Executable& executable() const noexcept { return executable_; }

    /// What an export gives; nothing where there is none of this name.
    [[nodiscard]] std::optional<External> find_export(std::string_view name) const;
    /// The index of an exported function; nothing where no function is exported by this name.
    [[nodiscard]] std::optional<u32> find_function(std::string_view name) const;

    // By index space of the module, imported ones first.
    std::vector<const FunctionInstance*> functions;
    std::vector<Table*> tables;
    std::vector<Memory*> memories;
    std::vector<GlobalInstance*> globals;

    /// Each element segment; nullptr once dropped. See constant.hpp for its references.
    std::vector<const ElementSegment*> elements;
    /// The bytes of each data segment, views into the module; empty once dropped.
    std::vector<BytesView> data;

    // What this instance owns of the above.
    std::vector<FunctionInstance> own_functions;
    std::deque<Table> own_tables;
    std::deque<Memory> own_memories;
    std::deque<GlobalInstance> own_globals;

private:
    const AnalysedModule& module_;
    const Executable& executable_;
};
} // namespace pawl
