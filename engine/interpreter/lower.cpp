// Flattens structured control. Every live instruction but `end` becomes one step, in order; a
// charge stands before the step at whose offset a region opens, and branches that lead there lead
// to the charge.
#include "base/check.hpp"
#include "engine/interpreter/program.hpp"
#include "engine/module/reader.hpp"

namespace pawl
{
namespace
{
template <Op op>
using OpTag = std::integral_constant<Op, op>;

/// Sums of slots of types.
u32 slots_of(std::span<const ValueType> types)
{
    u32 sum = 0;
    for (const ValueType type : types)
        sum += slots(type);
    return sum;
}

/// An open block, loop, if or function.
struct Frame
{
    Op op = Op::block;
    u32 height = 0; ///< operand slots below its parameters
    u32 params = 0;
    u32 results = 0;
    bool opened_live = true;
    u32 start = 0;                 ///< of a loop: where its body begins
    u32 else_jump = no_jump;       ///< of an if: the step to patch when its else arm is reached
    std::vector<u32> exits{};      ///< branches to patch with the place after its end
    std::vector<u32> else_exits{}; ///< steps to patch with it

    static constexpr u32 no_jump = ~u32{0};
};

/// Translates one body.
class Lowering
{
public:
    Lowering(const AnalysedModule& analysed, u32 defined, const Schedule* counted)
        : module_{analysed.module},
          plan_{analysed.plan},
          counted_{counted},
          body_{module_.code[defined]},
          reader_{module_.bytes, body_.code, body_.body.end}
    {
        const FunctionPlan& plan = plan_.functions[defined];
        offsets_ = plan_.offsets(plan);
        prices_ = plan_.prices(plan);
        out_.function = module_.imported_functions + defined;
        const FunctionType& type = module_.function_type(out_.function);
        out_.param_slots = plan.param_slots;
        out_.local_slots = plan.local_slots;
        out_.operand_slots = plan.operand_slots;
        out_.result_slots = slots_of(type.results);
        out_.frame_units = plan.frame_units;
        out_.entry_price = prices_.front();
        next_region_ = 1; // The entry's region is paid by the call.
        if (counted_ != nullptr)
            out_.entry_naive = u64{counted_->static_unit} * (plan.local_slots - plan.param_slots);
        frames_.push_back({.op = Op::block, .results = out_.result_slots});
    }

    FunctionProgram run()
    {
        while (!frames_.empty())
        {
            offset_ = reader_.offset();
            pay_region();
            const auto op = read_op();
            PAWL_CHECK(op, "a validated body holds known instructions");
            dispatch(*op, *this);
        }
        PAWL_CHECK(!reader_.more() && !reader_.failed(), "a body ends with its last `end`");
        return std::move(out_);
    }

    template <Op op>
    void on()
    {
        if constexpr (info(op).special())
            lower(OpTag<op>{});
        else
            lower_fixed<op>();
    }

private:
    std::optional<Op> read_op()
    {
        const u8 byte = reader_.byte();
        if (byte < 0xFB || byte > 0xFE)
            return find_op(0, byte);
        return find_op(byte, reader_.leb_u32());
    }

    void pay_region()
    {
        if (next_region_ == offsets_.size() || offsets_[next_region_] != offset_)
            return;
        const u32 price = prices_[next_region_++];
        if (price != 0)
            append({.op = charge_op, .immediate = price}, 0);
    }

    void append(const Instruction& instruction, u64 naive)
    {
        out_.code.push_back(instruction);
        out_.offsets.push_back(offset_);
        if (counted_ != nullptr)
            out_.naive.push_back(naive);
    }

    /// Adds a step with its own price, `units` static units included.
    template <Op op>
    void emit(u32 target = 0, u64 immediate = 0, u64 units = 0)
    {
        if (!live_)
            return;
        u64 naive = 0;
        if (counted_ != nullptr)
            naive = (*counted_)[info(op).cost] + units * counted_->static_unit;
        append({.op = static_cast<u16>(op), .target = target, .immediate = immediate}, naive);
    }

