#include "contract/transaction.hpp"

#include "base/sha256.hpp"
#include "contract/records.hpp"

#include <algorithm>
#include <limits>

namespace pawl::contract
{
namespace
{
// What the format itself bounds; the profile's bounds are a question of validity.
constexpr CoinLimits unbounded{.coins = std::numeric_limits<u32>::max(),
                               .denomination_bytes = std::numeric_limits<u32>::max()};

struct ActionEncoder
{
    Encoder& out;

    void operator()(const StoreCode& action) const { out.bytes(action.code); }
    void operator()(const Deploy& action) const
    {
        out.raw(action.code_hash).bytes(action.salt);
        encode(out, action.admin);
        encode(out, action.coins);
        out.bytes(action.input);
    }
    void operator()(const Call& action) const
    {
        out.raw(action.contract);
        encode(out, action.coins);
        out.bytes(action.input);
    }
    void operator()(const Transfer& action) const
    {
        out.raw(action.to);
        encode(out, action.coins);
    }
};

Deploy decode_deploy(Decoder& in)
{
    Deploy action;
    action.code_hash = in.fixed32();
    action.salt = to_bytes(in.bytes(max_salt_bytes));
    action.admin = decode_optional_address(in);
    action.coins = decode_coins(in, unbounded);
    action.input = to_bytes(in.bytes());
    return action;
}

Call decode_call(Decoder& in)
{
    Call action;
    action.contract = in.fixed32();
    action.coins = decode_coins(in, unbounded);
    action.input = to_bytes(in.bytes());
    return action;
}

Transfer decode_transfer(Decoder& in)
{
    Transfer action;
    action.to = in.fixed32();
    action.coins = decode_coins(in, unbounded);
    return action;
}

Action decode_action(Decoder& in)
{
    switch (in.u8())
    {
    case 0:
        return StoreCode{to_bytes(in.bytes())};
    case 1:
        return decode_deploy(in);
    case 2:
        return decode_call(in);
    case 3:
        return decode_transfer(in);
    default:
        in.fail(Code::bad_tag);
        return Transfer{};
    }
}

TransactionBody decode_body(Decoder& in)
{
    TransactionBody body;
    if (in.u16() != transaction_version)
        in.fail(Code::bad_version);
    body.chain_id = as_text(in.bytes());
    body.sender = in.fixed32();
    body.nonce = in.u64();
    body.gas_limit = in.u64();
    body.fee = in.u256();
    body.expires_height = in.u64();
    body.action = decode_action(in);
    return body;
}

Authenticator decode_authenticator(Decoder& in)
{
    Authenticator authenticator;
    const u8 scheme = in.u8();
    if (scheme > static_cast<u8>(Scheme::secp256k1))
        in.fail(Code::bad_tag);
    authenticator.scheme = static_cast<Scheme>(scheme);
    authenticator.key = to_bytes(in.bytes());
    authenticator.signature = to_bytes(in.bytes());
    return authenticator;
}

template <std::size_t size>
std::optional<std::array<u8, size>> fixed(const Bytes& bytes)
{
    std::array<u8, size> out{};
    if (bytes.size() != size)
        return std::nullopt;
    std::ranges::copy(bytes, out.begin());
    return out;
}
} // namespace

Bytes encode(const TransactionBody& body)
{
    Encoder out;
    out.u16(transaction_version)
        .bytes(as_bytes(body.chain_id))
        .raw(body.sender)
        .u64(body.nonce)
        .u64(body.gas_limit)
        .u256(body.fee)
        .u64(body.expires_height)
        .u8(static_cast<u8>(body.action.index()));
    std::visit(ActionEncoder{out}, body.action);
    return out.take();
}

Bytes encode(const Transaction& transaction)
{
    return Encoder{}
        .raw(encode(transaction.body))
        .u8(static_cast<u8>(transaction.authenticator.scheme))
        .bytes(transaction.authenticator.key)
        .bytes(transaction.authenticator.signature)
        .take();
}

Expected<Transaction> decode_transaction(BytesView bytes)
{
    Decoder in{bytes};
    Transaction transaction;
    transaction.body = decode_body(in);
    transaction.authenticator = decode_authenticator(in);
    const auto end = in.finish();
    if (!end)
        return std::unexpected{end.error()};
    return transaction;
}

Bytes32 transaction_hash(BytesView bytes)
{
    return sha256(bytes);
}

Bytes32 signing_hash(const TransactionBody& body)
{
    return sha256({as_bytes("pawl/tx/1"), encode(body)});
}

Transaction sign(TransactionBody body, const SecretKey& key)
{
    const auto public_key = key.public_key();
    const auto signature = key.sign(signing_hash(body));
    return {.body = std::move(body),
            .authenticator = {.scheme = Scheme::secp256k1,
                              .key = to_bytes(public_key),
                              .signature = to_bytes(signature)}};
}

bool authentic(const Transaction& transaction)
{
    const Authenticator& by = transaction.authenticator;
    if (by.scheme == Scheme::asserted)
        return by.key.empty() && by.signature.empty();
    const auto key = fixed<std::tuple_size_v<CompressedKey>>(by.key);
    const auto signature = fixed<std::tuple_size_v<Signature>>(by.signature);
    return key && signature && account_address(by.scheme, by.key) == transaction.body.sender &&
           secp256k1_verify(*key, signing_hash(transaction.body), *signature);
}
} // namespace pawl::contract
