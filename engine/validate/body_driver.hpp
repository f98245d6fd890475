// The one pass over a function body: decodes, validates, and tells a visitor what it sees.
#pragma once

#include "engine/validate/value_rules.hpp"
#include "engine/validate/visitor.hpp"

#include <algorithm>

namespace pawl
{
/// What the driver itself finds out about a body.
struct BodyFacts
{
    u32 operand_slots = 0; ///< the most that live code has on the operand stack
    u32 param_slots = 0;
    u32 declared_slots = 0; ///< of the locals that are not parameters
    u32 nesting = 0;        ///< the most frames open at once, the function's own included
};

/// Validates the bodies of one module, one after the other, each in time linear in its length and
/// without recursion. Spec: the algorithm of appendix A.4.
template <BodyVisitor Visitor>
class BodyDriver : ValueRules
{
public:
    BodyDriver(const Module& module, const ModuleRules& rules, const InstructionTable& table,
               Visitor& visitor)
        : ValueRules{module, rules, table}, visitor_{visitor}
    {
    }

    /// Validates a function, given by its index among those that the module defines.
    Expected<BodyFacts> run(u32 defined);

    using ValueRules::on;

    template <Op op>
        requires(op == Op::nop)
    void on()
    {
    }

    template <Op op>
        requires(op == Op::unreachable)
    void on()
    {
        stop();
    }

    template <Op op>
        requires(op == Op::block)
    void on()
    {
        open_block(FrameKind::block);
    }

    template <Op op>
        requires(op == Op::loop)
    void on()
    {
        open_block(FrameKind::loop);
    }

    template <Op op>
        requires(op == Op::if_)
    void on()
    {
        open_block(FrameKind::if_);
    }

    template <Op op>
        requires(op == Op::else_)
    void on()
    {
        alternative();
    }

    template <Op op>
        requires(op == Op::end)
    void on()
    {
        close();
    }

    template <Op op>
        requires(op == Op::br)
    void on()
    {
        const u32 height = read_label();
        const Types label = frames_[height].label();
        pop(label);
        branch(height, label);
        stop();
    }

    template <Op op>
        requires(op == Op::br_if)
    void on()
    {
        const u32 height = read_label();
        const Types label = frames_[height].label();
        pop(ValueType::i32);
        retype(label);
        branch(height, label);
        if (live_)
            visitor_.split(in_.offset());
    }

    template <Op op>
        requires(op == Op::br_table)
    void on()
    {
        branch_table();
    }

    template <Op op>
        requires(op == Op::return_)
    void on()
    {
        const Types results = frames_.front().label();
        pop(results);
        branch(0, results);
        stop();
    }

    template <Op op>
        requires(op == Op::call)
    void on()
    {
        call(module_.function_type(read_function()));
    }

    template <Op op>
        requires(op == Op::call_indirect)
    void on()
    {
        call_indirect();
    }

private:
    // What a block takes and gives; views into the module's types or into constants.
    struct Signature
    {
        Types params, results;
    };

    struct Frame
    {
        Signature signature;
        u32 outer_base = 0;
        FrameKind kind{};
        bool live = false;              // when it opened
        bool outer_polymorphic = false; // of the frame around it
        u32 table = 0;                  // the last br_table that checked its label
        typename Visitor::Frame state{};

        // What a branch to the frame takes.
        [[nodiscard]] Types label() const noexcept
        {
            return kind == FrameKind::loop ? signature.params : signature.results;
        }
    };

    static constexpr std::ptrdiff_t longest_plain = 6; // opcode, alignment, offset of four bytes
    static constexpr u32 not_plain = 0xFF;
    static constexpr std::size_t one_byte = 0x80; // numbers of LEB128 that one byte holds

    // What plain instructions need.
    struct Plain
    {
        StackView stack;
        Types locals; ///< of those whose index takes a byte
        bool has_memory;
        Visitor& visitor;

