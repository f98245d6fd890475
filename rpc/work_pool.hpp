// Threads apart from those of blocks, so that a flood of questions leaves execution alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pawl::rpc
{
/// A fixed number of threads and a queue of bounded length.
class WorkPool
{
public:
    /// Starts the threads. Requires: at least one.
    WorkPool(std::size_t threads, std::size_t queue);
    /// Runs what is queued and joins.
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Runs a task on one of the threads; false where the queue is full or the pool stops.
    [[nodiscard]] bool start(std::function<void()> task);
    /// Runs the next step of work that was admitted by `start`, even where the queue is full.
    void resume(std::function<void()> task);

    /// Takes nothing more by `start`.
    void close();

    /// Tasks that run or wait.
    [[nodiscard]] std::size_t busy() const;

    /// Counts a call that the pool works for, until it is over: between two of its tasks, too.
    class Call
    {
    public:
        explicit Call(WorkPool& pool) : pool_{pool} { ++pool_.calls_; }
        ~Call() { --pool_.calls_; }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;

    private:
        WorkPool& pool_;
    };
    /// How many such calls there are.
    [[nodiscard]] std::size_t calls() const noexcept { return calls_; }

private:
    void work();

    const std::size_t limit_;
    std::atomic<std::size_t> calls_ = 0;
    mutable std::mutex mutex_; // Of everything below, up to the threads.
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    std::size_t running_ = 0;
    bool closed_ = false;
    bool ending_ = false;
    std::vector<std::jthread> threads_; // Last: they use everything above.
};
} // namespace pawl::rpc
