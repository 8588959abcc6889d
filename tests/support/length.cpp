#include "support/length.hpp"

#include <cstdlib>
#include <string_view>

namespace dexarb::test {

bool runs_full_length() {
    const char* value = std::getenv("DEXARB_FULL");
    return value != nullptr && std::string_view{value} == "1";
}

}  // namespace dexarb::test
