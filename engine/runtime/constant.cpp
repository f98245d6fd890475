#include "engine/runtime/constant.hpp"

#include "base/check.hpp"
#include "engine/module/reader.hpp"

namespace pawl
{
namespace
{
/// Runs the instructions of a constant expression on a small stack. Without an instance it only
/// reads them.
class Evaluator
{
public:
    Evaluator(const Module& module, const Instance* instance) : module_{module}, instance_{instance}
    {
    }

    /// Runs the whole expression; the number of its instructions.
    u64 run(const ConstantExpression& expression)
    {
        Reader reader{module_.bytes, expression.code.begin, expression.code.end};
        u64 count = 0;
        for (;; ++count)
        {
            const auto op = find_op(0, reader.byte());
            PAWL_CHECK(op, "a validated constant expression holds known instructions");
            if (*op == Op::end)
                return count;
            dispatch(*op, *this, reader);
        }
    }

    [[nodiscard]] u64 value() const { return stack_.back(); }

    template <Op op>
    void on(Reader& reader)
    {
        if constexpr (op == Op::i32_const)
            push(static_cast<u32>(reader.leb_s32()));
        else if constexpr (op == Op::i64_const)
            push(static_cast<u64>(reader.leb_s64()));
        else if constexpr (op == Op::f32_const)
            push(reader.little_endian<u32>());
        else if constexpr (op == Op::f64_const)
            push(reader.little_endian<u64>());
        else if constexpr (op == Op::ref_null)
            push((static_cast<void>(reader.byte()), 0));
        else if constexpr (op == Op::ref_func)
            push(reference(reader.leb_u32()));
        else if constexpr (op == Op::global_get)
            push(global(reader.leb_u32()));
        else
            PAWL_CHECK(binary<op>(), "a validated constant expression is constant");
    }

private:
    template <Op op>
    bool binary()
    {
        if constexpr (op == Op::i32_add)
            combine([](u64 a, u64 b) { return static_cast<u32>(a + b); });
        else if constexpr (op == Op::i32_sub)
            combine([](u64 a, u64 b) { return static_cast<u32>(a - b); });
        else if constexpr (op == Op::i32_mul)
            combine([](u64 a, u64 b) { return static_cast<u32>(a * b); });
        else if constexpr (op == Op::i64_add)
            combine([](u64 a, u64 b) { return a + b; });
        else if constexpr (op == Op::i64_sub)
            combine([](u64 a, u64 b) { return a - b; });
        else if constexpr (op == Op::i64_mul)
            combine([](u64 a, u64 b) { return a * b; });
        else
            return false;
        return true;
    }

    template <typename Operation>
    void combine(Operation operation)
    {
        const u64 right = stack_.back();
        stack_.pop_back();
        stack_.back() = operation(stack_.back(), right);
    }

    void push(u64 value) { stack_.push_back(value); }

    [[nodiscard]] u64 reference(u32 function) const
    {
        return instance_ == nullptr ? 0 : instance_->functions[function]->reference();
    }
    [[nodiscard]] u64 global(u32 index) const
    {
        return instance_ == nullptr ? 0 : instance_->globals[index]->value[0];
    }

    const Module& module_;
    const Instance* instance_;
    std::vector<u64> stack_;
};
} // namespace

std::array<u64, 2> evaluate(const Instance& instance, const ConstantExpression& expression)
{
    Evaluator evaluator{instance.module(), &instance};
    evaluator.run(expression);
    return {evaluator.value(), 0};
}

u64 count_instructions(const Module& module, const ConstantExpression& expression)
{
    return Evaluator{module, nullptr}.run(expression);
}
} // namespace pawl
