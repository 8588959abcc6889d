#include "dexarb/app/audit_flags.hpp"

#include <CLI/CLI.hpp>

namespace dexarb {

void add_audit_flags(CLI::App& app, AuditOptions& audit) {
    app.add_option("--audit-every", audit.every,
                   "blocks between two audits of the followed state against the node's, one request each; 0: none [50]")
        ->type_name("N");
}

}  // namespace dexarb
