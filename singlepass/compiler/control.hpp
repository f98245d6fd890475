// The control frames of a function, and what it takes to branch to them.
#pragma once

#include "engine/validate/visitor.hpp"
#include "singlepass/compiler/values.hpp"

#include <span>

namespace pawl::singlepass
{
using Types = std::span<const ValueType>;

/// One open block, loop, if, or the function itself.
struct ControlFrame
{
    FrameKind kind{};
    Types params, results;
    u32 height = 0;       ///< of the operand stack below its parameters
    Label label;          ///< where branches to it go
    bool reached = false; ///< whether `at_label` is fixed: by a branch, or by the loop's entry
    LocalState at_label;  ///< what every branch must bring about
    u32 table = 0;        ///< the last br_table that leads here
    u32 way = 0;          ///< its way here
    Label alternative;    ///< of an `if`: its `else`, or its end where it has none
    LocalState at_alternative;

    /// What a branch to it carries.
    [[nodiscard]] Types carries() const noexcept
    {
        return kind == FrameKind::loop ? params : results;
    }
    /// Whether what a branch carries goes in a register: a single value forwards.
    [[nodiscard]] bool carries_in_reg() const noexcept
    {
        return kind != FrameKind::loop && results.size() == 1;
    }
};

/// Emits branches, so that all paths to a label agree where locals and operands are. The first path
/// decides; it costs nothing. Later ones load and store what differs, before their jump.
template <typename M>
class Control
{
public:
    Control(M& masm, Values<M>& values) noexcept : masm_{masm}, values_{values} {}

    /// `nesting` is how many frames will be open at once, at the most.
    void begin(u32 nesting)
    {
        frames_.clear();
        frames_.reserve(nesting);
        tables_ = 0;
    }
    [[nodiscard]] bool empty() const noexcept { return frames_.empty(); }
    [[nodiscard]] ControlFrame& innermost() noexcept { return frames_.back(); }
    [[nodiscard]] ControlFrame& outermost() noexcept { return frames_.front(); }
    [[nodiscard]] ControlFrame& at_depth(u32 depth) noexcept
    {
        return frames_[frames_.size() - 1 - depth];
    }

    /// Opens a frame whose parameters are on the stack. All operands settle.
    void open(FrameKind kind, Types params, Types results)
    {
        values_.settle_all();
        ControlFrame& frame = frames_.emplace_back();
        frame.kind = kind;
        frame.params = params;
        frame.results = results;
        frame.height = values_.height() - static_cast<u32>(params.size());
    }
    /// Opens a loop here. `written` are the homes of locals that it sets.
    void open_loop(Types params, Types results, RegSet wanted, RegSet written)
    {
        open(FrameKind::loop, params, results);
        settle_values(static_cast<u32>(params.size()));
        values_.load_homes((wanted & values_.homes()) - values_.state().in_home);
        LocalState state = values_.state();
        // What is set in the loop is not in its slot when the loop begins anew.
        state.in_slot -= written & state.in_home;
        values_.set_state(state);
        ControlFrame& loop = innermost();
        loop.reached = true;
        loop.at_label = state;
        masm_.bind(loop.label);
    }
    /// Opens the first arm of an `if`, taken where the condition holds.
    /// Requires: where there are parameters, they were made ready.
    void open_if(Types params, Types results, typename M::Condition condition)
    {
        open(FrameKind::if_, params, results);
        settle_values(static_cast<u32>(params.size()));
        ControlFrame& frame = innermost();
        frame.at_alternative = values_.state();
        masm_.jump_if(M::inverse(condition), frame.alternative);
    }

    /// Ends the first arm and begins the second.
    void alternative(bool live)
    {
        ControlFrame& frame = innermost();
        if (live)
            branch(frame);
        values_.drop_to(frame.height);
        start_alternative(frame);
        frame.kind = FrameKind::else_;
    }

    /// Ends the innermost frame; its results are on the stack.
    [[gnu::always_inline]] void close(bool live)
    {
        ControlFrame& frame = innermost();
        if (frame.kind == FrameKind::if_)
            live = close_without_alternative(frame, live);
        if (frame.kind == FrameKind::loop || (live && nobody_branches_to(frame)))
            return close_unlabelled(live);
        if (live)
        {
            carry(frame);
            conform(frame);
        }
        masm_.bind(frame.label);
        values_.set_state(frame.reached ? frame.at_label : LocalState{values_.homes(), {}});
        values_.drop_to(frame.height);
        push_carried(frame);
        if (frames_.size() == 1)
            finish(frame);
        frames_.pop_back();
    }

    /// Goes to a frame. What follows is dead.
    void branch(ControlFrame& target)
    {
        carry(target);
        conform(target);
        masm_.jump(target.label);
    }

