// Compiles function bodies, one after the other, each in one pass.
#pragma once

#include "engine/plan/analyse.hpp"
#include "singlepass/compiler/control.hpp"
#include "singlepass/compiler/recount.hpp"
#include "singlepass/compiler/skip.hpp"
#include "singlepass/compiler/value_compiler.hpp"

namespace pawl::singlepass
{
/// The second pass over a body, which trusts the first: reads instructions and emits code.
template <MacroAssembler M>
class FunctionCompiler : ValueCompiler<M>
{
public:
    using ValueCompiler<M>::on;

    /// `sites` is per charge region of the plan; where something is charged, the place of the price
    /// in the code is written there.
    FunctionCompiler(const AnalysedModule& analysed, M& masm, std::span<u32> sites)
        : ValueCompiler<M>{analysed.module, masm},
          plan_{analysed.plan},
          control_{masm, this->values_},
          sites_{sites}
    {
    }

    /// Emits the code of a function, given by its index among those that the module defines.
    void compile(u32 defined);

    // What is done for each instruction, by its shape.

    template <Op op>
        requires(op == Op::unreachable)
    void on()
    {
        masm_.at(in_.instruction_offset());
        masm_.trap(Trap::unreachable);
        live_ = false;
    }
    template <Op op>
        requires(op == Op::block)
    void on()
    {
        const auto [params, results] = read_signature();
        control_.open(FrameKind::block, params, results);
    }
    template <Op op>
        requires(op == Op::loop)
    void on()
    {
        const auto [params, results] = read_signature();
        const LoopPlan& loop = plan_.loops[loop_++];
        control_.open_loop(params, results, homes_of(loop.used), homes_of(loop.written));
        charge(true);
    }
    template <Op op>
        requires(op == Op::if_)
    void on()
    {
        const auto [params, results] = read_signature();
        Entry& condition = values_.pop();
        if (!params.empty())
        {
            values_.to_own_reg(condition);
            control_.prepare_params(static_cast<u32>(params.size()));
        }
        control_.open_if(params, results, tested(condition));
        charge(false);
    }
    template <Op op>
        requires(op == Op::else_)
    void on()
    {
        control_.alternative(live_);
        live_ = true;
        charge(false);
    }
    template <Op op>
        requires(op == Op::end)
    void on()
    {
        control_.close(live_);
        live_ = !control_.empty();
        if (live_)
            charge(false);
    }

    template <Op op>
        requires(op == Op::br)
    void on()
    {
        control_.branch(control_.at_depth(in_.leb_u32()));
        live_ = false;
    }
    template <Op op>
        requires(op == Op::br_if)
    void on()
    {
        ControlFrame& target = control_.at_depth(in_.leb_u32());
        Entry& condition = values_.pop();
        if (!target.carries().empty())
        {
            values_.to_own_reg(condition);
            control_.prepare_branch_if(target, condition);
        }
        control_.branch_if(target, tested(condition));
        charge(false);
    }
    template <Op op>
        requires(op == Op::br_table)
    void on()
    {
        targets_.clear();
        for (u32 left = in_.leb_u32() + 1; left != 0; --left)
            targets_.push_back(&control_.at_depth(in_.leb_u32()));
        Entry& index = values_.pop();
        values_.to_own_reg(index);
        control_.prepare_branch_table(targets_, index);
        control_.branch_table(targets_, index.reg);
        live_ = false;
    }
    template <Op op>
        requires(op == Op::return_)
    void on()
    {
        control_.branch(control_.outermost());
        live_ = false;
    }

