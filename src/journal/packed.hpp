#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// One zstd frame at its quickest level: for what is written with every block.
[[nodiscard]] std::vector<std::uint8_t> pack(std::span<const std::uint8_t> bytes);

/// What `pack` was given. kMalformed for bytes that are no such frame, or one of more than 64 MiB.
[[nodiscard]] Result<std::vector<std::uint8_t>> unpack(std::span<const std::uint8_t> packed);

}  // namespace dexarb
