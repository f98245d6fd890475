// Receipts and what belongs to them, as documents.
#pragma once

#include "cli/arguments.hpp"
#include "cli/session.hpp"
#include "rpc/answers.hpp"

namespace pawl::cli
{
/// How a run ended, for scripts.
[[nodiscard]] ExitCode exit_code(contract::Status status);

/// Adds the fields of a receipt to a document. `returns`, where not empty, names the types of the
/// data that an `ok` returns.
void add_receipt(Document& document, const contract::Receipt& receipt, const AddressBook& book,
                 std::string_view returns);

/// Adds what went wrong and where, if it is known.
void add_diagnosis(Document& document, const std::optional<rpc::Diagnosis>& diagnosis);

/// Adds data that a contract gave: by types where they are named and it ended well, else as text.
void add_data(Document& document, contract::Status status, BytesView data, const AddressBook& book,
              std::string_view returns);

/// Gas by category.
[[nodiscard]] Document gas_document(const contract::Categories& gas, u64 execution);

/// Coins by denomination.
[[nodiscard]] Document coins_document(const contract::Coins& coins);

/// The state that something was read from.
void add_at(Document& document, const rpc::At& at);

/// Which rules held.
void add_parameters(Document& document, const chain::ParameterIds& parameters);
} // namespace pawl::cli
