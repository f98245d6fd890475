#include "fuzz/tools/minimiser.hpp"

#include "base/check.hpp"
#include "engine/module/instruction.hpp"
#include "engine/module/writer.hpp"
#include "engine/plan/analyse.hpp"

#include <algorithm>

namespace pawl::fuzz
{
namespace
{
using Instructions = std::vector<Bytes>;

/// A function body in pieces.
struct Body
{
    FunctionType type;
    Bytes locals;              ///< their declarations
    Instructions instructions; ///< the final `end` included
};

/// A module in pieces.
struct Pieces
{
    Bytes before, after; ///< what stands around the code section
    std::vector<FunctionType> types;
    std::vector<Body> bodies;

    [[nodiscard]] Bytes joined() const
    {
        BinaryWriter content;
        content.unsigned_leb(bodies.size());
        for (const Body& body : bodies)
        {
            Bytes bytes = body.locals;
            for (const Bytes& instruction : body.instructions)
                append(bytes, instruction);
            content.sized(bytes);
        }
        constexpr u8 code_section = 10;
        return BinaryWriter{}
            .raw(before)
            .byte(code_section)
            .sized(content.bytes())
            .raw(after)
            .bytes();
    }
};

// Requires: the section's size is written as short as can be, as ModuleWriter does.
Pieces take_apart(const Bytes& bytes)
{
    const auto analysed = analyse(bytes, default_profile(), default_schedule());
    PAWL_CHECK(analysed.has_value(), "only a valid module can be made smaller");
    const Module& module = analysed->module;
    const auto [begin, end] = module.code_section;
    const u32 header = 1 + BinaryWriter{}.unsigned_leb(end - begin).size();
    Pieces pieces{.before = to_bytes(module.view({0, begin - header})),
                  .after = to_bytes(module.view({end, static_cast<u32>(bytes.size())})),
                  .types = module.types,
                  .bodies = {}};
    u32 index = module.imported_functions;
    for (const FunctionBody& function : module.code)
    {
        Body& body = pieces.bodies.emplace_back();
        body.type = module.function_type(index++);
        body.locals = to_bytes(module.view({function.body.begin, function.code}));
        for (const DecodedInstruction& instruction : read_instructions(module, function))
            body.instructions.push_back(
                to_bytes(module.view({instruction.offset, instruction.end})));
    }
    return pieces;
}

CodeWriter nothing_of(ValueType type)
{
    CodeWriter code;
    switch (type)
    {
    case ValueType::i32:
        return code.i32_const(0);
    case ValueType::i64:
        return code.i64_const(0);
    case ValueType::f32:
        return code.f32_const(0);
    case ValueType::f64:
        return code.f64_const(0);
    default:
        return code.ref_null(type);
    }
}

// Code that takes and gives as much as something else does.
Instructions stand_in(std::size_t taken, std::span<const ValueType> results)
{
    Instructions code(taken, CodeWriter{}.op(Op::drop).bytes());
    for (const ValueType type : results)
        code.push_back(nothing_of(type).bytes());
    return code;
}

// What may stand for an instruction.
const std::vector<Instructions>& substitutes()
{
    static const std::vector<Instructions> all = []
    {
        std::vector<Instructions> codes{stand_in(1, {})};
        for (const std::size_t taken : {0, 1, 2, 3})
            for (const ValueType type : {ValueType::i32, ValueType::i64, ValueType::f32,
                                         ValueType::f64, ValueType::funcref, ValueType::externref})
                codes.push_back(stand_in(taken, {&type, 1}));
        return codes;
    }();
    return all;
}

// Whether an instruction is one that stands for others.
bool is_plain(const Bytes& instruction)
{
    return std::ranges::any_of(substitutes(), [&](const Instructions& code)
                               { return code.back() == instruction; });
}

Op op_of(const Bytes& instruction)
{
    Reader in{instruction};
    return read_instruction(in).op;
}

bool opens(Op op)
{
    return info(op).immediate == Immediate::block_type;
}

/// Makes one module of a program smaller.
class ModuleMinimiser
{
public:
    ModuleMinimiser(LinkedProgram& program, std::size_t module, const Shows& shows)
        : program_{program},
          module_{module},
          shows_{shows},
          pieces_{take_apart(program.modules[module])}
    {
    }

    /// Whether anything could be left out.
    bool run()
    {
        bool smaller = false;
        for (Body& body : pieces_.bodies)
        {
            smaller |= leave_out_all(body);
            smaller |= at_each(body, &ModuleMinimiser::replace_block);
            smaller |= leave_out_ranges(body);
            smaller |= at_each(body, &ModuleMinimiser::leave_out_with_drop);
            smaller |= at_each(body, &ModuleMinimiser::open_block);
            smaller |= at_each(body, &ModuleMinimiser::substitute);
        }
        return smaller;
    }

private:
    using Change = bool (ModuleMinimiser::*)(Body& body, std::size_t at);

