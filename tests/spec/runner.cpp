#include "tests/spec/runner.hpp"

#include "base/check.hpp"
#include "tests/corpus/files.hpp"
#include "tests/spec/spectest.hpp"
#include "tests/spec/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pawl::spec
{
namespace
{
using Kind = Verdict::Kind;

/// One entry into the engine, with gas that does not run out.
struct Entry
{
    explicit Entry(const Setting& setting)
    {
        execution.gas = &gas;
        execution.schedule = &default_schedule();
        execution.runner = &setting.tier;
        execution.stack_limit = permissive_profile().stack_units;
        execution.nesting_limit = permissive_profile().nesting;
        if (setting.law)
            execution.naive_gas = &sum;
    }

    /// Whether gas is what the law says of the sum, where one was made.
    [[nodiscard]] bool lawful(const Outcome& outcome) const
    {
        if (execution.naive_gas == nullptr)
            return true;
        return outcome.returned() ? gas.used() == sum : gas.used() >= sum;
    }

    GasMeter gas{max_gas_limit};
    u64 sum = 0;
    Execution execution;
};

std::string describe(const Outcome& outcome)
{
    return fmt::format("{} {}", name(outcome.completion),
                       outcome.completion == Completion::trapped ? name(outcome.trap) : "");
}

/// Whether the trap is the one that a script means by a text. Some texts say more than a trap's
/// message, some less.
bool is_trap(const Outcome& outcome, std::string_view text)
{
    const std::string_view known = message(outcome.trap);
    return outcome.completion == Completion::trapped && !text.empty() &&
           (known.starts_with(text) || text.starts_with(known));
}

bool is_feature(Code code)
{
    return code >= Code::off_mutable_globals && code <= Code::off_threads;
}

bool is_limit(Code code)
{
    return code >= Code::limit_module_bytes && code <= Code::limit_frame_units;
}

Verdict broken_law(const Entry& entry)
{
    return Verdict::failed(
        fmt::format("gas used is {}, but the instructions cost {}", entry.gas.used(), entry.sum));
}
} // namespace

Tally& Tally::operator+=(const Tally& other)
{
    scripts += other.scripts;
    passed += other.passed;
    failed += other.failed;
    later += other.later;
    textual += other.textual;
    return *this;
}

Runner::Runner(const Script& script, const Setting& setting) : script_{script}, setting_{setting}
{
    imports_.hosts = &spectest_hosts();
    const auto loaded = load(spectest_module());
    PAWL_CHECK(loaded, "spectest is a valid module");
    const auto instance = instantiate(**loaded);
    PAWL_CHECK(instance, "spectest has what it imports");
    imports_.instances["spectest"] = *instance;
}

Runner::Handler Runner::handler(std::string_view type)
{
    static constexpr std::pair<std::string_view, Handler> handlers[] = {
        {"module", &Runner::module},
        {"module_definition", &Runner::module_definition},
        {"module_instance", &Runner::module_instance},
        {"register", &Runner::register_name},
        {"action", &Runner::action},
        {"assert_return", &Runner::assert_return},
        {"assert_trap", &Runner::assert_trap},
        {"assert_exhaustion", &Runner::assert_trap},
        {"assert_exception", &Runner::assert_exception},
        {"assert_invalid", &Runner::assert_refused},
        {"assert_malformed", &Runner::assert_refused},
        {"assert_unlinkable", &Runner::assert_unlinkable},
        {"assert_uninstantiable", &Runner::assert_uninstantiable},
    };
    const auto* const found =
        std::ranges::find(handlers, type, &std::pair<std::string_view, Handler>::first);
    return found == std::end(handlers) ? nullptr : found->second;
}

Tally Runner::run()
{
    Tally tally{.scripts = 1};
    for (const Command& command : script_.commands)
    {
        const Handler handle = handler(command.type);
        Verdict verdict = handle == nullptr ? Verdict::failed("a kind that is not known")
                                            : (this->*handle)(command);
        if (verdict.kind == Kind::failed && handle != nullptr &&
            setting_.later.allows_failure(script_.name))
            verdict = Verdict::later();
        if (verdict.kind == Kind::failed)
        {
            ++tally.failed;
            fmt::print("{}:{}: {}: {}\n", script_.name, command.line, command.type, verdict.why);
        }
        else if (command.is_assertion())
            ++(verdict.kind == Kind::passed  ? tally.passed
               : verdict.kind == Kind::later ? tally.later
                                             : tally.textual);
    }
    return tally;
}

// Modules

Verdict Runner::refused(const Rejection& rejection)
{
    if (setting_.later.allows(script_.name, rejection.code))
        return Verdict::later();
    return Verdict::failed(
        fmt::format("refused: {} at byte {}", name(rejection.code), rejection.offset));
}

Runner::Or<const Runner::Loaded*> Runner::load(Bytes bytes)
{
    auto module = analyse(std::move(bytes), permissive_profile(), default_schedule());
    if (!module)
        return std::unexpected{refused(module.error())};
    Loaded& loaded = loaded_.emplace_back(Loaded{*std::move(module), nullptr});
    loaded.executable = setting_.tier.prepare(loaded.module);
    return &loaded;
}

Runner::Or<const Runner::Loaded*> Runner::load(const Command& command)
{
    return load(corpus::read(script_.folder / command.file));
}

Runner::Or<Runner::Started> Runner::start(const Loaded& loaded)
{
    const Module& module = loaded.module.module;
    for (const Import& import : module.imports)
        if (waiting_.contains(std::string{import.module}))
            return std::unexpected{Verdict::later()};
    const auto imports = resolve_imports(module, imports_);
    if (!imports)
        return Started{nullptr, {}, imports.error().code};
    Entry entry{setting_};
    entry.sum = loaded.module.plan.instantiation_price;
    auto [instance, outcome] =
        group_.instantiate(loaded.module, *loaded.executable, *imports,
                           permissive_profile().module.limits, entry.execution);
    if (!entry.lawful(outcome))
        return std::unexpected{broken_law(entry)};
    return Started{instance, std::move(outcome), std::nullopt};
}

Runner::Or<Instance*> Runner::instantiate(const Loaded& loaded)
{
    const auto started = start(loaded);
    if (!started)
        return std::unexpected{started.error()};
    if (started->unlinkable)
        return std::unexpected{
            Verdict::failed(fmt::format("not linked: {}", name(*started->unlinkable)))};
    if (!started->outcome.returned())
        return std::unexpected{Verdict::failed(describe(started->outcome))};
    return started->instance;
}

void Runner::name_instance(const std::string& name, const Or<Instance*>& instance)
{
    instances_.insert_or_assign(std::string{}, instance);
    instances_.insert_or_assign(name, instance);
}

Verdict Runner::module(const Command& command)
{
    const auto loaded = load(command);
    const auto instance =
        loaded ? instantiate(**loaded) : Or<Instance*>{std::unexpected{loaded.error()}};
    name_instance(command.name, instance);
    return instance ? Verdict{} : instance.error();
}

Verdict Runner::module_definition(const Command& command)
{
    const auto loaded = load(command);
    definitions_.insert_or_assign(command.name, loaded);
    return loaded ? Verdict{} : loaded.error();
}

Verdict Runner::module_instance(const Command& command)
{
    const auto definition = definitions_.find(command.module);
    if (definition == definitions_.end())
        return Verdict::failed("no definition of this name");
    const auto instance = definition->second
                              ? instantiate(**definition->second)
                              : Or<Instance*>{std::unexpected{definition->second.error()}};
    name_instance(command.name, instance);
    return instance ? Verdict{} : instance.error();
}

Verdict Runner::register_name(const Command& command)
{
    const auto instance = named(command.name);
    if (instance)
        imports_.instances.insert_or_assign(command.as, *instance);
    else
        waiting_.insert(command.as);
    return instance ? Verdict{} : instance.error();
}

// Whether bytes are malformed or invalid depends on the features that the reader knows, so any
// refusal will do but one for a feature.
Verdict Runner::assert_refused(const Command& command)
{
    if (command.textual)
        return {Kind::textual, {}};
    const auto module = analyse(corpus::read(script_.folder / command.file), permissive_profile(),
                                default_schedule());
    if (module)
        return Verdict::failed(fmt::format("accepted, but: {}", command.text));
    // A limit is no verdict on what the script says of the module.
    const Code code = module.error().code;
    return is_feature(code) || is_limit(code) ? refused(module.error()) : Verdict{};
}

Verdict Runner::assert_unlinkable(const Command& command)
{
    const auto loaded = load(command);
    if (!loaded)
        return loaded.error();
    const auto started = start(**loaded);
    if (!started)
        return started.error();
    if (!started->unlinkable)
        return Verdict::failed(fmt::format("linked, but: {}", command.text));
    const Code expected =
        command.text == "unknown import" ? Code::unknown_import : Code::import_type_mismatch;
    if (*started->unlinkable != expected)
        return Verdict::failed(
            fmt::format("{}, but: {}", name(*started->unlinkable), command.text));
    return {};
}

Verdict Runner::assert_uninstantiable(const Command& command)
{
    const auto loaded = load(command);
    if (!loaded)
        return loaded.error();
    const auto started = start(**loaded);
    if (!started)
        return started.error();
    if (started->unlinkable)
        return Verdict::failed(fmt::format("not linked: {}", name(*started->unlinkable)));
    if (!is_trap(started->outcome, command.text))
        return Verdict::failed(
            fmt::format("{}, but: {}", describe(started->outcome), command.text));
    return {};
}

// Actions

Runner::Or<Instance*> Runner::named(const std::string& name) const
{
    const auto found = instances_.find(name);
    if (found == instances_.end())
        return std::unexpected{Verdict::failed(fmt::format("no instance is named '{}'", name))};
    // Why there is none was said where it should have been made.
    if (!found->second && found->second.error().kind == Kind::failed)
        return std::unexpected{Verdict::failed("its module has no instance")};
    return found->second;
}

Runner::Or<Runner::Given> Runner::invoke(Instance& instance, const Action& action)
{
    const auto function = instance.find_function(action.field);
    if (!function)
        return std::unexpected{Verdict::failed(fmt::format("no function '{}'", action.field))};
    const FunctionType& type = instance.module().function_type(*function);
    std::vector<u64> arguments;
    for (const Value& value : action.arguments)
    {
        const auto slot = to_slot(value);
        if (!slot)
            return std::unexpected{
                Verdict::failed(fmt::format("an argument of a type not known: {}", value.type))};
        arguments.push_back(*slot);
    }
    if (arguments.size() != type.params.size())
        return std::unexpected{Verdict::failed("the function takes other arguments")};
    Entry entry{setting_};
    Outcome outcome = setting_.tier.run(instance, *function, arguments, entry.execution);
    if (!entry.lawful(outcome))
        return std::unexpected{broken_law(entry)};
    return Given{std::move(outcome), type.results};
}

Runner::Or<Runner::Given> Runner::get(const Instance& instance, const Action& action)
{
    const auto found = instance.find_export(action.field);
    if (!found || !std::holds_alternative<GlobalInstance*>(*found))
        return std::unexpected{Verdict::failed(fmt::format("no global '{}'", action.field))};
    const GlobalInstance& global = *std::get<GlobalInstance*>(*found);
    Given given;
    given.outcome.results = {global.value[0]};
    given.types = {global.type.type};
    return given;
}

Runner::Or<Runner::Given> Runner::perform(const Action& action)
{
    const auto instance = named(action.module);
    if (!instance)
        return std::unexpected{instance.error()};
    if (action.type == "invoke")
        return invoke(**instance, action);
    if (action.type == "get")
        return get(**instance, action);
    return std::unexpected{Verdict::failed(fmt::format("an action not known: {}", action.type))};
}

Verdict Runner::action(const Command& command)
{
    const auto given = perform(command.action);
    if (!given)
        return given.error();
    if (!given->outcome.returned())
        return Verdict::failed(describe(given->outcome));
    return {};
}

Verdict Runner::assert_return(const Command& command)
{
    const auto given = perform(command.action);
    if (!given)
        return given.error();
    if (!given->outcome.returned())
        return Verdict::failed(
            fmt::format("{}: {}", command.action.field, describe(given->outcome)));
    if (const auto wrong = mismatch(command.expected, given->types, given->outcome.results))
        return Verdict::failed(fmt::format("{}: {}", command.action.field, *wrong));
    return {};
}

Verdict Runner::assert_trap(const Command& command)
{
    const auto given = perform(command.action);
    if (!given)
        return given.error();
    if (!is_trap(given->outcome, command.text))
        return Verdict::failed(fmt::format("{}: {}, but: {}", command.action.field,
                                           describe(given->outcome), command.text));
    return {};
}

Verdict Runner::assert_exception(const Command& command)
{
    const auto given = perform(command.action);
    if (!given)
        return given.error();
    if (given->outcome.trap != Trap::uncaught_exception)
        return Verdict::failed(
            fmt::format("{}: {}", command.action.field, describe(given->outcome)));
    return {};
}
} // namespace pawl::spec
