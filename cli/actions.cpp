#include "cli/actions.hpp"

#include "cli/exit_code.hpp"
#include "cli/values.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace pawl::cli
{
namespace
{
constexpr const char* coins_help = "What is sent along, as 5upawl,7other";
constexpr const char* words_help =
    "TYPE:VALUE each, TYPE of u8 u32 u64 u256 bool address hash text bytes";
constexpr const char* raw_help = "Raw input instead: hex:00ff, utf8:text or @file";

void refuse_both(const InputOptions& input)
{
    if (!input.raw.empty() && !input.words.empty())
        throw Stop{ExitCode::usage, "give either arguments or --input, not both"};
}

contract::Coin parse_coin(std::string_view text, std::string_view fee_denomination)
{
    const auto end = std::min(text.find_first_not_of("0123456789_"), text.size());
    const std::string_view denomination =
        text.substr(end).empty() ? fee_denomination : text.substr(end);
    const U256 amount = parse_u256("the amount", text.substr(0, end));
    if (amount.is_zero())
        throw Stop{ExitCode::usage, fmt::format("'{}' is nothing: leave it out", text)};
    return {to_bytes(denomination), amount};
}
} // namespace

void add_options(CLI::App& command, DeployOptions& options)
{
    command.add_option("CODE", options.code, "A module's file, or the hash of stored code")
        ->required();
    command.add_option("ARGS", options.input.words, words_help);
    command.add_option("--input", options.input.raw, raw_help);
    command.add_option("--salt", options.salt,
                       "Decides the address, as hex:00ff or utf8:text; the nonce unless given");
    command.add_option("--coins", options.coins, coins_help);
    command.add_option("--admin", options.admin, "Who may migrate it; nobody unless given");
}

void add_options(CLI::App& command, CallOptions& options)
{
    command.add_option("CONTRACT", options.contract, "Its address")->required();
    add_call_input(command, options.input);
    command.add_option("--coins", options.coins, coins_help);
}

void add_options(CLI::App& command, TransferOptions& options)
{
    command.add_option("TO", options.to, "A key's name or an address")->required();
    command.add_option("COINS", options.coins, "How much, as 5upawl,7other")->required();
}

void add_call_input(CLI::App& command, InputOptions& input)
{
    command.add_option("METHOD", input.words,
                       fmt::format("Its name, then arguments: {}", words_help));
    command.add_option("--input", input.raw, raw_help);
}

Bytes call_input(const InputOptions& input, const AddressBook& book)
{
    refuse_both(input);
    if (!input.raw.empty())
        return parse_bytes(input.raw);
    if (input.words.empty())
        throw Stop{ExitCode::usage, "say which METHOD, or give --input"};
    return encode_method(input.words.front(), std::span{input.words}.subspan(1), book);
}

contract::Coins parse_coins(std::string_view text, std::string_view fee_denomination)
{
    contract::Coins coins;
    for (std::size_t from = 0; from < text.size();)
    {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        coins.push_back(parse_coin(text.substr(from, comma - from), fee_denomination));
        from = comma + 1;
    }
    std::ranges::sort(coins, BytesLess{}, &contract::Coin::denomination);
    if (std::ranges::adjacent_find(coins, {}, &contract::Coin::denomination) != coins.end())
        throw Stop{ExitCode::usage, fmt::format("'{}' names a denomination twice", text)};
    return coins;
}

contract::Deploy make_deploy(const DeployOptions& options, const Bytes32& code_hash,
                             const AddressBook& book, std::string_view fee_denomination)
{
    refuse_both(options.input);
    contract::Deploy deploy;
    deploy.code_hash = code_hash;
    if (!options.salt.empty())
        deploy.salt = parse_bytes(options.salt);
    if (!options.admin.empty())
        deploy.admin = book.address(options.admin);
    deploy.coins = parse_coins(options.coins, fee_denomination);
    deploy.input = options.input.raw.empty() ? encode_arguments(options.input.words, book)
                                             : parse_bytes(options.input.raw);
    return deploy;
}

contract::Call make_call(const CallOptions& options, const AddressBook& book,
                         std::string_view fee_denomination)
{
    return {book.address(options.contract), parse_coins(options.coins, fee_denomination),
            call_input(options.input, book)};
}

contract::Transfer make_transfer(const TransferOptions& options, const AddressBook& book,
                                 std::string_view fee_denomination)
{
    return {book.address(options.to), parse_coins(options.coins, fee_denomination)};
}
} // namespace pawl::cli