    // Keeps a change if it shows the same, else takes it back.
    bool attempt(Body& body, Instructions instructions)
    {
        std::swap(body.instructions, instructions);
        LinkedProgram changed = program_;
        changed.modules[module_] = pieces_.joined();
        if (!shows_(changed))
        {
            std::swap(body.instructions, instructions);
            return false;
        }
        program_ = std::move(changed);
        return true;
    }
    // Puts other code in the place of some instructions.
    bool attempt(Body& body, std::size_t at, std::size_t length, const Instructions& code)
    {
        Instructions changed = body.instructions;
        const auto first = changed.begin() + static_cast<std::ptrdiff_t>(at);
        const auto rest = changed.erase(first, first + static_cast<std::ptrdiff_t>(length));
        changed.insert(rest, code.begin(), code.end());
        return attempt(body, std::move(changed));
    }
    // Leaves out two instructions.
    bool attempt_without(Body& body, std::size_t first, std::size_t last)
    {
        Instructions rest = body.instructions;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(last));
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(first));
        return attempt(body, std::move(rest));
    }

    // At each instruction but the final `end`.
    bool at_each(Body& body, Change change)
    {
        bool smaller = false;
        for (std::size_t at = 0; at + 1 < body.instructions.size(); ++at)
            smaller |= (this->*change)(body, at);
        return smaller;
    }

    bool leave_out_all(Body& body)
    {
        const std::size_t all = body.instructions.size() - 1;
        const Instructions code = stand_in(0, body.type.results);
        return code.size() < all && attempt(body, 0, all, code);
    }

    bool leave_out_ranges(Body& body)
    {
        constexpr std::size_t every_length_below = 9;
        bool smaller = false;
        for (std::size_t length = body.instructions.size(); length > 0;
             length = length > 2 * every_length_below ? length / 2 : length - 1)
        {
            const std::size_t step = length < every_length_below ? 1 : length;
            for (std::size_t at = 0; at + length < body.instructions.size();)
            {
                const bool kept = attempt(body, at, length, {});
                smaller |= kept;
                at += kept ? 0 : step;
            }
        }
        return smaller;
    }

    // The whole of a block, its parameters dropped and its results constant.
    bool replace_block(Body& body, std::size_t at)
    {
        Reader in{body.instructions[at]};
        const DecodedInstruction first = read_instruction(in);
        if (!opens(first.op))
            return false;
        FunctionType type;
        if (first.block.type)
            type = pieces_.types[*first.block.type];
        else if (first.block.result)
            type.results = {*first.block.result};
        const std::size_t taken = type.params.size() + (first.op == Op::if_ ? 1 : 0);
        return attempt(body, at, end_of(body, at) + 1 - at, stand_in(taken, type.results));
    }
    // A block's first and last instruction; what is between them stays.
    bool open_block(Body& body, std::size_t at)
    {
        return opens(op_of(body.instructions[at])) && attempt_without(body, at, end_of(body, at));
    }
    static std::size_t end_of(const Body& body, std::size_t at)
    {
        for (u32 open = 0;; ++at)
        {
            const Op op = op_of(body.instructions[at]);
            open += opens(op) ? 1 : 0;
            open -= op == Op::end ? 1 : 0;
            if (open == 0)
                return at;
        }
    }

    // An instruction together with one of the drops behind it.
    bool leave_out_with_drop(Body& body, std::size_t at)
    {
        u32 attempts = 4;
        bool behind_drop = false;
        for (std::size_t last = at + 1; last < body.instructions.size() && attempts > 0; ++last)
        {
            const bool drops = op_of(body.instructions[last]) == Op::drop;
            // Which of adjacent drops it is makes no difference.
            if (drops && !behind_drop)
            {
                if (attempt_without(body, at, last))
                    return true;
                --attempts;
            }
            behind_drop = drops;
        }
        return false;
    }

    bool substitute(Body& body, std::size_t at)
    {
        return !is_plain(body.instructions[at]) &&
               std::ranges::any_of(substitutes(), [&](const Instructions& code)
                                   { return attempt(body, at, 1, code); });
    }

    LinkedProgram& program_;
    const std::size_t module_;
    const Shows& shows_;
    Pieces pieces_;
};
} // namespace

LinkedProgram minimise(LinkedProgram program, const Shows& shows)
{
    bool smaller = true;
    while (smaller)
    {
        smaller = false;
        for (std::size_t module = program.modules.size(); module-- > 0;)
            smaller |= ModuleMinimiser{program, module, shows}.run();
    }
    return program;
}
} // namespace pawl::fuzz
