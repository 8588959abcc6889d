#pragma once

#include <string_view>

namespace dexarb {

/// The API as OpenAPI 3.1: openapi.json.
[[nodiscard]] std::string_view openapi_document();

}  // namespace dexarb
