#include "singlepass/x64/memory_base.hpp"

#include "base/check.hpp"

#include <asm/prctl.h>
#include <immintrin.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace pawl::x64
{
namespace
{
// Bit 1 of AT_HWCAP2 on x86: the kernel's arch/x86/include/uapi/asm/hwcap2.h.
constexpr u64 fsgsbase_bit = 1 << 1;

u64 number(const u8* memory0) noexcept
{
    return reinterpret_cast<u64>(memory0);
}
} // namespace

bool has_base_instructions() noexcept
{
    static const bool has = []
    {
        // Deterministic: both ways lead to the same bytes.
        const char* const forbidden = std::getenv("PAWL_NO_FSGSBASE");
        return (getauxval(AT_HWCAP2) & fsgsbase_bit) != 0 &&
               (forbidden == nullptr || forbidden != std::string_view{"1"});
    }();
    return has;
}

[[gnu::target("fsgsbase")]] void use_memory_by_instruction(const u8* memory0) noexcept
{
    if (memory0 != nullptr && _readgsbase_u64() != number(memory0))
        _writegsbase_u64(number(memory0));
}

// Not inlined, so that whoever goes on on another thread does not see the last one's variable.
[[gnu::noinline]] void use_memory_by_system_call(const u8* memory0) noexcept
{
    thread_local const u8* in_use = nullptr;
    if (memory0 == nullptr || in_use == memory0)
        return;
    PAWL_CHECK(syscall(SYS_arch_prctl, ARCH_SET_GS, number(memory0)) == 0,
               "a thread may set its segment's base");
    in_use = memory0;
}
} // namespace pawl::x64