        [[nodiscard]] u32 take(const InstructionEntry& entry, const u8* at);
        [[nodiscard]] u32 push_number(const InstructionEntry& entry, const u8* at) noexcept
        {
            const u32 size = short_leb_size(at);
            return size != 0 && stack.push(entry.results[0]) ? size : not_plain;
        }
        [[nodiscard]] u32 get_local(const u8* at)
        {
            if (*at >= locals.size() || !stack.push(locals[*at]))
                return not_plain;
            visitor.local(*at);
            return 1;
        }
    };

    void start(u32 defined);
    void run_plain();
    void step();
    void execute(const InstructionEntry& entry);
    const InstructionEntry& prefixed(u8 prefix);
    void refuse(Op op);
    [[nodiscard]] ValueType read_local(bool written);

    [[nodiscard]] Signature read_signature();
    [[nodiscard]] u32 read_label();
    void push_frame(FrameKind kind, const Signature& signature);
    void open_block(FrameKind kind);
    void alternative();
    void close();
    void close_function();
    void branch(u32 height, Types label);
    void branch_table();
    void call(const FunctionType& type);
    void call_indirect();
    void stop();
    void revive(bool live);

    [[nodiscard]] static u64 slots_of(Types types) noexcept
    {
        u64 sum = 0;
        for (const ValueType type : types)
            sum += slots(type);
        return sum;
    }

