// Runs one script of the specification's test suite.
#pragma once

#include "engine/runtime/instantiate.hpp"
#include "engine/runtime/link.hpp"
#include "engine/tier.hpp"
#include "tests/spec/later.hpp"
#include "tests/spec/script.hpp"

namespace pawl::spec
{
/// What scripts are run with.
struct Setting
{
    const Tier& tier;
    bool law = false; ///< whether the tier counts, and gas is held against the sum
    LaterList& later;
};

/// How one command ended.
struct Verdict
{
    enum class Kind : u8
    {
        passed,
        failed,
        later,  ///< waits for a feature that the list names
        textual ///< concerns the text format, which this engine does not read
    };

    Kind kind = Kind::passed;
    std::string why; ///< of failures

    [[nodiscard]] static Verdict failed(std::string why) { return {Kind::failed, std::move(why)}; }
    [[nodiscard]] static Verdict later() { return {Kind::later, {}}; }
};

/// Counts of assertions; what fails and is none counts as well.
struct Tally
{
    u32 scripts = 0, passed = 0, failed = 0, later = 0, textual = 0;

    Tally& operator+=(const Tally& other);
};

/// One script being run: its modules, instances and names.
class Runner
{
public:
    Runner(const Script& script, const Setting& setting);

    /// Runs all commands; says on standard output what fails.
    Tally run();

private:
    // Errors are verdicts: that something failed, or that it waits.
    template <typename T>
    using Or = std::expected<T, Verdict>;

    struct Loaded
    {
        AnalysedModule module;
        std::unique_ptr<Executable> executable;
    };

    // How an instantiation went.
    struct Started
    {
        Instance* instance = nullptr;
        Outcome outcome;
        std::optional<Code> unlinkable;
    };

    // What an action gave.
    struct Given
    {
        Outcome outcome;
        std::vector<ValueType> types;
    };

    using Handler = Verdict (Runner::*)(const Command&);
    [[nodiscard]] static Handler handler(std::string_view type);

    Verdict module(const Command& command);
    Verdict module_definition(const Command& command);
    Verdict module_instance(const Command& command);
    Verdict register_name(const Command& command);
    Verdict action(const Command& command);
    Verdict assert_return(const Command& command);
    Verdict assert_trap(const Command& command);
    Verdict assert_exception(const Command& command);
    Verdict assert_refused(const Command& command);
    Verdict assert_unlinkable(const Command& command);
    Verdict assert_uninstantiable(const Command& command);

    Or<const Loaded*> load(const Command& command);
    Or<const Loaded*> load(Bytes bytes);
    Verdict refused(const Rejection& rejection);
    Or<Started> start(const Loaded& loaded);
    Or<Instance*> instantiate(const Loaded& loaded);
    Or<Instance*> named(const std::string& name) const;
    Or<Given> perform(const Action& action);
    Or<Given> invoke(Instance& instance, const Action& action);
    static Or<Given> get(const Instance& instance, const Action& action);
    void name_instance(const std::string& name, const Or<Instance*>& instance);

    const Script& script_;
    const Setting& setting_;
    MemoryPool memories_;
    InstanceGroup group_{memories_};
    std::deque<Loaded> loaded_;
    std::map<std::string, Or<const Loaded*>> definitions_;
    std::map<std::string, Or<Instance*>> instances_; ///< the current one is the empty name
    ImportSource imports_;
    std::set<std::string> waiting_; ///< names registered for instances that wait for a feature
};
} // namespace pawl::spec
