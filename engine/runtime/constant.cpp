#include "engine/runtime/constant.hpp"

#include "base/check.hpp"
#include "engine/module/reader.hpp"

namespace pawl
{
namespace
{
/// Runs the instructions of a constant expression. Most have one, and `table.init` runs one for
/// each entry, so the topmost value lies outside of the stack: the only one needs no memory.
class Evaluator
{
public:
    explicit Evaluator(const Instance& instance) : instance_{instance} {}

    void run(const ConstantExpression& expression)
    {
        Reader reader{instance_.module().bytes, expression.code.begin, expression.code.end};
        while (reader.left() > 1) // The last byte is its `end`.
        {
            const auto op = find_op(0, reader.byte());
            PAWL_CHECK(op, "a validated constant expression holds known instructions");
            dispatch(*op, *this, reader);
        }
        PAWL_CHECK(reader.more() && any_, "a constant expression ends with its `end`");
    }

    [[nodiscard]] u64 value() const { return top_; }

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
            push(instance_.functions[reader.leb_u32()]->reference());
        else if constexpr (op == Op::global_get)
            push(instance_.globals[reader.leb_u32()]->value[0]);
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
        top_ = operation(below_.back(), top_);
        below_.pop_back();
    }

    void push(u64 value)
    {
        if (std::exchange(any_, true))
            below_.push_back(top_);
        top_ = value;
    }

    const Instance& instance_;
    bool any_ = false;
    u64 top_ = 0;
    std::vector<u64> below_;
};
} // namespace

std::array<u64, 2> evaluate(const Instance& instance, const ConstantExpression& expression)
{
    Evaluator evaluator{instance};
    evaluator.run(expression);
    return {evaluator.value(), 0};
}

u64 element(const Instance& instance, const ElementSegment& segment, std::size_t index)
{
    if (!segment.functions.empty())
        return instance.functions[segment.functions[index]]->reference();
    const ConstantExpression& entry = segment.expressions[index];
    Reader reader{instance.module().bytes, entry.code.begin, entry.code.end};
    // Nothing follows it: no constant instruction takes a reference.
    if (reader.byte() == info(Op::ref_func).number())
        return instance.functions[reader.leb_u32()]->reference();
    return evaluate(instance, entry)[0];
}
} // namespace pawl
