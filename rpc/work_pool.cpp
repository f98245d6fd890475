#include "rpc/work_pool.hpp"

#include "base/check.hpp"

#include <utility>

namespace pawl::rpc
{
WorkPool::WorkPool(std::size_t threads, std::size_t queue) : limit_{queue}
{
    PAWL_CHECK(threads > 0, "a pool has a thread");
    for (std::size_t i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

WorkPool::~WorkPool()
{
    {
        const std::scoped_lock lock{mutex_};
        closed_ = true;
        ending_ = true;
    }
    wake_.notify_all();
}

bool WorkPool::start(std::function<void()> task)
{
    {
        const std::scoped_lock lock{mutex_};
        if (closed_ || queue_.size() >= limit_)
            return false;
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
}

void WorkPool::resume(std::function<void()> task)
{
    {
        const std::scoped_lock lock{mutex_};
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void WorkPool::close()
{
    const std::scoped_lock lock{mutex_};
    closed_ = true;
}

std::size_t WorkPool::busy() const
{
    const std::scoped_lock lock{mutex_};
    return queue_.size() + running_;
}

void WorkPool::work()
{
    std::unique_lock lock{mutex_};
    while (true)
    {
        wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
        if (queue_.empty())
            return;
        auto task = std::move(queue_.front());
        queue_.pop_front();
        ++running_;
        lock.unlock();
        task();
        // What the task holds is released before anybody sees it as done.
        task = nullptr;
        lock.lock();
        --running_;
    }
}
} // namespace pawl::rpc
