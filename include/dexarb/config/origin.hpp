#pragma once

#include <string>
#include <string_view>

namespace dexarb {

/// Where a value came from. Later ones win.
enum class OriginKind { kBuiltIn, kFileDefault, kFileEntry, kEnvFile, kCredential, kEnvironment, kCommandLine };

/// "built-in", "defaults", "file", ".env", "credential", "environment", "command line".
[[nodiscard]] std::string_view to_string(OriginKind kind);

/// The kind, and the place to look at: a file with JSON pointer or line, a variable, an argument.
struct Origin {
    OriginKind kind = OriginKind::kBuiltIn;
    std::string place;

    friend bool operator==(const Origin&, const Origin&) = default;
};

}  // namespace dexarb
