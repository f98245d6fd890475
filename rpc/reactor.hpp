// Calls of the callback API: answered on a pool's thread, so that none of gRPC's own ever waits.
#pragma once

#include "chain/failure.hpp"
#include "rpc/status.hpp"
#include "rpc/work_pool.hpp"

#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace pawl::rpc
{
/// Whether the caller has gone or its deadline passed: execution polls it.
using Cancelled = std::atomic<bool>;

/// The status of work that nobody took.
[[nodiscard]] inline grpc::Status too_busy()
{
    return {grpc::StatusCode::RESOURCE_EXHAUSTED,
            "the node answers as many questions as it may: ask again, or raise its query limits"};
}

/// The status of work whose caller has gone.
[[nodiscard]] inline grpc::Status gone()
{
    return {grpc::StatusCode::CANCELLED, "the caller has gone or its deadline passed"};
}

/// A call with one answer. Belongs to gRPC, which ends it by OnDone; the pool's task and the owner
/// of a waiting transaction hold it until they have finished it.
class UnaryCall final : public grpc::ServerUnaryReactor
{
public:
    explicit UnaryCall(WorkPool& pool) : counted_{pool} {}
    void OnCancel() override { cancelled_ = true; }
    void OnDone() override { const std::unique_ptr<UnaryCall> last{this}; }
    [[nodiscard]] const Cancelled& cancelled() const noexcept { return cancelled_; }

private:
    WorkPool::Call counted_;
    Cancelled cancelled_ = false;
};

/// Answers with what `handler(cancelled)`, run on the pool, comes to: an Attempt<void>.
template <typename Handler>
grpc::ServerUnaryReactor* answer(WorkPool& pool, Handler handler)
{
    // gRPC owns the call from here on: OnDone takes it back.
    auto* const call = std::make_unique<UnaryCall>(pool).release();
    const bool taken = pool.start(
        [call, handler = std::move(handler)]() mutable
        {
            if (call->cancelled())
                return call->Finish(gone());
            const chain::Attempt<void> done = handler(call->cancelled());
            call->Finish(done ? grpc::Status::OK : to_status(done.error()));
        });
    if (!taken)
        call->Finish(too_busy());
    return call;
}

/// Finishes with what `begin(finish)`, run on the pool, calls `finish` with, then or later. The
/// caller may be gone by then: what it waited for happens all the same.
template <typename Begin>
grpc::ServerUnaryReactor* answer_later(WorkPool& pool, Begin begin)
{
    auto* const call = std::make_unique<UnaryCall>(pool).release();
    const bool taken =
        pool.start([call, begin = std::move(begin)]() mutable
                   { begin([call](const grpc::Status& status) { call->Finish(status); }); });
    if (!taken)
        call->Finish(too_busy());
    return call;
}

/// Makes the next part of a streamed answer; false where there is none.
template <typename Part>
using Producer = std::function<chain::Attempt<bool>(Part&)>;

/// A call with a streamed answer. Each part is made on the pool once the one before has been
/// taken, so a slow reader holds one part and no thread.
template <typename Part>
class StreamCall final : public grpc::ServerWriteReactor<Part>
{
public:
    /// `open`, run first, gives the producer.
    using Open = std::function<chain::Attempt<Producer<Part>>()>;

    StreamCall(WorkPool& pool, Open open) : pool_{pool}, counted_{pool}
    {
        if (!pool_.start([this, open = std::move(open)] { begin(open); }))
            this->Finish(too_busy());
    }

    void OnWriteDone(bool written) override
    {
        if (!written)
            return this->Finish(gone());
        pool_.resume([this] { advance(); });
    }
    void OnCancel() override { cancelled_ = true; }
    void OnDone() override { const std::unique_ptr<StreamCall> last{this}; }

private:
    void begin(const Open& open)
    {
        auto producer = open();
        if (!producer)
            return this->Finish(to_status(producer.error()));
        produce_ = std::move(*producer);
        advance();
    }

    void advance()
    {
        if (cancelled_)
            return this->Finish(gone());
        part_.Clear();
        const auto more = produce_(part_);
        if (!more)
            return this->Finish(to_status(more.error()));
        if (!*more)
            return this->Finish(grpc::Status::OK);
        this->StartWrite(&part_);
    }

    WorkPool& pool_;
    WorkPool::Call counted_;
    Producer<Part> produce_;
    Part part_;
    Cancelled cancelled_ = false;
};
} // namespace pawl::rpc