    /// Goes to a frame where the condition holds.
    void branch_if(ControlFrame& target, typename M::Condition condition)
    {
        if (in_place(target))
        {
            conform(target);
            return masm_.jump_if(condition, target.label);
        }
        // The values move on the way, which may overwrite operands that the other way needs.
        conform(target);
        Label stay;
        masm_.jump_if(M::inverse(condition), stay);
        copy_values(target);
        masm_.jump(target.label);
        masm_.bind(stay);
    }
    /// Makes so many operands on top ready to be parameters of an `if`.
    void prepare_params(u32 count) { settle_values(count); }
    /// Makes what branch_if is to carry ready, before the condition is tested. `held` is the
    /// condition's operand, which moves if it is in the way.
    void prepare_branch_if(ControlFrame& target, Entry& held)
    {
        if (target.carries_in_reg())
            return carry_in_reg(target, &held);
        settle_values(static_cast<u32>(target.carries().size()));
    }

    /// Goes to one of several frames, by an index; the last one for all others.
    void branch_table(std::span<ControlFrame* const> targets, Reg index)
    {
        for (ControlFrame* const target : targets)
            conform(*target);
        labels_.clear();
        if (std::ranges::all_of(targets, [this](ControlFrame* t) { return in_place(*t); }))
        {
            for (ControlFrame* const target : targets)
                labels_.push_back(&target->label);
            return masm_.jump_table(index, labels_);
        }
        find_ways(targets);
        for (const ControlFrame* const target : targets)
            labels_.push_back(&ways_[target->way].label);
        masm_.jump_table(index, labels_);
        const bool many = ways_.size() > 1;
        for (Way& way : ways_)
        {
            masm_.ensure();
            masm_.bind(way.label);
            copy_values(*way.target, many);
            masm_.jump(way.target->label);
        }
    }
    /// Makes what branch_table is to carry ready.
    void prepare_branch_table(std::span<ControlFrame* const> targets, Entry& held)
    {
        const u32 count = static_cast<u32>(targets.front()->carries().size());
        const bool in_reg =
            std::ranges::all_of(targets, [](ControlFrame* t) { return t->carries_in_reg(); });
        if (count != 0 && in_reg)
            carry_in_reg(*targets.front(), &held);
        else
            settle_values(count);
    }

private:
    [[nodiscard]] static Reg result_reg(Kind kind) noexcept
    {
        return is_float(kind) ? M::float_result : M::integer_result;
    }

    // Whether the operands on top stand where the label expects what it carries.
    [[nodiscard]] bool in_place(const ControlFrame& target) noexcept
    {
        const u32 count = static_cast<u32>(target.carries().size());
        if (count == 0)
            return true;
        const Entry& top = values_[values_.height() - 1];
        if (target.carries_in_reg())
            return top.in == Entry::In::reg;
        return values_.height() - count == target.height;
    }

    // Brings the operands on top to where the label expects them.
    [[gnu::always_inline]] void carry(ControlFrame& target)
    {
        if (!target.carries().empty())
            carry_values(target);
    }
    [[gnu::noinline]] void carry_values(ControlFrame& target)
    {
        if (target.carries_in_reg())
            return carry_in_reg(target);
        settle_values(static_cast<u32>(target.carries().size()));
        if (!in_place(target))
            copy_values(target);
    }
    void carry_in_reg(const ControlFrame& target, Entry* held = nullptr)
    {
        const Kind kind = kind_of(target.results.front());
        Entry& value = values_.pop();
        values_.tighten(value);
        values_.to_this_reg(value, result_reg(kind), held);
        values_.push(value);
    }
    // Finds the frames among the targets of a br_table, however often each is named.
    void find_ways(std::span<ControlFrame* const> targets)
    {
        ++tables_;
        ways_.clear();
        for (ControlFrame* const target : targets)
        {
            if (target->table == tables_)
                continue;
            target->table = tables_;
            target->way = static_cast<u32>(ways_.size());
            ways_.push_back({.target = target, .label = {}});
        }
    }
    // Copies settled operands to where the label expects them, `briefly` in few bytes of code.
    void copy_values(const ControlFrame& target, bool briefly = false)
    {
        const u32 count = static_cast<u32>(target.carries().size());
        const u32 from = values_.slot_of(values_.height() - count);
        if (target.carries_in_reg())
            return masm_.load_slot(kind_of(target.results.front()),
                                   result_reg(kind_of(target.results.front())), from);
        if (const u32 to = values_.slot_of(target.height); to != from)
            masm_.copy_slots(to, from, count, briefly);
    }
    // Brings so many operands on top into their slots, constants too.
    void settle_values(u32 count)
    {
        const u32 height = values_.height();
        values_.tighten_above(height - count);
        values_.settle(height - count, height, true);
        for (u32 index = height - count; index < height; ++index)
            values_.settle_constant(index);
    }
    [[gnu::always_inline]] void push_carried(const ControlFrame& frame)
    {
        if (!frame.results.empty())
            push_results(frame);
    }
    [[gnu::noinline]] void push_results(const ControlFrame& frame)
    {
        if (!frame.carries_in_reg())
        {
            for (const ValueType type : frame.results)
                values_.push_slot(kind_of(type));
            return;
        }
        const Kind kind = kind_of(frame.results.front());
        values_.take(result_reg(kind));
        values_.push_reg(kind, result_reg(kind));
    }
    void push_params(const ControlFrame& frame)
    {
        for (const ValueType type : frame.params)
            values_.push_slot(kind_of(type));
    }

