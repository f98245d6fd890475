#include "cli/keys.hpp"

#include "cli/exit_code.hpp"
#include "cli/files.hpp"
#include "cli/values.hpp"
#include "contract/address.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pawl::cli
{
namespace
{
constexpr std::string_view file_header = "pawl secret key 1\n";

bool is_name(std::string_view name)
{
    return !name.empty() && name.size() <= 64 && name.front() != '.' &&
           std::ranges::all_of(name,
                               [](char c)
                               {
                                   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                          (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                                          c == '.';
                               });
}
} // namespace

Key make_key(const Bytes32& scalar)
{
    const auto secret = contract::SecretKey::from_scalar(scalar);
    if (!secret)
        throw Stop{ExitCode::usage, "these 32 bytes are no secret key of secp256k1: use others"};
    return {*secret, contract::account_address(contract::Scheme::secp256k1, secret->public_key())};
}

Key random_key()
{
    Bytes32 scalar;
    if (getrandom(scalar.bytes.data(), scalar.bytes.size(), 0) !=
        static_cast<ssize_t>(scalar.bytes.size()))
        throw Stop{ExitCode::node_fault,
                   fmt::format("the system gives no random bytes: {}", std::strerror(errno))};
    return make_key(scalar);
}

std::filesystem::path KeyStore::path(const std::string& name) const
{
    if (name.find('/') != std::string::npos)
        return name;
    if (!is_name(name))
        throw Stop{
            ExitCode::usage,
            fmt::format("'{}' is no name of a key: use letters, digits, '-', '_', '.'", name)};
    return folder_ / (name + ".key");
}

std::filesystem::path KeyStore::add(const std::string& name, const Key& key) const
{
    const auto file = path(name);
    const std::string text = fmt::format("{}{}\n", file_header, to_hex(key.secret.scalar()));
    write_new_file(file, as_bytes(text), true);
    return file;
}

bool KeyStore::has(const std::string& name) const
{
    return (name.find('/') != std::string::npos || is_name(name)) && file_exists(path(name));
}

Key KeyStore::find(const std::string& name) const
{
    const auto file = path(name);
    if (!file_exists(file))
        throw Stop{ExitCode::usage, fmt::format("there is no key '{}': make one with "
                                                "`pawl key new {}`, or see `pawl key list`",
                                                name, name)};
    const Bytes bytes = read_file(file);
    std::string_view text = as_text(bytes);
    if (text.starts_with(file_header) && text.ends_with('\n'))
    {
        text = text.substr(file_header.size(), text.size() - file_header.size() - 1);
        if (const auto raw = from_hex(text))
            if (const auto scalar = bytes32(*raw))
                return make_key(*scalar);
    }
    throw Stop{ExitCode::usage, fmt::format("{} is no key file: see docs/cli.md", file.string())};
}

std::vector<std::string> KeyStore::names() const
{
    std::vector<std::string> names;
    for (const auto& file : files_in(folder_))
        if (file.extension() == ".key")
            names.push_back(file.stem().string());
    std::ranges::sort(names);
    return names;
}

Bytes32 KeyBook::address(std::string_view text) const
{
    const std::string name{text};
    if (keys_.has(name))
        return keys_.find(name).address;
    return parse_address(prefix_, text);
}

std::string KeyBook::text(const Bytes32& address) const
{
    return address_text(prefix_, address);
}
} // namespace pawl::cli
