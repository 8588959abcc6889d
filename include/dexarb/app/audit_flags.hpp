#pragma once

#include "dexarb/collector/audit.hpp"

namespace CLI {
class App;
}

namespace dexarb {

/// The flags that say how often the followed state is held against the chain's own.
void add_audit_flags(CLI::App& app, AuditOptions& audit);

}  // namespace dexarb