    void effect(u32 taken, u32 given) { height_ = height_ - taken + given; }

    // Instructions with a fixed signature.

    template <Op op>
    void lower_fixed()
    {
        const u64 immediate = read_fixed_immediate<info(op).immediate>();
        emit<op>(0, immediate);
        if (live_)
            effect(static_cast<u32>(info(op).operands.size()),
                   static_cast<u32>(info(op).results.size()));
    }

    template <Immediate kind>
    u64 read_fixed_immediate()
    {
        if constexpr (kind == Immediate::none)
            return 0;
        else if constexpr (kind == Immediate::i32)
            return static_cast<u32>(reader_.leb_s32());
        else if constexpr (kind == Immediate::i64)
            return static_cast<u64>(reader_.leb_s64());
        else if constexpr (kind == Immediate::f32)
            return reader_.little_endian<u32>();
        else if constexpr (kind == Immediate::f64)
            return reader_.little_endian<u64>();
        else if constexpr (kind == Immediate::memarg)
            return (static_cast<void>(reader_.leb_u32()), reader_.leb_u64());
        else if constexpr (kind == Immediate::memory || kind == Immediate::data ||
                           kind == Immediate::element || kind == Immediate::table)
            return reader_.leb_u32();
        else
            return no_semantics();
    }

    [[noreturn]] u64 no_semantics() const
    {
        check_failed("semantics", "analysis accepts only instructions that every tier has",
                     __FILE__, __LINE__);
    }

    /// Instructions of features that analysis does not accept yet.
    template <Op op>
    void lower(OpTag<op>)
    {
        no_semantics();
    }

    // Control.

    struct BlockType
    {
        u32 params = 0, results = 0;
    };

    BlockType read_block_type()
    {
        const i64 code = reader_.leb_s33();
        if (code >= 0)
        {
            const FunctionType& type = module_.types[static_cast<std::size_t>(code)];
            return {slots_of(type.params), slots_of(type.results)};
        }
        const u8 byte = static_cast<u8>(code & 0x7F);
        constexpr u8 empty = 0x40;
        return {0, byte == empty ? 0 : slots(static_cast<ValueType>(byte))};
    }

    template <Op op>
    Frame& open()
    {
        const auto [params, results] = read_block_type();
        frames_.push_back({.op = op,
                           .height = live_ ? height_ - params : height_,
                           .params = params,
                           .results = results,
                           .opened_live = live_,
                           .start = static_cast<u32>(out_.code.size())});
        return frames_.back();
    }

    void lower(OpTag<Op::block>)
    {
        emit<Op::block>();
        open<Op::block>();
    }

    void lower(OpTag<Op::loop>)
    {
        emit<Op::loop>();
        open<Op::loop>();
    }

    void lower(OpTag<Op::if_>)
    {
        const auto jump = static_cast<u32>(out_.code.size());
        emit<Op::if_>();
        if (live_)
            effect(1, 0);
        Frame& frame = open<Op::if_>();
        if (live_)
            frame.else_jump = jump;
    }

    void lower(OpTag<Op::else_>)
    {
        Frame& frame = frames_.back();
        if (live_)
        {
            frame.else_exits.push_back(static_cast<u32>(out_.code.size()));
            emit<Op::else_>();
        }
        if (!frame.opened_live)
            return;
        out_.code[frame.else_jump].target = static_cast<u32>(out_.code.size());
        frame.else_jump = Frame::no_jump;
        live_ = true;
        height_ = frame.height + frame.params;
    }

