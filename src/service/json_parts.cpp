#include "service/json_parts.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace dexarb {

Json amount_json(const U256& amount, const std::string& token, std::uint8_t decimals) {
    return {{"token", token}, {"raw", to_decimal(amount)}, {"value", amount.to_double() / std::pow(10.0, decimals)}};
}

std::string to_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb
