#pragma once

#include <string_view>

namespace dexarb {

/// "0.1.0 (1a2b3c4)": the release and the commit it was configured from.
[[nodiscard]] std::string_view version();

}  // namespace dexarb