    void lower(OpTag<Op::end>)
    {
        const Frame frame = std::move(frames_.back());
        frames_.pop_back();
        live_ = frame.opened_live;
        height_ = frame.height + frame.results;
        const auto here = static_cast<u32>(out_.code.size());
        if (frames_.empty())
            emit<Op::end>();
        for (const u32 branch : frame.exits)
            out_.branches[branch].target = here;
        for (const u32 jump : frame.else_exits)
            out_.code[jump].target = here;
        if (frame.else_jump != Frame::no_jump)
            out_.code[frame.else_jump].target = here;
    }

    /// What a branch to the label carries, in slots.
    u32 label_arity(u32 depth) const
    {
        const Frame& frame = frames_[frames_.size() - 1 - depth];
        return frame.op == Op::loop ? frame.params : frame.results;
    }

    /// Records a branch to the label.
    void add_branch(u32 depth)
    {
        Frame& frame = frames_[frames_.size() - 1 - depth];
        if (frame.op != Op::loop)
            frame.exits.push_back(static_cast<u32>(out_.branches.size()));
        out_.branches.push_back(
            {.target = frame.start, .height = frame.height, .arity = label_arity(depth)});
    }

    void lower(OpTag<Op::br>)
    {
        const u32 depth = reader_.leb_u32();
        if (!live_)
            return;
        emit<Op::br>(static_cast<u32>(out_.branches.size()), 0, label_arity(depth));
        add_branch(depth);
        live_ = false;
    }

    void lower(OpTag<Op::br_if>)
    {
        const u32 depth = reader_.leb_u32();
        if (!live_)
            return;
        emit<Op::br_if>(static_cast<u32>(out_.branches.size()), 0, label_arity(depth));
        add_branch(depth);
        effect(1, 0);
    }

    /// `target` is the first of its branches, `immediate` the number of those before the default.
    void lower(OpTag<Op::br_table>)
    {
        const u32 count = reader_.leb_u32();
        const auto first = static_cast<u32>(out_.branches.size());
        for (u32 i = 0; i < count; ++i)
        {
            const u32 depth = reader_.leb_u32();
            if (live_)
                add_branch(depth);
        }
        const u32 last = reader_.leb_u32();
        if (!live_)
            return;
        add_branch(last);
        emit<Op::br_table>(first, count, u64{count} + 1 + label_arity(last));
        live_ = false;
    }

    void lower(OpTag<Op::return_>)
    {
        emit<Op::return_>(0, 0, out_.result_slots);
        live_ = false;
    }

    void lower(OpTag<Op::unreachable>)
    {
        emit<Op::unreachable>();
        live_ = false;
    }

    // Calls.

    template <Op op>
    void emit_call(const FunctionType& type, u32 target, u64 immediate)
    {
        const u32 params = slots_of(type.params);
        const u32 results = slots_of(type.results);
        emit<op>(target, immediate, u64{params} + results);
        if (live_)
            effect(params, results);
    }

    void lower(OpTag<Op::call>)
    {
        const u32 function = reader_.leb_u32();
        emit_call<Op::call>(module_.function_type(function), function, 0);
    }

    /// `target` is the table, `immediate` the type's first equal.
    void lower(OpTag<Op::call_indirect>)
    {
        const u32 type = module_.canonical_types[reader_.leb_u32()];
        const u32 table = reader_.leb_u32();
        if (live_)
            effect(1, 0);
        emit_call<Op::call_indirect>(module_.types[type], table, type);
    }

    // Parametric instructions and variables.

    template <Op op>
    void emit_with(u64 immediate, u32 taken, u32 given)
    {
        emit<op>(0, immediate);
        if (live_)
            effect(taken, given);
    }

