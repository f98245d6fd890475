#include "tests/chain/hooked_database.hpp"

namespace pawl::chain
{
namespace
{
class HookedDatabase final : public state::Database
{
public:
    explicit HookedDatabase(const DatabaseHooks& hooks) : hooks_{hooks} {}

    [[nodiscard]] std::string name() const override { return inner_->name(); }

    [[nodiscard]] std::unique_ptr<state::DatabaseSnapshot> snapshot() const override
    {
        auto out = inner_->snapshot();
        if (hooks_.after_snapshot)
            hooks_.after_snapshot();
        return out;
    }

    [[nodiscard]] state::StoreResult<void> write(const state::Batch& batch) override
    {
        if (hooks_.before_write)
            if (auto error = hooks_.before_write())
                return std::unexpected{*std::move(error)};
        auto written = inner_->write(batch);
        if (hooks_.after_write)
            hooks_.after_write();
        return written;
    }

    void on_fault(state::FaultHandler handler) override { inner_->on_fault(std::move(handler)); }

private:
    const DatabaseHooks& hooks_;
    std::unique_ptr<state::Database> inner_ = state::memory_database();
};
} // namespace

std::unique_ptr<state::Database> hooked_database(const DatabaseHooks& hooks)
{
    return std::make_unique<HookedDatabase>(hooks);
}
} // namespace pawl::chain
