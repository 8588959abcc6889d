#include "support/places.hpp"

namespace dexarb::test {

std::filesystem::path source_dir() {
    return DEXARB_SOURCE_DIR;
}

std::filesystem::path fixtures_dir() {
    return DEXARB_FIXTURES;
}

}  // namespace dexarb::test
