#include "tests/contract/pawl_call.hpp"

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "state/keys.hpp"
#include "tests/contract/script.hpp"

#include <algorithm>

namespace pawl::contract
{
namespace
{
Bytes32 filled(u8 byte)
{
    Bytes32 out;
    out.bytes.fill(byte);
    return out;
}

Entry entry_of(bool read_only)
{
    return {.kind = read_only ? EntryKind::query : EntryKind::call,
            .contract = PawlCall::contract(),
            .caller = filled(0x22),
            .coins = coins(7),
            .input = to_bytes("0123456789"),
            .read_only = read_only};
}
} // namespace

void PawlCall::lower_limits(Profile& profile)
{
    profile.key_bytes = limit;
    profile.value_bytes = limit;
    profile.input_bytes = limit;
    profile.output_bytes = limit;
    profile.denomination_bytes = limit;
}

Bytes32 PawlCall::contract()
{
    return filled(0x33);
}

PawlCall::PawlCall(World& world, const Options& options)
{
    lower_limits(world.profile);
    state::Changes stored;
    stored.values[state::storage_key(contract(), as_bytes("key"))] = to_bytes("value");
    world.view.apply(std::move(stored));
    world.fund(contract(), U256{50});
    state_ =
        std::make_unique<TransactionState>(world.block, world.view, options.gas_limit, nullptr);
    frame_ = std::make_unique<Frame>(*state_, entry_of(options.read_only), pools_.memories);
    frame_->returned = to_bytes("9876543210");
    instantiate(world);
    fill_memory();
}

void PawlCall::instantiate(World& world)
{
    const Bytes module = ScriptedContract{}.bytes();
    code_ = world.executor.loader().load(sha256(module), module, world.block).value();
    GasMeter enough{max_gas_limit};
    Execution& execution = frame_->execution;
    execution.gas = &enough;
    execution.schedule = world.block.schedule;
    execution.runner = &world.executor.loader().tier();
    execution.nesting_limit = world.profile.nesting;
    execution.host_state = frame_.get();
    instance_ = frame_->instances
                    .instantiate(code_->module, *code_->executable, code_->imports,
                                 world.profile.module.limits, execution)
                    .instance;
    PAWL_CHECK(instance_ != nullptr, "an empty contract can be instantiated");
    execution.gas = &state_->gas;
}

void PawlCall::fill_memory()
{
    const auto put = [&](i64 at, BytesView bytes)
    { std::ranges::copy(bytes, memory().subspan(static_cast<std::size_t>(at)).begin()); };
    put(place::text, as_bytes("text!"));
    put(place::key, as_bytes("key"));
    put(place::value, as_bytes("value"));
    put(place::low, as_bytes("a"));
    put(place::high, as_bytes("zz"));
    put(place::denomination, as_bytes("coin"));
    Encoder list;
    encode(list, coins(5));
    PAWL_CHECK(list.view().size() == coins_length, "the length of the coins is right");
    put(place::coin_list, list.view());
    const Event event{.emitter = {}, .type = to_bytes("type"), .attributes = {{{}, to_bytes("x")}}};
    Encoder content;
    encode_content(content, event);
    PAWL_CHECK(content.view().size() == event_length, "the length of the event is right");
    put(place::event, content.view());
    put(place::address, filled(0x11));
    put(place::number, U256{256}.big_endian);
    put(place::malformed, filled(0xFF));
}

std::span<u8> PawlCall::memory() noexcept
{
    return {instance_->memories.front()->data(), wasm_page_bytes};
}

Bytes PawlCall::read(i64 at, std::size_t length)
{
    return to_bytes(BytesView{memory()}.subspan(static_cast<std::size_t>(at), length));
}

HostStatus PawlCall::call(std::string_view function, std::span<const i64> arguments)
{
    const std::vector<u64> slots{arguments.begin(), arguments.end()};
    const auto* const found =
        std::get<const FunctionInstance*>(code_->imports[pawl_number(function)]);
    HostStatus status;
    std::array<u64, 1> results{};
    Fiber fiber{pools_.stacks, [&](Fiber& own)
                {
                    frame_->execution.fiber = &own;
                    HostCall call{*found, *instance_, frame_->execution, slots, results};
                    status = found->host->call(call);
                }};
    if (!fiber.resume())
    {
        fiber.cancel();
        static_cast<void>(fiber.resume());
    }
    result_ = results.front();
    return status;
}
} // namespace pawl::contract