    Visitor& visitor_;
    std::vector<Frame> frames_;
    bool live_ = true;
    u32 nesting_ = 0;
    u32 tables_ = 0; ///< br_tables of the module so far
};

template <BodyVisitor Visitor>
Expected<BodyFacts> BodyDriver<Visitor>::run(u32 defined)
{
    start(defined);
    while (in_.more())
    {
        run_plain();
        if (in_.more())
            step();
    }
    if (!in_.failed() && !frames_.empty())
        in_.fail(Code::missing_end, in_.offset());
    if (in_.failed())
        return std::unexpected{in_.failure()};
    return BodyFacts{most_slots(), locals_.param_slots(), locals_.declared_slots(), nesting_};
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::start(u32 defined)
{
    const FunctionBody& body = module_.code[defined];
    const FunctionType& type = module_.function_type(module_.imported_functions + defined);
    reset({body.code, body.body.end});
    locals_.reset(type, body);
    instruction_ = body.code;
    live_ = true;
    nesting_ = 0;
    frames_.clear();
    push_frame(FrameKind::function, {{}, type.results});
    visitor_.enter(frames_.back().state, body.code);
    visitor_.units(locals_.declared_slots());
}

// Takes what nearly all code consists of, with all that it needs in registers, and stops at the
// first instruction that is in any way unusual: `step` takes that. Half the time of the whole pass.
template <BodyVisitor Visitor>
void BodyDriver<Visitor>::run_plain()
{
    const u8* at = in_.cursor();
    const u8* const limit = in_.limit();
    const InstructionTable& table = table_;
    const Types locals = locals_.written();
    Plain plain{view(), locals.first(std::min(locals.size(), one_byte)), has_memory_, visitor_};
    while (limit - at >= longest_plain)
    {
        // What two fifths of all instructions are is told by the byte: whether one of them comes is
        // foretold better than where the jump of a switch goes.
        const u8 byte = *at;
        const InstructionEntry& entry = table.first(byte);
        const u32 immediates = byte == first_byte(Op::local_get) ? plain.get_local(at + 1)
                               : byte == first_byte(Op::i32_const)
                                   ? plain.push_number(entry, at + 1)
                                   : plain.take(entry, at + 1);
        if (immediates == not_plain)
            break;
        plain.visitor.instruction(static_cast<Op>(entry.op));
        at += 1 + immediates;
    }
    settle(plain.stack);
    in_.advance(at);
}

// The size of the immediates, or `not_plain` where the instruction was left alone.
template <BodyVisitor Visitor>
[[gnu::always_inline]] inline u32 BodyDriver<Visitor>::Plain::take(const InstructionEntry& entry,
                                                                   const u8* at)
{
    switch (entry.shape)
    {
    case Shape::simple:
        return stack.apply(entry) ? 0 : not_plain;
    case Shape::constant1:
    case Shape::constant2:
        return push_number(entry, at);
    case Shape::local_set:
    case Shape::local_tee:
        if (*at >= locals.size() || !stack.has(locals[*at]))
            return not_plain;
        if (entry.shape == Shape::local_set)
            stack.pop();
        visitor.local(*at);
        visitor.write(*at);
        return 1;
    case Shape::load:
    {
        const u32 size = short_leb_size(at + 1);
        if (*at > entry.alignment || size == 0 || !has_memory || !stack.apply(entry))
            return not_plain;
        return 1 + size;
    }
    default:
        return not_plain;
    }
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::step()
{
    instruction_ = in_.offset();
    const u8 byte = in_.byte();
    const InstructionEntry& entry = table_.first(byte);
    execute(entry.shape == Shape::prefix ? prefixed(byte) : entry);
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::execute(const InstructionEntry& entry)
{
    const auto op = static_cast<Op>(entry.op);
    visitor_.instruction(op);
    // Nearly all that `run_plain` leaves.
    if (entry.shape == Shape::special)
        return dispatch(op, *this);
    switch (entry.shape)
    {
    case Shape::simple:
        return apply(entry);
    case Shape::nan:
        if (live_)
            visitor_.nan_site(instruction_);
        return apply(entry);
    case Shape::load:
        return access(entry);
    case Shape::constant1:
        static_cast<void>(in_.leb_s32());
        return apply(entry);
    case Shape::constant2:
        static_cast<void>(in_.leb_s64());
        return apply(entry);
    case Shape::constant4:
        in_.skip(4);
        return apply(entry);
    case Shape::constant8:
        in_.skip(8);
        return apply(entry);
    case Shape::local_get:
        return push(read_local(false));
    case Shape::local_set:
        return pop(read_local(true));
    case Shape::local_tee:
    {
        const ValueType type = read_local(true);
        pop(type);
        return push(type);
    }
    default:
        return refuse(op);
    }
}

template <BodyVisitor Visitor>
const InstructionEntry& BodyDriver<Visitor>::prefixed(u8 prefix)
{
    const auto op = find_op(prefix, in_.leb_u32());
    return op ? table_[*op] : InstructionTable::unknown();
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::refuse(Op op)
{
    const Code code = refusal(op, rules_);
    fail(code == Code{} ? Code::bad_opcode : code);
}

template <BodyVisitor Visitor>
ValueType BodyDriver<Visitor>::read_local(bool written)
{
    const u32 index = in_.leb_u32();
    visitor_.local(index);
    if (written)
        visitor_.write(index);
    if (const auto type = locals_.find(index)) [[likely]]
        return *type;
    fail(Code::unknown_local);
    return unknown_type;
}

template <BodyVisitor Visitor>
auto BodyDriver<Visitor>::read_signature() -> Signature
{
    // One of each, so that a signature can be a view.
    static constexpr std::array single{ValueType::i32,      ValueType::i64,  ValueType::f32,
                                       ValueType::f64,      ValueType::v128, ValueType::funcref,
                                       ValueType::externref};
    const u8 byte = in_.peek();
    if (byte == 0x40)
    {
        in_.skip(1);
        return {};
    }
    // Types of values are the negative numbers of one byte; the others are type indices.
    if ((byte & 0xC0) == 0x40)
        return {{}, {std::ranges::find(single, read_value_type(in_, rules_)), 1}};
    const i64 index = in_.leb_s33();
    if (!rules_.features.has(Feature::multi_value))
        fail(off(Feature::multi_value));
    else if (index < 0)
        fail(Code::bad_block_type);
    else if (index >= static_cast<i64>(module_.types.size()))
        fail(Code::unknown_type);
    if (in_.failed())
        return {};
    // Equal types are one, so that labels can be compared by where their types stand.
    const u32 canonical = module_.canonical_types[static_cast<u32>(index)];
    const FunctionType& type = module_.types[canonical];
    return {type.params, type.results};
}

template <BodyVisitor Visitor>
u32 BodyDriver<Visitor>::read_label()
{
    const u32 depth = in_.leb_u32();
    if (depth < frames_.size()) [[likely]]
        return static_cast<u32>(frames_.size()) - 1 - depth;
    fail(Code::unknown_label);
    return 0;
}

template <BodyVisitor Visitor>
[[gnu::always_inline]] inline void BodyDriver<Visitor>::push_frame(FrameKind kind,
                                                                   const Signature& signature)
{
    if (frames_.size() > rules_.limits.nesting)
        return fail(Code::limit_nesting);
    frames_.push_back({signature, base(), kind, live_, polymorphic_, 0, {}});
    nesting_ = std::max(nesting_, static_cast<u32>(frames_.size()));
    polymorphic_ = false;
    enter_frame();
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::open_block(FrameKind kind)
{
    const Signature signature = read_signature();
    if (kind == FrameKind::if_)
        pop(ValueType::i32);
    pop(signature.params);
    push_frame(kind, signature);
    push(signature.params);
    if (live_)
        visitor_.open(frames_.back().state, kind, in_.offset());
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::alternative()
{
    Frame& frame = frames_.back();
    if (frame.kind != FrameKind::if_)
        return fail(Code::else_without_if);
    pop_last(frame.signature.results);
    frame.kind = FrameKind::else_;
    polymorphic_ = false;
    revive(frame.live);
    clear_frame();
    push(frame.signature.params);
    if (frame.live)
        visitor_.alternative(frame.state, in_.offset());
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::close()
{
    pop_last(frames_.back().signature.results);
    if (frames_.size() == 1)
        return close_function();
    Frame& closed = frames_.back();
    if (closed.kind == FrameKind::if_ &&
        !std::ranges::equal(closed.signature.params, closed.signature.results))
        return fail(Code::if_without_else);
    leave_frame(closed.outer_base);
    polymorphic_ = closed.outer_polymorphic;
    revive(closed.live);
    push(closed.signature.results);
    const u32 height = static_cast<u32>(frames_.size()) - 1;
    if (closed.live)
        visitor_.close(closed.state, frames_[height - 1].state, height, in_.offset());
    frames_.pop_back();
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::close_function()
{
    frames_.clear();
    if (in_.more())
        in_.fail(Code::body_size_mismatch, in_.offset());
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::branch(u32 height, Types label)
{
    if (!live_)
        return;
    visitor_.units(slots_of(label));
    visitor_.branch(frames_.back().state, height);
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::branch_table()
{
    const u32 count = in_.count(rules_.limits.br_table - 1, Code::limit_br_table);
    pop(ValueType::i32);
    ++tables_;
    Types label;
    for (u32 i = 0; i <= count && !in_.failed(); ++i)
    {
        const u32 height = read_label();
        const Types next = frames_[height].label();
        if (i != 0 && next.size() != label.size())
            fail(Code::br_table_arity);
        if (i == 0 || (next.data() != label.data() && frames_[height].table != tables_))
            check(next);
        frames_[height].table = tables_;
        label = next;
        if (live_)
            visitor_.branch(frames_.back().state, height);
    }
    if (live_)
        visitor_.units(slots_of(label) + count + 1);
    stop();
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::call(const FunctionType& type)
{
    if (in_.failed()) [[unlikely]]
        return;
    pop(type.params);
    push(type.results);
    if (!live_)
        return;
    visitor_.units(slots_of(type.params) + slots_of(type.results));
    visitor_.call();
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::call_indirect()
{
    const u32 type = in_.leb_u32();
    const u32 table = in_.leb_u32();
    if (table >= module_.tables.size())
        return fail(Code::unknown_table);
    if (type >= module_.types.size())
        return fail(Code::unknown_type);
    if (module_.tables[table].element != ValueType::funcref)
        return fail(Code::type_mismatch);
    pop(module_.tables[table].limits.address);
    call(module_.types[type]);
}

// Nothing behind the current instruction can be reached, up to the frame's `else` or `end`.
template <BodyVisitor Visitor>
void BodyDriver<Visitor>::stop()
{
    clear_frame();
    polymorphic_ = true;
    if (live_)
        visitor_.stop();
    revive(false);
}

template <BodyVisitor Visitor>
void BodyDriver<Visitor>::revive(bool live)
{
    live_ = live;
    count_heights(live);
}
} // namespace pawl
