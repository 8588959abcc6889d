#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dexarb/base/u256.hpp"

namespace dexarb {

/// A JSON-RPC quantity: "0x" and hex digits without leading zeros, "0x0" for zero. Nothing for anything else, or for
/// what does not fit. Source: execution-apis, schemas/base-types.
[[nodiscard]] std::optional<std::uint64_t> u64_from_quantity(std::string_view text);
[[nodiscard]] std::optional<U256> u256_from_quantity(std::string_view text);

[[nodiscard]] std::string to_quantity(std::uint64_t value);
[[nodiscard]] std::string to_quantity(const U256& value);

}  // namespace dexarb
