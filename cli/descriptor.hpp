// Ownership of what the system numbers.
#pragma once

#include <unistd.h>

namespace pawl::cli
{
/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor()
    {
        if (number_ >= 0)
            close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return number_; }

private:
    int number_;
};
} // namespace pawl::cli
