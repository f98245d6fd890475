#include "cli/ending.hpp"

#include "base/check.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <array>

namespace pawl::cli
{
namespace
{
sigset_t blocked_signals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}
} // namespace

Ending::Ending()
    : set_{blocked_signals()},
      signals_{signalfd(-1, &set_, SFD_CLOEXEC | SFD_NONBLOCK)},
      failed_{eventfd(0, EFD_CLOEXEC)}
{
    PAWL_CHECK(signals_.get() >= 0 && failed_.get() >= 0, "the system has two more descriptors");
}

void Ending::fail(const chain::Failure& failure)
{
    const std::scoped_lock lock{mutex_};
    failure_ = failure;
    PAWL_CHECK(eventfd_write(failed_.get(), 1) == 0, "a counter takes one more");
}

void Ending::wait()
{
    std::array ready{pollfd{signals_.get(), POLLIN, 0}, pollfd{failed_.get(), POLLIN, 0}};
    while (poll(ready.data(), ready.size(), -1) < 0)
    {
    }
    // The signal that was waited for is taken, else it would end the process below.
    signalfd_siginfo taken{};
    [[maybe_unused]] const ssize_t bytes = read(signals_.get(), &taken, sizeof taken);
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
}

std::optional<chain::Failure> Ending::failure() const
{
    const std::scoped_lock lock{mutex_};
    return failure_;
}
} // namespace pawl::cli