    template <Op op>
        requires(op == Op::call)
    void on()
    {
        const u32 function = in_.leb_u32();
        const FunctionType& type = module_.function_type(function);
        calls_.pass(type.params);
        masm_.at(in_.instruction_offset());
        if (function < module_.imported_functions)
            masm_.call_imported(function);
        else
            masm_.call_defined(function - module_.imported_functions);
        called_ = true;
        calls_.push_results(type.results);
    }
    template <Op op>
        requires(op == Op::call_indirect)
    void on()
    {
        const u32 type_index = in_.leb_u32();
        const u32 table = in_.leb_u32();
        const FunctionType& type = module_.types[type_index];
        Entry& callee = values_.pop();
        values_.to_this_reg(callee, M::callee);
        masm_.at(in_.instruction_offset());
        masm_.table_entry(M::callee, table, Operand::of(M::callee), Trap::undefined_element);
        masm_.check_callable(M::callee, module_.canonical_types[type_index]);
        calls_.pass(type.params);
        masm_.call_reference(M::callee);
        called_ = true;
        calls_.push_results(type.results);
    }

    // What no accepted feature contains.
    template <Op op>
    void on()
    {
        PAWL_CHECK(false, "validation lets no instruction through that no tier knows");
    }

private:
    struct Signature
    {
        Types params, results;
    };

    void start(u32 defined);
    void step();
    [[nodiscard]] bool goes_on();
    void skip_dead();

    // By the first byte of an opcode, what compiles the instruction.

    using Handler = void (*)(FunctionCompiler&);
    template <Op op>
    static void compile_one(FunctionCompiler& compiler)
    {
        compiler.template on<op>();
    }
    template <u8 prefix>
    static void compile_prefixed(FunctionCompiler& compiler)
    {
        dispatch(compiler.in_.prefixed(prefix), compiler);
    }
    template <u8 byte>
    [[nodiscard]] static constexpr Handler handler_of()
    {
        if constexpr (single_byte_ops[byte].has_value())
            return &compile_one<*single_byte_ops[byte]>;
        else
            return &compile_prefixed<byte>;
    }
    static constexpr auto handlers = []<std::size_t... bytes>(std::index_sequence<bytes...>)
    {
        return std::array<Handler, sizeof...(bytes)>{handler_of<bytes>()...};
    }(std::make_index_sequence<256>{});

    // Opens the charge region that begins at the next instruction, if one does.
    void charge(bool checked)
    {
        if (region_ == last_region_ || plan_.region_offsets[region_] != in_.offset())
            return;
        if (const u32 price = plan_.region_prices[region_]; price != 0)
            sites_[region_] = masm_.charge(price, checked || called_);
        ++region_;
    }

    [[nodiscard]] Signature read_signature();
    // The homes of the locals in a set of which only the indices modulo 64 are known.
    [[nodiscard]] RegSet homes_of(u64 locals) const noexcept
    {
        RegSet out;
        for (const auto [local, home] : homed_)
            if ((locals >> (local % 64) & 1) != 0)
                out.add(home);
        return out;
    }

    struct Homed
    {
        u32 local;
        Reg home;
    };

    using ValueCompiler<M>::calls_;
    using ValueCompiler<M>::give_constant;
    using ValueCompiler<M>::in_;
    using ValueCompiler<M>::masm_;
    using ValueCompiler<M>::module_;
    using ValueCompiler<M>::tested;
    using ValueCompiler<M>::values_;

    const Plan& plan_;
    Control<M> control_;
    const std::span<u32> sites_;

