#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <string_view>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// Takes the next piece of a text; kIo, with the name of the file, where it cannot be written.
using TextSink = std::function<Result<void>(std::string_view)>;

/// Writes to `file`, which outlives it and has this name in errors.
[[nodiscard]] TextSink sink_to(std::FILE* file, std::filesystem::path name);

/// Gives `file` the text that `write` hands to its sink. It is written beside it first, so that what is there stays
/// whole until all is written; where that fails nothing is left of it. Refused, as kIo: a folder.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& file,
                                        const std::function<Result<void>(const TextSink&)>& write);
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace dexarb
