#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "dexarb/base/u256.hpp"

namespace dexarb {

using Json = nlohmann::ordered_json;

/// An amount of a token: {"token": symbol, "raw": decimal in the smallest unit, "value": in whole tokens, rounded}.
[[nodiscard]] Json amount_json(const U256& amount, const std::string& token, std::uint8_t decimals);

/// On one line; what is no UTF-8 is replaced.
[[nodiscard]] std::string to_text(const Json& json);

}  // namespace dexarb
