#pragma once

#include <optional>
#include <string_view>

#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// The class that a complaint's lower-case text tells; nothing if it says nothing known.
[[nodiscard]] std::optional<RpcErrorClass> class_of_text(std::string_view lower_case_text);

}  // namespace dexarb
