#include "engine/runtime/sanitizer.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#elif defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace pawl
{
#if defined(__SANITIZE_ADDRESS__)

StackSwitch::~StackSwitch() = default;

void StackSwitch::leave_outer(const void* stack, std::size_t size) noexcept
{
    __sanitizer_start_switch_fiber(&outer_frames_, stack, size);
}

void StackSwitch::arrive_outer() noexcept
{
    __sanitizer_finish_switch_fiber(outer_frames_, nullptr, nullptr);
}

void StackSwitch::arrive_inner() noexcept
{
    __sanitizer_finish_switch_fiber(inner_frames_, &outer_stack_, &outer_size_);
}

void StackSwitch::leave_inner(bool last) noexcept
{
    __sanitizer_start_switch_fiber(last ? nullptr : &inner_frames_, outer_stack_, outer_size_);
}

void StackSwitch::clear(const void* stack, std::size_t size) noexcept
{
    __asan_unpoison_memory_region(stack, size);
}

#elif defined(__SANITIZE_THREAD__)

StackSwitch::~StackSwitch()
{
    if (inner_fiber_ != nullptr)
        __tsan_destroy_fiber(inner_fiber_);
}

// The two functions that switch are entered on one side and left on the other. Were they
// instrumented, ThreadSanitizer's own call stack of a new fiber would lose a frame that it never
// had.
[[clang::disable_sanitizer_instrumentation]]
void StackSwitch::leave_outer(const void*, std::size_t) noexcept
{
    if (inner_fiber_ == nullptr)
        inner_fiber_ = __tsan_create_fiber(0);
    outer_fiber_ = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(inner_fiber_, 0);
}

void StackSwitch::arrive_outer() noexcept {}

void StackSwitch::arrive_inner() noexcept {}

[[clang::disable_sanitizer_instrumentation]]
void StackSwitch::leave_inner(bool) noexcept
{
    __tsan_switch_to_fiber(outer_fiber_, 0);
}

void StackSwitch::clear(const void*, std::size_t) noexcept {}

#else

StackSwitch::~StackSwitch() = default;
void StackSwitch::leave_outer(const void*, std::size_t) noexcept {}
void StackSwitch::arrive_outer() noexcept {}
void StackSwitch::arrive_inner() noexcept {}
void StackSwitch::leave_inner(bool) noexcept {}
void StackSwitch::clear(const void*, std::size_t) noexcept {}

#endif
} // namespace pawl