    std::vector<LocalPlace> locals_;
    std::vector<Homed> homed_;
    std::vector<Reg> arguments_;
    std::vector<ControlFrame*> targets_;
    u32 region_ = 0, last_region_ = 0;
    u32 loop_ = 0;
    bool live_ = true;
    bool called_ = false; ///< whether a call stands before, in the order of the code
};

template <MacroAssembler M>
void FunctionCompiler<M>::compile(u32 defined)
{
    start(defined);
    M& masm = masm_;
    do
    {
        masm.ensure();
        values_.begin_instruction();
        if constexpr (recounts)
            Recount{values_}.check();
        step();
    } while (live_ || goes_on());
    masm.end();
}

// Compiles instructions up to one that there is code of. What two fifths of them are is asked for
// before the table: whether one comes is foretold better than which entry of it.
template <MacroAssembler M>
[[gnu::always_inline]] inline void FunctionCompiler<M>::step()
{
    for (;;)
    {
        const u8 byte = in_.begin_instruction();
        if (byte == first_byte(Op::local_get))
            this->template on<Op::local_get>();
        else if (byte != first_byte(Op::i32_const))
            return handlers[byte](*this);
        else if (give_constant(Kind::i32, in_.leb_s32()))
            return;
    }
}

template <MacroAssembler M>
void FunctionCompiler<M>::start(u32 defined)
{
    const FunctionPlan& plan = plan_.functions[defined];
    const FunctionBody& body = module_.code[defined];
    const FunctionType& type = module_.function_type(module_.imported_functions + defined);
    in_ = CodeReader{module_, body.code};
    region_ = plan.first_region;
    last_region_ = plan.first_region + plan.region_count;
    loop_ = plan.first_loop;
    live_ = true;
    called_ = false;

    locals_.clear();
    arguments_.clear();
    ArgumentRegisters<M> registers;
    for (const ValueType param : type.params)
    {
        locals_.push_back({.kind = kind_of(param), .aliases = no_entry});
        arguments_.push_back(registers.next(kind_of(param)));
    }
    for (const LocalRun& run :
         std::span{module_.local_runs}.subspan(body.first_run, body.run_count))
        locals_.resize(locals_.size() + run.count,
                       {.kind = kind_of(run.type), .aliases = no_entry});
    const RegSet homes = choose_homes(
        {.weights = plan_.weights(plan), .call_weight = plan.call_weight, .arguments = arguments_},
        M::integer_homes, M::float_homes, locals_);
    homed_.clear();
    for (const LocalWeight& weight : plan_.weights(plan))
        if (const Reg home = locals_[weight.local].home; home != no_reg)
            homed_.push_back({weight.local, home});

    values_.begin(locals_, homes,
                  plan.operand_slots + static_cast<u32>(type.results.size()) + most_immediates);
    control_.begin(plan.nesting);
    masm_.at(body.code);
    masm_.begin(plan.frame_units, plan.local_slots + plan.operand_slots,
                homes & M::homes_kept_by_callee);
    sites_[region_] = masm_.enter(plan_.region_prices[region_]);
    ++region_;
    calls_.receive(type.params, locals_);
    control_.open(FrameKind::function, {}, type.results);
}

// After an instruction behind which nothing is reached: whether the function has more.
template <MacroAssembler M>
[[gnu::noinline]] bool FunctionCompiler<M>::goes_on()
{
    if (control_.empty())
        return false;
    skip_dead();
    return true;
}

// Goes on at the end or else of the innermost frame.
template <MacroAssembler M>
void FunctionCompiler<M>::skip_dead()
{
    for (u32 depth = 0;;)
    {
        const CodeReader before = in_;
        const Op op = in_.op();
        if (depth == 0 && (op == Op::end || op == Op::else_))
        {
            in_ = before;
            return;
        }
        depth += info(op).immediate == Immediate::block_type ? 1 : 0;
        depth -= op == Op::end ? 1 : 0;
        skip_immediates(in_, op);
    }
}

template <MacroAssembler M>
auto FunctionCompiler<M>::read_signature() -> Signature
{
    static constexpr std::array single{ValueType::i32, ValueType::i64,     ValueType::f32,
                                       ValueType::f64, ValueType::funcref, ValueType::externref};
    constexpr u8 empty = 0x40;
    const u8 byte = in_.peek();
    if (byte == empty)
    {
        in_.skip(1);
        return {};
    }
    // Types of values are the negative numbers of one byte; the others are type indices.
    if ((byte & 0xC0) == 0x40)
    {
        in_.skip(1);
        return {{}, {std::ranges::find(single, static_cast<ValueType>(byte)), 1}};
    }
    const FunctionType& type = module_.types[in_.leb_u32()];
    return {type.params, type.results};
}

} // namespace pawl::singlepass
