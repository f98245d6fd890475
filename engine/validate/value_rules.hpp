// The typing rules of instructions that are neither control nor of a fixed signature.
#pragma once

#include "base/check.hpp"
#include "engine/module/type_reader.hpp"
#include "engine/validate/local_types.hpp"
#include "engine/validate/type_stack.hpp"

namespace pawl
{
/// Reads the immediates of an instruction and types it, in a member `on<op>`. Spec: 3.4.
class ValueRules : protected TypeStack
{
public:
    ValueRules(const Module& module, const ModuleRules& rules, const InstructionTable& table);

    /// What has no rule, and thus no feature that a profile of this build can allow.
    template <Op op>
    void on()
    {
        PAWL_CHECK(false, "an instruction without a rule passed the feature gate");
    }

    template <Op op>
        requires(op == Op::drop)
    void on()
    {
        static_cast<void>(pop_any());
    }

    template <Op op>
        requires(op == Op::select)
    void on()
    {
        select();
    }

    template <Op op>
        requires(op == Op::select_t)
    void on()
    {
        typed_select();
    }

    template <Op op>
        requires(op == Op::global_get)
    void on()
    {
        push(read_global().type);
    }

    template <Op op>
        requires(op == Op::global_set)
    void on()
    {
        set_global();
    }

    template <Op op>
        requires(op == Op::table_get)
    void on()
    {
        const TableType table = read_table();
        pop(table.limits.address);
        push(table.element);
    }

    template <Op op>
        requires(op == Op::table_set)
    void on()
    {
        const TableType table = read_table();
        pop(table.element);
        pop(table.limits.address);
    }

    template <Op op>
        requires(op == Op::table_size)
    void on()
    {
        push(read_table().limits.address);
    }

    template <Op op>
        requires(op == Op::table_grow)
    void on()
    {
        const TableType table = read_table();
        pop(table.limits.address);
        pop(table.element);
        push(table.limits.address);
    }

    template <Op op>
        requires(op == Op::table_fill)
    void on()
    {
        const TableType table = read_table();
        pop(table.limits.address);
        pop(table.element);
        pop(table.limits.address);
    }

    template <Op op>
        requires(op == Op::table_copy)
    void on()
    {
        const TableType destination = read_table();
        const TableType source = read_table();
        if (destination.element != source.element)
            fail(Code::type_mismatch);
        pop_copy(destination.limits.address, source.limits.address);
    }

    template <Op op>
        requires(op == Op::table_init)
    void on()
    {
        const ValueType source = read_element();
        const TableType destination = read_table();
        if (source != destination.element)
            fail(Code::type_mismatch);
        pop_copy(destination.limits.address, ValueType::i32);
    }

    template <Op op>
        requires(op == Op::elem_drop)
    void on()
    {
        static_cast<void>(read_element());
    }

    template <Op op>
        requires(op == Op::memory_size || op == Op::memory_grow || op == Op::memory_fill)
    void on()
    {
        static_cast<void>(read_memory());
        apply(table_[op]);
    }

    template <Op op>
        requires(op == Op::memory_copy)
    void on()
    {
        const ValueType destination = read_memory();
        const ValueType source = read_memory();
        pop_copy(destination, source);
    }

    template <Op op>
        requires(op == Op::memory_init)
    void on()
    {
        read_data();
        const ValueType destination = read_memory();
        pop_copy(destination, ValueType::i32);
    }

    template <Op op>
        requires(op == Op::data_drop)
    void on()
    {
        read_data();
    }

    template <Op op>
        requires(op == Op::ref_null)
    void on()
    {
        push(read_heap_type(in_, rules_));
    }

    template <Op op>
        requires(op == Op::ref_is_null)
    void on()
    {
        test_null();
    }

    template <Op op>
        requires(op == Op::ref_func)
    void on()
    {
        reference_function();
    }

protected:
    /// A load or a store.
    void access(const InstructionEntry& entry)
    {
        const u32 flags = in_.leb_u32();
        if (flags > entry.alignment || !has_memory_) [[unlikely]]
            refuse_access(flags);
        if (address_ == ValueType::i64) [[unlikely]]
            static_cast<void>(in_.leb_u64());
        else
            static_cast<void>(in_.leb_u32());
        apply(entry);
    }

    /// The index of a function that there is.
    [[nodiscard]] u32 read_function();

    const Module& module_;
    const ModuleRules& rules_;
    const InstructionTable& table_;
    LocalTypes locals_;
    const bool has_memory_;
    const ValueType address_; ///< the type of addresses in memory 0

private:
    // Each reads an index and gives the type of what it names; of a memory, that of its addresses.
    [[nodiscard]] GlobalType read_global();
    [[nodiscard]] TableType read_table();
    [[nodiscard]] ValueType read_element();
    [[nodiscard]] ValueType read_memory();
    void read_data();
    void refuse_access(u32 flags);

    void select();
    void typed_select();
    void set_global();
    void test_null();
    void reference_function();
    void pop_copy(ValueType destination, ValueType source);
};
} // namespace pawl
