#include "engine/module/constant_expression.hpp"

#include "engine/isa/opcode.hpp"

namespace pawl
{
namespace
{
// Validates one expression. Only operand types are kept: values are the runtime's business.
class ConstantReader
{
public:
    ConstantReader(Reader& in, Module& module, const ModuleRules& rules) noexcept
        : in_{in}, module_{module}, rules_{rules}
    {
    }

    void read(ValueType type)
    {
        while (!in_.failed())
        {
            instruction_ = in_.offset();
            const u8 byte = in_.byte();
            if (in_.failed())
                return;
            if (byte == info(Op::end).bytes)
                return finish(type);
            const auto op = find(byte);
            if (!op)
                return;
            ++module_.constant_instructions;
            dispatch(*op, *this);
        }
    }

    // What is no constant instruction.
    template <Op op>
    void on()
    {
        in_.fail(Code::constant_expression, instruction_);
    }

    template <Op op>
        requires(op == Op::i32_const)
    void on()
    {
        static_cast<void>(in_.leb_s32());
        types_.push_back(ValueType::i32);
    }

    template <Op op>
        requires(op == Op::i64_const)
    void on()
    {
        static_cast<void>(in_.leb_s64());
        types_.push_back(ValueType::i64);
    }

    template <Op op>
        requires(op == Op::f32_const)
    void on()
    {
        in_.skip(4);
        types_.push_back(ValueType::f32);
    }

    template <Op op>
        requires(op == Op::f64_const)
    void on()
    {
        in_.skip(8);
        types_.push_back(ValueType::f64);
    }

    template <Op op>
        requires(op == Op::i32_add || op == Op::i32_sub || op == Op::i32_mul)
    void on()
    {
        binary(ValueType::i32);
    }

    template <Op op>
        requires(op == Op::i64_add || op == Op::i64_sub || op == Op::i64_mul)
    void on()
    {
        binary(ValueType::i64);
    }

    template <Op op>
        requires(op == Op::ref_null)
    void on()
    {
        types_.push_back(read_heap_type(in_, rules_));
    }

    template <Op op>
        requires(op == Op::ref_func)
    void on()
    {
        function();
    }

    template <Op op>
        requires(op == Op::global_get)
    void on()
    {
        global();
    }

private:
    // The instruction, if the profile allows it at all.
    std::optional<Op> find(u8 byte)
    {
        const bool prefixed = byte >= 0xFB && byte <= 0xFE;
        const auto op = prefixed ? find_op(byte, in_.leb_u32()) : find_op(0, byte);
        if (!op)
            in_.fail(Code::bad_opcode, instruction_);
        else if (!rules_.features.has(info(*op).feature))
            in_.fail(off(info(*op).feature), instruction_);
        else if (!rules_.floats && info(*op).float_class != FloatClass::none)
            in_.fail(Code::floats_forbidden, instruction_);
        return in_.failed() ? std::nullopt : op;
    }

    // Integer addition, subtraction and multiplication.
    void binary(ValueType type)
    {
        require(in_, rules_, Feature::extended_constants, instruction_);
        if (types_.size() < 2 || types_.back() != type || types_[types_.size() - 2] != type)
            return in_.fail(Code::type_mismatch, instruction_);
        types_.pop_back();
    }

    void global()
    {
        const u32 index = in_.leb_u32();
        if (index >= module_.globals.size())
            return in_.fail(Code::unknown_global, instruction_);
        const GlobalType& type = module_.globals[index].type;
        if (type.is_mutable)
            return in_.fail(Code::constant_expression, instruction_);
        if (index >= module_.imported_globals)
            require(in_, rules_, Feature::extended_constants, instruction_);
        types_.push_back(type.type);
    }

    void function()
    {
        const u32 index = in_.leb_u32();
        if (index >= module_.functions.size())
            return in_.fail(Code::unknown_function, instruction_);
        module_.declared[index] = true;
        types_.push_back(ValueType::funcref);
    }

    void finish(ValueType type)
    {
        if (types_.size() != 1 || types_.front() != type)
            in_.fail(Code::type_mismatch, instruction_);
    }

    Reader& in_;
    Module& module_;
    const ModuleRules& rules_;
    u32 instruction_ = 0;
    std::vector<ValueType> types_;
};

} // namespace

ConstantExpression read_constant_expression(Reader& in, Module& module, const ModuleRules& rules,
                                            ValueType type)
{
    const u32 begin = in.offset();
    ConstantReader{in, module, rules}.read(type);
    return {{begin, in.offset()}};
}
} // namespace pawl
