// The pawl ABI as data: its functions, its exports, and the way in.
#include "contract/abi.hpp"

#include "contract/pawl/functions.hpp"

#include <array>

namespace pawl::contract
{
namespace
{
constexpr ValueType i = ValueType::i32;
constexpr ValueType l = ValueType::i64;
using Types = std::vector<ValueType>;

// In the order of their numbers: docs/abi/pawl.md. Only ever added to at the end.
// Consensus: changing this forks the network.
const std::array functions{
    HostFunction{
        "pawl", "input", {{i, i}, {i}}, &pawl_set::input, "input", "copies the input; its length"},
    HostFunction{"pawl",
                 "output",
                 {{i, i}, {}},
                 &pawl_set::output,
                 "output",
                 "sets the data that this entry returns"},
    HostFunction{"pawl",
                 "revert",
                 {{i, i}, {}},
                 &pawl_set::revert,
                 "revert",
                 "ends this entry as reverted, with data"},
    HostFunction{"pawl",
                 "storage_get",
                 {{i, i, i, i}, {i}},
                 &pawl_set::storage_get,
                 "storage_get",
                 "copies the value under a key; its length or -1"},
    HostFunction{"pawl",
                 "storage_set",
                 {{i, i, i, i}, {}},
                 &pawl_set::storage_set,
                 "storage_set",
                 "sets the value under a key"},
    HostFunction{"pawl",
                 "storage_delete",
                 {{i, i}, {}},
                 &pawl_set::storage_delete,
                 "storage_delete",
                 "deletes a key"},
    HostFunction{"pawl",
                 "storage_next",
                 {{i, i, i, i, i, i, i}, {i}},
                 &pawl_set::storage_next,
                 "storage_next",
                 "copies the first key of a range; its length or -1"},
    HostFunction{"pawl",
                 "caller",
                 {{i}, {}},
                 &pawl_set::caller,
                 "caller",
                 "the address that entered this contract"},
    HostFunction{"pawl", "self", {{i}, {}}, &pawl_set::self, "self", "this contract's address"},
    HostFunction{"pawl",
                 "value",
                 {{i, i, i}, {}},
                 &pawl_set::value,
                 "value",
                 "the amount sent with this entry"},
    HostFunction{"pawl",
                 "balance",
                 {{i, i, i, i}, {}},
                 &pawl_set::balance,
                 "balance",
                 "what an address holds"},
    HostFunction{"pawl",
                 "block_height",
                 {{}, {l}},
                 &pawl_set::block_height,
                 "block_height",
                 "the height of the block"},
    HostFunction{"pawl",
                 "block_time",
                 {{}, {l}},
                 &pawl_set::block_time,
                 "block_time",
                 "the time of the block, in nanoseconds since 1970"},
    HostFunction{"pawl",
                 "chain_id",
                 {{i, i}, {i}},
                 &pawl_set::chain_id,
                 "chain_id",
                 "copies the chain's name; its length"},
    HostFunction{"pawl", "event", {{i, i}, {}}, &pawl_set::event, "event", "emits an event"},
    HostFunction{"pawl",
                 "call",
                 {{i, i, i, i, i, l}, {i}},
                 &pawl_set::call,
                 "call",
                 "enters a contract; its status"},
    HostFunction{"pawl",
                 "query",
                 {{i, i, i, l}, {i}},
                 &pawl_set::query,
                 "query",
                 "enters a contract read-only; its status"},
    HostFunction{"pawl",
                 "create",
                 {{i, i, i, i, i, i, i, l, i}, {i}},
                 &pawl_set::create,
                 "create",
                 "makes a contract and enters it; its status"},
    HostFunction{"pawl",
                 "transfer",
                 {{i, i, i}, {i}},
                 &pawl_set::transfer,
                 "transfer",
                 "moves coins; 0 or 4"},
    HostFunction{"pawl",
                 "returned",
                 {{i, i}, {i}},
                 &pawl_set::returned,
                 "returned",
                 "copies the data of the last call; its length or -1"},
    HostFunction{"pawl",
                 "gas_used",
                 {{}, {l}},
                 &pawl_set::gas_used,
                 "gas_used",
                 "what this transaction has used"},
    HostFunction{"pawl", "sha256", {{i, i, i}, {}}, &pawl_set::sha256, "sha256", "SHA-256"},
    HostFunction{
        "pawl", "keccak256", {{i, i, i}, {}}, &pawl_set::keccak256, "keccak256", "Keccak-256"},
    HostFunction{"pawl",
                 "secp256k1_recover",
                 {{i, i, i, i}, {i}},
                 &pawl_set::secp256k1_recover,
                 "secp256k1_recover",
                 "the key that signed a hash; 0 or -1"},
    HostFunction{"pawl",
                 "ed25519_verify",
                 {{i, i, i, i}, {i}},
                 &pawl_set::ed25519_verify,
                 "ed25519_verify",
                 "whether a signature is valid"},
    HostFunction{"pawl",
                 "u256_mul",
                 {{i, i, i}, {}},
                 &pawl_set::u256_mul,
                 "u256_mul",
                 "the product modulo 2^256"},
    HostFunction{"pawl",
                 "u256_divide",
                 {{i, i, i, i}, {}},
                 &pawl_set::u256_divide,
                 "u256_divide",
                 "quotient and remainder"},
    HostFunction{"pawl",
                 "u256_mulmod",
                 {{i, i, i, i}, {}},
                 &pawl_set::u256_mulmod,
                 "u256_mulmod",
                 "a * b mod m"},
    HostFunction{"pawl",
                 "u256_exp",
                 {{i, i, i}, {}},
                 &pawl_set::u256_exp,
                 "u256_exp",
                 "the power modulo 2^256"},
};

std::string_view export_of(EntryKind kind)
{
    constexpr std::array<std::string_view, 3> names{"deploy", "call", "query"};
    return names[static_cast<std::size_t>(kind)];
}

/// Whether the module exports a function of this name, and of type () -> () as entries must be.
Expected<bool> has_export(const Module& module, std::string_view name)
{
    const Export* const found = module.find_export(name, ExternKind::function);
    if (found == nullptr)
        return false;
    if (module.function_type(found->index) != FunctionType{})
        return reject(Code::export_type_mismatch,
                      static_cast<u64>(found->name.data() - as_text(module.bytes).data()));
    return true;
}

class PawlAbi final : public Abi
{
public:
    [[nodiscard]] u8 number() const noexcept override { return 0; }
    [[nodiscard]] std::string_view name() const noexcept override { return "pawl"; }
    [[nodiscard]] HostSet host_set() const noexcept override
    {
        return {.name = "pawl", .first_number = 0, .functions = functions};
    }

    [[nodiscard]] Expected<void> admit(const Module& module) const override
    {
        if (module.start)
            return reject(Code::start_forbidden, 0);
        if (module.find_export("memory", ExternKind::memory) == nullptr)
            return reject(Code::missing_export, module.bytes.size());
        for (const EntryKind kind : {EntryKind::deploy, EntryKind::call, EntryKind::query})
        {
            const auto has = has_export(module, export_of(kind));
            if (!has)
                return std::unexpected{has.error()};
            if (!*has && kind != EntryKind::query)
                return reject(Code::missing_export, module.bytes.size());
        }
        return {};
    }

    [[nodiscard]] bool has_entry(const Module& module, EntryKind kind) const override
    {
        return module.find_export(export_of(kind), ExternKind::function) != nullptr;
    }

    [[nodiscard]] Outcome enter(Frame& frame, Instance& instance) const override
    {
        const auto function = instance.find_function(export_of(frame.entry.kind));
        return frame.execution.runner->run(instance, *function, {}, frame.execution);
    }
};
} // namespace

const Abi& pawl_abi()
{
    static const PawlAbi abi;
    return abi;
}
} // namespace pawl::contract
