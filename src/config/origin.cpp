#include "dexarb/config/origin.hpp"

#include "dexarb/base/check.hpp"

namespace dexarb {

std::string_view to_string(OriginKind kind) {
    switch (kind) {
        case OriginKind::kBuiltIn:
            return "built-in";
        case OriginKind::kFileDefault:
            return "defaults";
        case OriginKind::kFileEntry:
            return "file";
        case OriginKind::kEnvFile:
            return ".env";
        case OriginKind::kCredential:
            return "credential";
        case OriginKind::kEnvironment:
            return "environment";
        case OriginKind::kCommandLine:
            return "command line";
    }
    fail("unknown kind of origin");
}

}  // namespace dexarb
