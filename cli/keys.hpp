// Secret keys in files, one each, readable by their owner alone.
#pragma once

#include "cli/arguments.hpp"
#include "contract/crypto/crypto.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace pawl::cli
{
/// A secret key and the account it signs for.
struct Key
{
    contract::SecretKey secret;
    Bytes32 address;
};

/// The key of 32 bytes; refused where they are no scalar of the curve.
[[nodiscard]] Key make_key(const Bytes32& scalar);

/// A key of bytes from the system's random source.
[[nodiscard]] Key random_key();

/// The keys in one folder, each a file `<name>.key`.
class KeyStore
{
public:
    explicit KeyStore(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Keeps a new key; refused where the name is taken. Gives the file.
    std::filesystem::path add(const std::string& name, const Key& key) const;
    /// A key by its name, or by the path of its file where `name` has a slash.
    [[nodiscard]] Key find(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& name) const;
    /// All names, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    [[nodiscard]] std::filesystem::path path(const std::string& name) const;

    std::filesystem::path folder_;
};

/// Addresses by the names of keys or as text with one prefix.
class KeyBook final : public AddressBook
{
public:
    KeyBook(KeyStore keys, std::string prefix) : keys_{std::move(keys)}, prefix_{std::move(prefix)}
    {
    }
    [[nodiscard]] Bytes32 address(std::string_view text) const override;
    [[nodiscard]] std::string text(const Bytes32& address) const override;

private:
    KeyStore keys_;
    std::string prefix_;
};
} // namespace pawl::cli