    // Brings locals to where the label expects them, or lets it expect them where they are.
    [[gnu::always_inline]] void conform(ControlFrame& target)
    {
        if (&target == &outermost())
            return; // Nobody reads locals after it.
        if (target.reached)
            return conform_to_label(target);
        target.reached = true;
        target.at_label = values_.state();
    }
    [[gnu::noinline]] void conform_to_label(ControlFrame& target)
    {
        const LocalState here = values_.state();
        LocalState& there = target.at_label;
        if (target.label.bound())
        {
            values_.load_homes(there.in_home - here.in_home);
            values_.store_homes(there.in_slot - here.in_slot);
            return;
        }
        there.in_home -= (there.in_home - here.in_home) & there.in_slot & here.in_slot;
        values_.load_homes(there.in_home - here.in_home);
        values_.store_homes((values_.homes() - there.in_home) - here.in_slot);
        there.in_slot &= values_.state().in_slot;
    }
    // Whether `conform` would emit anything.
    [[nodiscard]] static bool conforms(const ControlFrame& target, const LocalState& here,
                                       RegSet homes) noexcept
    {
        if (!target.reached)
            return true;
        const LocalState& there = target.at_label;
        const RegSet dropped = (there.in_home - here.in_home) & there.in_slot & here.in_slot;
        const RegSet in_home = there.in_home - dropped;
        return (in_home - here.in_home).empty() && ((homes - in_home) - here.in_slot).empty();
    }

    void start_alternative(ControlFrame& frame)
    {
        masm_.bind(frame.alternative);
        values_.set_state(frame.at_alternative);
        push_params(frame);
    }

    // The way past the only arm joins; whether that leaves code live.
    bool close_without_alternative(ControlFrame& frame, bool live)
    {
        if (live && frame.params.empty() && conforms(frame, frame.at_alternative, values_.homes()))
        {
            // The label takes on the state of the way past the arm, and the arm conforms to it.
            const LocalState arm = values_.state();
            values_.set_state(frame.at_alternative);
            conform(frame);
            values_.set_state(arm);
            conform(frame);
            masm_.bind(frame.alternative);
            values_.set_state(frame.at_label);
            return true;
        }
        alternative(live);
        return true;
    }
    [[nodiscard]] bool nobody_branches_to(const ControlFrame& frame) const noexcept
    {
        return frame.kind == FrameKind::block && !frame.label.used() && frames_.size() > 1;
    }
    // Nobody branches to the end: results stay where they are.
    void close_unlabelled(bool live)
    {
        const ControlFrame frame = innermost();
        frames_.pop_back();
        if (live)
            return;
        values_.drop_to(frame.height);
        values_.set_state({values_.homes(), {}});
        push_dead(frame.results);
    }
    // Values of code that no path reaches, which is emitted all the same.
    void push_dead(Types types)
    {
        for (const ValueType type : types)
            values_.push_slot(kind_of(type));
    }

    // Puts the results where the caller expects them, and returns.
    void finish(const ControlFrame& frame)
    {
        const u32 count = static_cast<u32>(frame.results.size());
        if (count > 1)
        {
            const Kind first = kind_of(frame.results.front());
            masm_.load_slot(first, result_reg(first), values_.slot_of(0));
            if (values_.slot_of(1) != 1)
                masm_.copy_slots(1, values_.slot_of(1), count - 1, false);
        }
        masm_.leave();
    }

    /// From a br_table to a frame that expects values elsewhere.
    struct Way
    {
        ControlFrame* target;
        Label label;
    };

    M& masm_;
    Values<M>& values_;
    std::vector<ControlFrame> frames_;
    std::vector<Label*> labels_;
    std::vector<Way> ways_; ///< of the current br_table
    u32 tables_ = 0;        ///< those of the function so far that had ways
};
} // namespace pawl::singlepass
