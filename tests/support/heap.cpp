#include "support/heap.hpp"

#include <malloc.h>

/// There with AddressSanitizer only, whose allocator mallinfo2 does not know. Source: compiler-rt,
/// sanitizer/allocator_interface.h, which GCC does not ship.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));  // NOLINT: the sanitizer's name

namespace dexarb::test {

std::size_t allocated_bytes() {
    return __sanitizer_get_current_allocated_bytes != nullptr ? __sanitizer_get_current_allocated_bytes()
                                                              : mallinfo2().uordblks;
}

}  // namespace dexarb::test