    void lower(OpTag<Op::drop>) { emit_with<Op::drop>(0, 1, 0); }
    void lower(OpTag<Op::select>) { emit_with<Op::select>(0, 3, 1); }
    void lower(OpTag<Op::select_t>)
    {
        const u32 count = reader_.leb_u32();
        reader_.skip(count);
        emit_with<Op::select_t>(0, 3, 1);
    }
    void lower(OpTag<Op::local_get>) { emit_with<Op::local_get>(reader_.leb_u32(), 0, 1); }
    void lower(OpTag<Op::local_set>) { emit_with<Op::local_set>(reader_.leb_u32(), 1, 0); }
    void lower(OpTag<Op::local_tee>) { emit_with<Op::local_tee>(reader_.leb_u32(), 1, 1); }
    void lower(OpTag<Op::global_get>) { emit_with<Op::global_get>(reader_.leb_u32(), 0, 1); }
    void lower(OpTag<Op::global_set>) { emit_with<Op::global_set>(reader_.leb_u32(), 1, 0); }

    // References, tables and bulk operations. `target` is the table that is written, or read where
    // none is written; `immediate` the table or segment that is copied from.

    void lower(OpTag<Op::ref_null>)
    {
        reader_.skip(1);
        emit_with<Op::ref_null>(0, 0, 1);
    }
    void lower(OpTag<Op::ref_is_null>) { emit_with<Op::ref_is_null>(0, 1, 1); }
    void lower(OpTag<Op::ref_func>) { emit_with<Op::ref_func>(reader_.leb_u32(), 0, 1); }

    template <Op op>
    void emit_table(u32 table, u64 source, u32 taken, u32 given)
    {
        emit<op>(table, source);
        if (live_)
            effect(taken, given);
    }

    void lower(OpTag<Op::table_get>) { emit_table<Op::table_get>(reader_.leb_u32(), 0, 1, 1); }
    void lower(OpTag<Op::table_set>) { emit_table<Op::table_set>(reader_.leb_u32(), 0, 2, 0); }
    void lower(OpTag<Op::table_size>) { emit_table<Op::table_size>(reader_.leb_u32(), 0, 0, 1); }
    void lower(OpTag<Op::table_grow>) { emit_table<Op::table_grow>(reader_.leb_u32(), 0, 2, 1); }
    void lower(OpTag<Op::table_fill>) { emit_table<Op::table_fill>(reader_.leb_u32(), 0, 3, 0); }
    void lower(OpTag<Op::table_copy>)
    {
        const u32 target = reader_.leb_u32();
        emit_table<Op::table_copy>(target, reader_.leb_u32(), 3, 0);
    }
    void lower(OpTag<Op::table_init>)
    {
        const u32 segment = reader_.leb_u32();
        emit_table<Op::table_init>(reader_.leb_u32(), segment, 3, 0);
    }
    void lower(OpTag<Op::memory_init>)
    {
        const u32 segment = reader_.leb_u32();
        emit_table<Op::memory_init>(reader_.leb_u32(), segment, 3, 0);
    }
    void lower(OpTag<Op::memory_copy>)
    {
        const u32 target = reader_.leb_u32();
        emit_table<Op::memory_copy>(target, reader_.leb_u32(), 3, 0);
    }

    const Module& module_;
    const Plan& plan_;
    const Schedule* counted_;
    const FunctionBody& body_;
    Reader reader_;
    std::span<const u32> offsets_; ///< where regions open
    std::span<const u32> prices_;
    std::size_t next_region_ = 0;

    FunctionProgram out_;
    std::vector<Frame> frames_;
    u32 offset_ = 0; ///< of the instruction at hand
    u32 height_ = 0; ///< operand slots
    bool live_ = true;
};
} // namespace

FunctionProgram lower(const AnalysedModule& module, u32 defined, const Schedule* counted)
{
    return Lowering{module, defined, counted}.run();
}

std::size_t InterpreterExecutable::bytes() const noexcept
{
    std::size_t sum = functions_.size() * sizeof(FunctionProgram);
    for (const FunctionProgram& function : functions_)
        sum += function.code.size() * (sizeof(Instruction) + sizeof(u32)) +
               function.branches.size() * sizeof(Branch) + function.naive.size() * sizeof(u64);
    return sum;
}
} // namespace pawl
