#pragma once

#include <string_view>

namespace dexarb {

/// To stdout, at once. What it leads to may take no more (a file on a full disk): then the log says so, the line that
/// was begun ends, and the run goes on.
void print_out(std::string_view text);

}  // namespace dexarb
