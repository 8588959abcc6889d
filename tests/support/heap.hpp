#pragma once

#include <cstddef>

namespace dexarb::test {

/// Bytes allocated and not freed, with or without AddressSanitizer.
[[nodiscard]] std::size_t allocated_bytes();

}  // namespace dexarb::test
