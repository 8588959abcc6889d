#pragma once

#include <string>
#include <string_view>

namespace dexarb {

/// A word of the ABI as hex digits, padded from the left.
inline std::string word(std::string_view digits) {
    return std::string(64 - digits.size(), '0') + std::string{digits};
}

}  // namespace dexarb
