#include "dexarb/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace dexarb {

void fail(const char* what, std::source_location where) {
    std::fprintf(stderr, "bug: %s (%s:%u, %s)\n", what, where.file_name(), where.line(), where.function_name());
    std::abort();
}

}  // namespace dexarb
