// The form of genesis that people keep.
#include "base/bech32.hpp"
#include "chain/genesis.hpp"
#include "determinism/profile.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace pawl::chain
{
namespace
{
using Json = nlohmann::json;
using Ordered = nlohmann::ordered_json;

std::unexpected<Failure> wrong(std::string_view text)
{
    return failure(FailureKind::bad_input, fmt::format("genesis: {}", text));
}

/// Finds the keys that an object has twice, of which the library would silently keep the last.
class DuplicateFinder
{
public:
    bool operator()(int, Json::parse_event_t event, Json& value)
    {
        if (event == Json::parse_event_t::object_start)
            open_.emplace_back();
        if (event == Json::parse_event_t::object_end)
            open_.pop_back();
        if (event == Json::parse_event_t::key)
            note(value.get<std::string>());
        return true;
    }

    [[nodiscard]] const std::string& found() const noexcept { return found_; }

private:
    void note(const std::string& key)
    {
        if (!open_.back().insert(key).second && found_.empty())
            found_ = key;
    }

    std::vector<std::set<std::string>> open_;
    std::string found_;
};

/// Where byte `number` of a text stands, counted from 1.
std::string place(std::string_view text, std::size_t number)
{
    const std::string_view before = text.substr(0, number == 0 ? 0 : number - 1);
    // Of no line end, npos + 1 is where the text begins.
    const std::size_t line_begin = before.rfind('\n') + 1;
    return fmt::format("line {}, column {}", 1 + std::ranges::count(before, '\n'),
                       1 + before.size() - line_begin);
}

Attempt<Json> parse(std::string_view text)
{
    DuplicateFinder duplicates;
    try
    {
        Json out = Json::parse(text, std::ref(duplicates));
        if (!duplicates.found().empty())
            return wrong(fmt::format("field \"{}\" stands twice", duplicates.found()));
        return out;
    }
    catch (const Json::parse_error& error)
    {
        return wrong(fmt::format("not JSON at {}", place(text, error.byte)));
    }
    catch (const Json::exception&)
    {
        return wrong("a number does not fit");
    }
}

/// Reads the fields of one object and remembers the first thing that is wrong.
class Fields
{
public:
    Fields(const Json& object, std::string path) : object_{object}, path_{std::move(path)}
    {
        if (!object.is_object())
            fail("must be an object");
    }

    /// The field's value, or null after a failure.
    const Json& take(const char* name, Json::value_t type, const char* called)
    {
        static const Json nothing;
        known_.insert(name);
        if (error_)
            return nothing;
        const auto found = object_.find(name);
        if (found == object_.end())
            return fail(fmt::format("lacks \"{}\"", name)), nothing;
        if (found->type() != type)
            return fail(fmt::format("\"{}\" must be {}", name, called)), nothing;
        return *found;
    }

    std::string text(const char* name)
    {
        const Json& value = take(name, Json::value_t::string, "a string");
        return error_ ? std::string{} : value.get<std::string>();
    }

    bool boolean(const char* name)
    {
        const Json& value = take(name, Json::value_t::boolean, "true or false");
        return !error_ && value.get<bool>();
    }

    U256 amount(const char* name) { return number(name); }

    u64 height(const char* name)
    {
        const auto value = number(name).to_u64();
        if (!value)
            fail(fmt::format("\"{}\" does not fit 64 bits", name));
        return value.value_or(0);
    }

    Bytes32 id(const char* name)
    {
        const auto value = from_hex(text(name));
        const auto out = value ? bytes32(*value) : std::nullopt;
        if (!out)
            fail(fmt::format("\"{}\" must be 64 hexadecimal digits", name));
        return out.value_or(Bytes32{});
    }

    void fail(const std::string& what)
    {
        if (!error_)
            error_ = path_ + " " + what;
    }

    /// The first failure, or the first field that nobody asked for.
    Attempt<void> finish()
    {
        if (!error_)
            for (const auto& [name, value] : object_.items())
                if (!known_.contains(name))
                    fail(fmt::format("has the unknown field \"{}\"", name));
        if (error_)
            return wrong(*error_);
        return {};
    }

private:
    // Integers over 32 bits are decimal strings, because readers of JSON may round larger numbers.
    U256 number(const char* name)
    {
        known_.insert(name);
        const auto found = error_ ? object_.end() : object_.find(name);
        if (!error_ && found != object_.end() && found->is_number_unsigned() &&
            found->get<u64>() <= 0xFFFFFFFF)
            return found->get<u64>();
        const Json& digits = take(name, Json::value_t::string, "a decimal string");
        const auto value = from_decimal(error_ ? "" : digits.get_ref<const std::string&>());
        if (!value)
            fail(fmt::format("\"{}\" must be a decimal string", name));
        return value.value_or(U256{});
    }

    const Json& object_;
    std::string path_;
    std::set<std::string> known_;
    std::optional<std::string> error_;
};

/// How the chain's addresses begin as text, where this build can read its first profile.
std::optional<std::string> address_prefix(const Genesis& genesis)
{
    if (genesis.activations.empty())
        return {};
    const auto file = genesis.profiles.find(genesis.activations.front().parameters.profile_id);
    if (file == genesis.profiles.end())
        return {};
    auto profile = parse_profile(file->second);
    return profile ? std::optional{std::move(profile->address_prefix)} : std::nullopt;
}

Attempt<Bytes32> read_address(const std::string& text, const Genesis& genesis)
{
    std::optional<Bytes32> out;
    if (const auto raw = from_hex(text))
        out = bytes32(*raw);
    else if (const auto decoded = from_bech32(text))
    {
        const auto prefix = address_prefix(genesis);
        if (prefix && decoded->prefix != *prefix)
            return wrong(fmt::format("address \"{}\" must begin with \"{}1\"", text, *prefix));
        out = bytes32(decoded->bytes);
    }
    if (!out)
        return wrong(fmt::format("\"{}\" is no address", text));
    return *out;
}

Attempt<Balances> read_balances(const Json& json, const std::string& path)
{
    Balances out;
    Fields fields{json, path};
    for (const auto& [denomination, value] : json.items())
        out[denomination] = fields.amount(denomination.c_str());
    if (const auto end = fields.finish(); !end)
        return std::unexpected{end.error()};
    return out;
}

Attempt<void> read_account(const Json& json, const std::string& path, Genesis& out)
{
    Fields fields{json, path};
    const std::string text = fields.text("address");
    const Json& balances = fields.take("balances", Json::value_t::object, "an object");
    if (const auto end = fields.finish(); !end)
        return end;
    const auto address = read_address(text, out);
    if (!address)
        return std::unexpected{address.error()};
    auto amounts = read_balances(balances, path + ".balances");
    if (!amounts)
        return std::unexpected{amounts.error()};
    if (!out.accounts.emplace(*address, std::move(*amounts)).second)
        return wrong(fmt::format("account {} stands twice", text));
    return {};
}

Attempt<void> read_activation(const Json& json, const std::string& path, Genesis& out)
{
    Fields fields{json, path};
    Activation activation;
    activation.height = fields.height("height");
    const u64 version = fields.height("semantics_version");
    if (version > 0xFFFF)
        fields.fail("\"semantics_version\" does not fit 16 bits");
    activation.parameters = {static_cast<u16>(version), fields.id("profile"),
                             fields.id("schedule")};
    out.activations.push_back(activation);
    return fields.finish();
}

Attempt<void> read_each(const Json& list, const std::string& name, Genesis& out,
                        Attempt<void> (*read)(const Json&, const std::string&, Genesis&))
{
    for (std::size_t i = 0; i < list.size(); ++i)
        if (const auto done = read(list[i], fmt::format("{}[{}]", name, i), out); !done)
            return done;
    return {};
}

Attempt<void> read_files(const Json& object, const std::string& name,
                         std::map<Bytes32, std::string>& out)
{
    for (const auto& [key, value] : object.items())
    {
        const auto raw = from_hex(key);
        const auto id = raw ? bytes32(*raw) : std::nullopt;
        if (!id || !value.is_string())
            return wrong(
                fmt::format("{} must map an id (64 hexadecimal digits) to a file's text", name));
        out[*id] = value.get<std::string>();
    }
    return {};
}

std::string address_text(const std::optional<std::string>& prefix, const Bytes32& address)
{
    return prefix ? to_bech32(*prefix, address) : to_hex(address);
}

Ordered accounts_json(const Genesis& genesis)
{
    const auto prefix = address_prefix(genesis);
    Ordered out = Ordered::array();
    for (const auto& [address, balances] : genesis.accounts)
    {
        Ordered amounts = Ordered::object();
        for (const auto& [denomination, amount] : balances)
            amounts[denomination] = to_decimal(amount);
        out.push_back({{"address", address_text(prefix, address)}, {"balances", amounts}});
    }
    return out;
}

Ordered activations_json(const Genesis& genesis)
{
    Ordered out = Ordered::array();
    for (const auto& [height, parameters] : genesis.activations)
        out.push_back({{"height", to_decimal(height)},
                       {"semantics_version", parameters.semantics_version},
                       {"profile", to_hex(parameters.profile_id)},
                       {"schedule", to_hex(parameters.schedule_id)}});
    return out;
}

Ordered files_json(const std::map<Bytes32, std::string>& files)
{
    Ordered out = Ordered::object();
    for (const auto& [id, text] : files)
        out[to_hex(id)] = text;
    return out;
}
} // namespace

Attempt<Genesis> read_genesis(std::string_view text)
{
    const auto json = parse(text);
    if (!json)
        return std::unexpected{json.error()};
    Genesis out;
    Fields fields{*json, "the file"};
    out.chain_id = fields.text("chain_id");
    out.initial_height = fields.height("initial_height");
    out.unsigned_senders = fields.boolean("unsigned_senders");
    const Json& fee = fields.take("fee", Json::value_t::object, "an object");
    const Json& accounts = fields.take("accounts", Json::value_t::array, "a list");
    const Json& activations = fields.take("activations", Json::value_t::array, "a list");
    const Json& profiles = fields.take("profiles", Json::value_t::object, "an object");
    const Json& schedules = fields.take("schedules", Json::value_t::object, "an object");
    if (const auto end = fields.finish(); !end)
        return std::unexpected{end.error()};

    Fields fee_fields{fee, "fee"};
    out.fee_denomination = fee_fields.text("denomination");
    out.minimum_fee_per_gas = fee_fields.amount("minimum_per_gas");
    // Addresses are read last, because the profile decides how they begin.
    for (const auto& done :
         {fee_fields.finish(), read_each(activations, "activations", out, read_activation),
          read_files(profiles, "profiles", out.profiles),
          read_files(schedules, "schedules", out.schedules),
          read_each(accounts, "accounts", out, read_account)})
        if (!done)
            return std::unexpected{done.error()};
    if (const auto valid = validate(out); !valid)
        return std::unexpected{valid.error()};
    return out;
}

std::string write_genesis(const Genesis& genesis)
{
    Ordered out;
    out["chain_id"] = genesis.chain_id;
    out["initial_height"] = to_decimal(genesis.initial_height);
    out["unsigned_senders"] = genesis.unsigned_senders;
    out["fee"] = {{"denomination", genesis.fee_denomination},
                  {"minimum_per_gas", to_decimal(genesis.minimum_fee_per_gas)}};
    out["accounts"] = accounts_json(genesis);
    out["activations"] = activations_json(genesis);
    out["profiles"] = files_json(genesis.profiles);
    out["schedules"] = files_json(genesis.schedules);
    return out.dump(2) + "\n";
}
} // namespace pawl::chain
