#include "dexarb/app/standard_output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <spdlog/spdlog.h>

namespace dexarb {

void print_out(std::string_view text) {
    errno = 0;
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (std::fflush(stdout) == 0 && written) return;
    spdlog::error("the report could not be written: {}; trading goes on", std::strerror(errno));
    std::clearerr(stdout);
    std::fputc('\n', stdout);
}

}  // namespace dexarb
