#include "contract/frame_stack.hpp"

#include "contract/bank.hpp"
#include "contract/records.hpp"
#include "state/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pawl::contract
{
namespace
{
using state::StoreErrorKind;
using state::StoreResult;

Reply refused(std::string why)
{
    Reply reply;
    reply.status = Status::refused;
    reply.diagnostics.text = std::move(why);
    return reply;
}

Reply forbidden()
{
    Reply reply;
    reply.reentry = true;
    return reply;
}

template <typename T>
StoreResult<std::optional<T>> read_record(Journal& journal, BytesView key,
                                          Expected<T> (*decode)(BytesView))
{
    const auto value = journal.get(key);
    if (!value)
        return std::unexpected{value.error()};
    if (!*value)
        return std::nullopt;
    const auto record = decode(**value);
    if (!record)
        return state::fail(StoreErrorKind::corrupt,
                           std::string{"a code or contract record cannot be read"} +
                               state::restore);
    return *record;
}

Status status_of(Completion completion)
{
    switch (completion)
    {
    case Completion::returned:
        return Status::ok;
    case Completion::exited:
        return Status::reverted;
    case Completion::trapped:
        return Status::trapped;
    case Completion::out_of_gas:
    case Completion::cancelled:
        return Status::out_of_gas;
    }
    return Status::refused;
}

std::string describe(const Outcome& outcome)
{
    if (outcome.completion == Completion::trapped)
        return std::string{message(outcome.trap)};
    if (outcome.completion == Completion::exited)
        return "the contract reverted";
    if (outcome.completion == Completion::cancelled)
        return "the execution was cancelled";
    return "the gas limit is used up";
}
} // namespace

Reply FrameStack::run(Request request)
{
    std::optional<Reply> answer = open(std::move(request));
    while (!frames_.empty())
    {
        Frame& frame = *frames_.back();
        if (answer)
            frame.reply = std::move(*answer);
        answer.reset();
        if (frame.fiber && !frame.fiber->resume())
            answer = open(*std::exchange(frame.request, std::nullopt));
        else
            answer = close();
    }
    return std::move(*answer);
}

std::optional<Reply> FrameStack::open(Request request)
{
    if (auto reply = check(request))
        return reply;
    const auto target = find_target(request);
    if (!target)
        return fail(target.error());
    if (!*target)
        return refused(request.entry.kind == EntryKind::deploy
                           ? "no code with this hash is stored"
                           : "no contract stands at this address");
    const Journal::Savepoint savepoint = state_.journal.save();
    std::optional<Reply> refusal;
    if (request.entry.kind == EntryKind::deploy)
        refusal = make_contract(request, (*target)->abi);
    if (!refusal)
        refusal = move_value(request.entry);
    if (refusal)
    {
        state_.journal.roll_back(savepoint);
        return refusal;
    }
    load(push(std::move(request), savepoint), **target);
    return std::nullopt;
}

std::optional<Reply> FrameStack::check(const Request& request) const
{
    if (frames_.empty())
        return std::nullopt;
    const Execution& execution = frames_.back()->execution;
    if (execution.nesting == execution.nesting_limit)
        return refused("contracts are nested too deeply");
    const auto is_it = [&](const std::unique_ptr<Frame>& frame)
    { return frame->entry.contract == request.entry.contract; };
    if (!state_.block.profile->reentrancy && std::ranges::any_of(frames_, is_it))
        return forbidden();
    return std::nullopt;
}

StoreResult<std::optional<FrameStack::Target>> FrameStack::find_target(const Request& request)
{
    Target target{.code_hash = request.code_hash};
    if (request.entry.kind != EntryKind::deploy)
    {
        const auto record = read_record(state_.journal, state::contract_key(request.entry.contract),
                                        &decode_contract_record);
        if (!record)
            return std::unexpected{record.error()};
        if (!*record)
            return std::nullopt;
        target.code_hash = (*record)->code_hash;
    }
    const auto code =
        read_record(state_.journal, state::code_key(target.code_hash), &decode_code_record);
    if (!code)
        return std::unexpected{code.error()};
    if (!*code)
        return std::nullopt;
    target.code_length = (*code)->length;
    target.abi = (*code)->abi;
    return target;
}

std::optional<Reply> FrameStack::make_contract(const Request& request, u8 abi)
{
    const Bytes key = state::contract_key(request.entry.contract);
    const auto taken = state_.journal.get(key);
    if (!taken)
        return fail(taken.error());
    if (*taken)
        return refused("a contract stands at this address already: use another salt");
    state_.journal.set(key, encode(ContractRecord{.code_hash = request.code_hash,
                                                  .creator = request.entry.caller,
                                                  .admin = request.admin,
                                                  .abi = abi}));
    return std::nullopt;
}

std::optional<Reply> FrameStack::move_value(const Entry& entry)
{
    const auto moved = move_coins(state_.journal, entry.caller, entry.contract, entry.coins);
    if (!moved)
        return fail(moved.error());
    if (!*moved)
        return refused("the coins to be sent are not covered by the balance");
    return std::nullopt;
}

Frame& FrameStack::push(Request request, Journal::Savepoint savepoint)
{
    const u32 nesting = frames_.empty() ? 0 : frames_.back()->execution.nesting + 1;
    Frame& frame = *frames_.emplace_back(
        std::make_unique<Frame>(state_, std::move(request.entry), pools_.memories));
    frame.savepoint = savepoint;
    frame.events_before = state_.events.size();
    frame.allowance = state_.gas.enter(request.gas_cap);
    state_.host_digest.frame_entered(state_.gas.used());

    const Profile& profile = *state_.block.profile;
    Execution& execution = frame.execution;
    execution.gas = &state_.gas;
    execution.schedule = state_.block.schedule;
    execution.runner = &loader_.tier();
    execution.stack_limit = profile.stack_units;
    execution.nesting_limit = profile.nesting;
    execution.nesting = nesting;
    execution.host_state = &frame;
    execution.host_observer = &state_.host_digest;
    execution.step_observer = steps_;
    return frame;
}

void FrameStack::load(Frame& frame, const Target& target)
{
    const u64 price = charge(state_.block.schedule->operation("code_load"), target.code_length);
    if (!state_.charge(Category::code_load, price))
    {
        frame.outcome.completion = completion_of(state_.gas);
        return;
    }
    const Abi* const abi = loader_.abi(target.abi);
    if (abi == nullptr)
        frame.refusal = "this build does not have the contract's ABI";
    else if (load_code(frame, target.code_hash))
        start(frame, *abi);
}

bool FrameStack::load_code(Frame& frame, const Bytes32& hash)
{
    frame.code = loader_.find(hash, state_.block);
    if (frame.code != nullptr)
        return true;
    const auto bytes = state_.journal.code(hash);
    if (!bytes)
    {
        static_cast<void>(fail(bytes.error()));
        return false;
    }
    if (!*bytes)
    {
        static_cast<void>(fail({StoreErrorKind::corrupt, "the bytes of a recorded code are not "
                                                         "in the store: restore the folder"}));
        return false;
    }
    const auto code = loader_.load(hash, **bytes, state_.block);
    if (!code)
    {
        frame.refusal = fmt::format("the code is not valid under the profile in force: {}",
                                    message(code.error().code));
        return false;
    }
    frame.code = *code;
    return true;
}

void FrameStack::start(Frame& frame, const Abi& abi)
{
    if (!abi.has_entry(frame.code->module.module, frame.entry.kind))
    {
        frame.refusal = "the contract has no such entry";
        return;
    }
    frame.fiber.emplace(pools_.stacks,
                        [this, &frame, &abi](Fiber& fiber)
                        {
                            frame.execution.fiber = &fiber;
                            frame.outcome = enter(frame, abi);
                        });
}

Outcome FrameStack::enter(Frame& frame, const Abi& abi) const
{
    const LoadedCode& code = *frame.code;
    InstanceGroup::Result made =
        frame.instances.instantiate(code.module, *code.executable, code.imports,
                                    state_.block.profile->module.limits, frame.execution);
    if (made.instance == nullptr)
        return std::move(made.outcome);
    // There is an instance, so its price was paid.
    state_.book(Category::code_load, code.module.plan.instantiation_price);
    if (!made.outcome.returned())
        return std::move(made.outcome);
    return abi.enter(frame, *made.instance);
}

Reply FrameStack::close()
{
    const std::unique_ptr<Frame> frame = std::move(frames_.back());
    frames_.pop_back();
    const Outcome& outcome = frame->outcome;
    state_.host_digest.frame_left(state_.gas.used());

    Reply reply;
    reply.status = frame->refusal ? Status::refused : status_of(outcome.completion);
    reply.trap = outcome.trap;
    if (reply.status != Status::ok)
    {
        state_.journal.roll_back(frame->savepoint);
        state_.events.resize(frame->events_before);
        reply.diagnostics = {.text = frame->refusal.value_or(describe(outcome)),
                             .gas_wanted =
                                 reply.status == Status::out_of_gas ? state_.gas.wanted() : 0,
                             .backtrace = outcome.backtrace};
    }
    if (reply.status == Status::ok || reply.status == Status::reverted)
        reply.data = std::move(frame->output);
    const bool unbounded =
        outcome.completion == Completion::cancelled ||
        (outcome.completion == Completion::out_of_gas && !frame->allowance.binds);
    reply.stopped = unbounded || state_.fault.has_value();
    state_.gas.leave(frame->allowance);
    return reply;
}

Reply FrameStack::fail(state::StoreError error)
{
    state_.fault = std::move(error);
    Reply reply;
    reply.stopped = true;
    return reply;
}
} // namespace pawl::contract
