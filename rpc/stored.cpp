#include "rpc/stored.hpp"

#include "rpc/convert.hpp"
#include "rpc/simulation.hpp"

#include <algorithm>

namespace pawl::rpc
{
namespace
{
using chain::Attempt;
using chain::Chain;

Attempt<chain::Locator> find(const Chain& chain, const std::string& hash)
{
    const auto wanted = read_bytes32("transaction_hash", hash);
    if (!wanted)
        return std::unexpected{wanted.error()};
    return chain.find_transaction(*wanted);
}

void write(v1::Place& out, const chain::Locator& place)
{
    out.set_height(place.height);
    out.set_index(place.index);
}

void write(v1::BlockHeader& out, const chain::StoredBlock& stored)
{
    const chain::Header& header = stored.block.header;
    out.set_canonical(field(chain::encode(header)));
    out.set_block_hash(field(stored.result.block_hash));
    out.set_height(header.height);
    out.set_time_ns(header.time_ns);
    out.set_previous_block_hash(field(header.previous_block_hash));
    out.set_parent_root(field(header.parent_root));
    out.set_transactions_hash(field(header.txs_hash));
    out.set_proposer(field(header.proposer));
    rpc::write(*out.mutable_parameters(), header.parameters);
    out.set_state_root(field(stored.result.state_root));
    out.set_results_hash(field(stored.result.results_hash));
    out.set_transactions(static_cast<u32>(stored.block.transactions.size()));
}

/// Gives a code's record, then its bytes.
class CodeParts
{
public:
    CodeParts(At at, chain::CodeState code, bool record_only)
        : at_{at}, code_{std::move(code)}, end_{record_only ? 0 : code_.bytes.size()}
    {
    }

    Attempt<bool> operator()(v1::GetCodeResponse& part)
    {
        constexpr std::size_t piece = 256 << 10;
        if (!begun_)
        {
            begun_ = true;
            v1::CodeRecord& record = *part.mutable_record();
            rpc::write(*record.mutable_at(), at_);
            record.set_length(code_.record.length);
            record.set_profile_id(field(code_.record.profile_id));
            record.set_abi(code_.record.abi);
            return true;
        }
        if (sent_ == end_)
            return false;
        const std::size_t size = std::min(piece, end_ - sent_);
        part.set_chunk(field(BytesView{code_.bytes}.subspan(sent_, size)));
        sent_ += size;
        return true;
    }

private:
    At at_;
    chain::CodeState code_;
    std::size_t end_;
    std::size_t sent_ = 0;
    bool begun_ = false;
};

/// Gives a block's header, then each transaction with its receipt.
class BlockParts
{
public:
    BlockParts(const Chain& chain, chain::StoredBlock block, bool header_only)
        : chain_{chain}, block_{std::move(block)}, header_only_{header_only}
    {
    }

    Attempt<bool> operator()(v1::GetBlockResponse& part)
    {
        if (!begun_)
        {
            begun_ = true;
            write(*part.mutable_header(), block_);
            return true;
        }
        const auto& transactions = block_.block.transactions;
        if (header_only_ || index_ == transactions.size())
            return false;
        const auto receipt = chain_.receipt({block_.block.header.height, index_});
        if (!receipt)
            return std::unexpected{receipt.error()};
        v1::BlockTransaction& out = *part.mutable_transaction();
        out.set_index(index_);
        out.set_transaction_hash(field(contract::transaction_hash(transactions[index_])));
        out.set_transaction(field(transactions[index_]));
        out.set_canonical_receipt(field(receipt->bytes));
        rpc::write(*out.mutable_receipt(), receipt->receipt);
        ++index_;
        return true;
    }

private:
    const Chain& chain_;
    chain::StoredBlock block_;
    const bool header_only_;
    bool begun_ = false;
    u32 index_ = 0;
};
} // namespace

Attempt<void> get_transaction(const Chain& chain, const v1::GetTransactionRequest& request,
                              v1::GetTransactionResponse& response)
{
    const auto place = find(chain, request.transaction_hash());
    if (!place)
        return std::unexpected{place.error()};
    const auto bytes = chain.transaction(*place);
    if (!bytes)
        return std::unexpected{bytes.error()};
    write(*response.mutable_place(), *place);
    response.set_transaction(field(*bytes));
    // One that does not decode stands in its block all the same.
    const auto transaction = contract::decode_transaction(*bytes);
    if (!transaction)
        return {};
    response.set_sender(field(transaction->body.sender));
    response.set_nonce(transaction->body.nonce);
    response.set_gas_limit(transaction->body.gas_limit);
    response.set_fee(field(transaction->body.fee.big_endian));
    response.set_expires_height(transaction->body.expires_height);
    rpc::write(*response.mutable_action(), transaction->body.action);
    return {};
}

Attempt<void> get_receipt(const Chain& chain, const v1::GetReceiptRequest& request,
                          v1::GetReceiptResponse& response)
{
    const auto place = find(chain, request.transaction_hash());
    if (!place)
        return std::unexpected{place.error()};
    const auto stored = chain.receipt(*place);
    if (!stored)
        return std::unexpected{stored.error()};
    write(*response.mutable_place(), *place);
    response.set_canonical(field(stored->bytes));
    rpc::write(*response.mutable_receipt(), stored->receipt);
    return {};
}

Attempt<Producer<v1::GetCodeResponse>> open_code(const Chain& chain,
                                                 const v1::GetCodeRequest& request)
{
    const auto hash = read_bytes32("code_hash", request.code_hash());
    if (!hash)
        return std::unexpected{hash.error()};
    const auto state = chain.at(height_of(request));
    if (!state)
        return std::unexpected{state.error()};
    auto code = state->code(*hash);
    if (!code)
        return std::unexpected{code.error()};
    return CodeParts{{state->height(), state->root()}, *std::move(code), request.record_only()};
}

Attempt<Producer<v1::GetBlockResponse>> open_block(const Chain& chain,
                                                   const v1::GetBlockRequest& request)
{
    auto height = height_of(request);
    if (!height)
    {
        const auto tip = chain.tip();
        if (!tip)
            return std::unexpected{tip.error()};
        height = tip->height;
    }
    auto block = chain.block(*height);
    if (!block)
        return std::unexpected{block.error()};
    return BlockParts{chain, *std::move(block), request.header_only()};
}
} // namespace pawl::rpc
