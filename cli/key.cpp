// pawl key: secret keys and their accounts.
#include "cli/commands.hpp"
#include "cli/keys.hpp"
#include "cli/values.hpp"
#include "determinism/profile.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace pawl::cli
{
namespace
{
struct KeyOptions
{
    std::string name;
    std::string secret;
    std::string prefix;
    bool reveal = false;
};

Document describe(const std::string& name, const Key& key, std::string_view prefix)
{
    return {{"name", name},
            {"address", address_text(prefix, key.address)},
            {"address_hex", to_hex(key.address)},
            {"scheme", "secp256k1"},
            {"public_key", to_hex(key.secret.public_key())}};
}

void add(const Session& session, const KeyOptions& options, const Key& key)
{
    const auto file = KeyStore{session.home / "keys"}.add(options.name, key);
    Document document = describe(options.name, key, options.prefix);
    document["file"] = file.string();
    session.show(document);
}

void import(const Session& session, const KeyOptions& options)
{
    const Bytes text =
        options.secret.starts_with('@') ? parse_bytes(options.secret) : to_bytes(options.secret);
    std::string_view digits = as_text(text);
    while (digits.ends_with('\n'))
        digits.remove_suffix(1);
    const auto raw = from_hex(digits);
    const auto scalar = raw ? bytes32(*raw) : std::nullopt;
    // The refusal does not repeat what it was given.
    if (!scalar)
        throw Stop{ExitCode::usage, "the secret is not written as 64 hexadecimal digits"};
    add(session, options, make_key(*scalar));
}

void show(const Session& session, const KeyOptions& options)
{
    const Key key = KeyStore{session.home / "keys"}.find(options.name);
    Document document = describe(options.name, key, options.prefix);
    if (options.reveal)
        document["secret"] = to_hex(key.secret.scalar());
    session.show(document);
}

void list(const Session& session, const KeyOptions& options)
{
    const KeyStore keys{session.home / "keys"};
    Document rows = Document::array();
    for (const std::string& name : keys.names())
        rows.push_back(
            {{"name", name}, {"address", address_text(options.prefix, keys.find(name).address)}});
    session.show({{"folder", (session.home / "keys").string()}, {"keys", rows}});
}
} // namespace

void add_key(CLI::App& program, Session& session)
{
    auto* key = program.add_subcommand("key", "Make and show secret keys and their accounts");
    key->require_subcommand(1);
    const auto options = std::make_shared<KeyOptions>();
    options->prefix = default_profile().address_prefix;
    key->add_option("--prefix", options->prefix, "What addresses begin with")
        ->capture_default_str();

    auto* make = key->add_subcommand("new", "Make a key from the system's random source");
    make->add_option("NAME", options->name, "Its name, or the path of its file")->required();
    make->callback([&session, options] { add(session, *options, random_key()); });

    auto* take = key->add_subcommand("import", "Keep a secret that exists already");
    take->add_option("NAME", options->name, "Its name, or the path of its file")->required();
    take->add_option("SECRET", options->secret,
                     "64 hexadecimal digits, or @file with them; @- is standard input")
        ->required();
    take->callback([&session, options] { import(session, *options); });

    auto* reveal = key->add_subcommand("show", "Show a key's account");
    reveal->add_option("NAME", options->name, "Its name, or the path of its file")->required();
    reveal->add_flag("--secret", options->reveal, "The secret, too");
    reveal->callback([&session, options] { show(session, *options); });

    auto* names = key->add_subcommand("list", "List the keys");
    names->callback([&session, options] { list(session, *options); });
}
} // namespace pawl::cli
