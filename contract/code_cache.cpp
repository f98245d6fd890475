#include "contract/code_cache.hpp"

#include <utility>

namespace pawl::contract
{
std::size_t LoadedCode::total_bytes() const noexcept
{
    const MemoryImage* const image = executable ? executable->memory_image() : nullptr;
    return bytes + (image == nullptr ? 0 : image->bytes().size());
}

std::shared_ptr<const LoadedCode> CodeCache::find(const CodeKey& key)
{
    const std::scoped_lock lock{mutex_};
    const auto found = by_key_.find(key);
    if (found == by_key_.end())
        return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    measure(found->second);
    return found->second->code;
}

void CodeCache::insert(const CodeKey& key, std::shared_ptr<const LoadedCode> code)
{
    const std::scoped_lock lock{mutex_};
    if (by_key_.contains(key))
        return;
    by_use_.push_front({key, std::move(code)});
    by_key_.emplace(key, by_use_.begin());
    measure(by_use_.begin());
}

// The slot is the first, so it stays.
void CodeCache::measure(Place slot)
{
    const std::size_t bytes = slot->code->total_bytes();
    bytes_ += bytes - std::exchange(slot->bytes, bytes);
    while (bytes_ > budget_ && by_use_.size() > 1)
    {
        bytes_ -= by_use_.back().bytes;
        by_key_.erase(by_use_.back().key);
        by_use_.pop_back();
    }
}

CodeCache::Turn::Turn(CodeCache& cache, const CodeKey& key) : cache_{cache}, key_{key}
{
    std::unique_lock lock{cache_.mutex_};
    cache_.turn_ended_.wait(lock, [this] { return cache_.being_made_.insert(key_).second; });
}

CodeCache::Turn::~Turn()
{
    {
        const std::scoped_lock lock{cache_.mutex_};
        cache_.being_made_.erase(key_);
    }
    cache_.turn_ended_.notify_all();
}

std::size_t CodeCache::bytes() const
{
    const std::scoped_lock lock{mutex_};
    return bytes_;
}
} // namespace pawl::contract
