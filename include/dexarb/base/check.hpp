#pragma once

#include <source_location>

namespace dexarb {

/// Ends the process with `what` and the place when a bug breaks an invariant. Prints to stderr, in release builds too.
[[noreturn]] void fail(const char* what, std::source_location where = std::source_location::current());

/// An invariant that only a bug can break; bad input is a `Result`, never a check.
constexpr void check(bool holds, const char* what, std::source_location where = std::source_location::current()) {
    if (!holds) [[unlikely]]
        fail(what, where);
}

}  // namespace dexarb
