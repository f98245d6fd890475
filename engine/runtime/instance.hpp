// A module brought to life.
#pragma once

#include "engine/plan/analyse.hpp"
#include "engine/runtime/host.hpp"
#include "engine/runtime/memory.hpp"
#include "engine/runtime/table.hpp"

#include <atomic>
#include <deque>
#include <memory>
#include <variant>

namespace pawl
{
/// What a tier made of a module, ready to run. Immutable to whoever looks, so instances share it.
class Executable
{
public:
    Executable() = default;
    Executable(const Executable&) = delete;
    Executable& operator=(const Executable&) = delete;
    virtual ~Executable() = default;
    /// What it takes, for budgets.
    [[nodiscard]] virtual std::size_t bytes() const noexcept = 0;
    /// The code of a function that the module defines; nullptr where there is none.
    [[nodiscard]] virtual const void* code(u32 /*defined*/) const noexcept { return nullptr; }
    /// What the code calls.
    [[nodiscard]] virtual NativeStubs stubs() const noexcept { return {}; }

    /// What memory 0 of every fresh instance holds; nullptr where that is not known.
    [[nodiscard]] const MemoryImage* memory_image() const noexcept
    {
        return image_.load(std::memory_order_acquire);
    }
    /// Counts an instance that was made without an image. From the second one on it is worth to
    /// have one.
    [[nodiscard]] bool wants_image() const noexcept
    {
        return made_without_image_.exchange(true, std::memory_order_relaxed);
    }
    /// Keeps an image for instances to come, unless there is one.
    void keep_image(std::unique_ptr<const MemoryImage> image) const
    {
        const std::scoped_lock lock{keeping_};
        if (kept_image_ != nullptr)
            return;
        kept_image_ = std::move(image);
        image_.store(kept_image_.get(), std::memory_order_release);
    }

private:
    mutable std::mutex keeping_;
    mutable std::unique_ptr<const MemoryImage> kept_image_;
    mutable std::atomic<const MemoryImage*> image_{nullptr}; ///< the one that is kept
    mutable std::atomic<bool> made_without_image_{false};
};

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
    Instance(const AnalysedModule& module, const Executable& executable);
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
    /// Its own globals, directly behind its context.
    [[nodiscard]] std::span<GlobalInstance> own_globals() const noexcept;

    /// What compiled code knows of the instance. Pointers in it are set by `connect`.
    [[nodiscard]] NativeContext& context() const noexcept { return *context_; }
    /// Shows compiled code the parts of the instance, which must stay where they are from now on.
    void connect();

private:
    /// Gives back what the context and the globals stand in.
    struct GiveBack
    {
        void operator()(NativeContext* context) const noexcept;
    };

    const AnalysedModule& module_;
    const Executable& executable_;
    std::unique_ptr<NativeContext, GiveBack> context_;
    std::vector<const MemoryView*> memory_views_;
    std::vector<const TableView*> table_views_;
};
} // namespace pawl
