#include "dexarb/app/finding.hpp"

namespace dexarb {

std::string_view to_string(FindingLevel level) {
    switch (level) {
        case FindingLevel::kFine:
            return "fine";
        case FindingLevel::kWarning:
            return "warning";
        case FindingLevel::kProblem:
            return "problem";
    }
    return "problem";
}

std::string render_plain(const Finding& finding) {
    const std::string found = finding.subject + ": " + finding.text;
    return finding.action.empty() ? found : found + ". " + finding.action;
}

std::string render_finding(const Finding& finding) {
    switch (finding.level) {
        case FindingLevel::kFine:
            return render_plain(finding);
        case FindingLevel::kWarning:
            return "WARNING " + render_plain(finding);
        case FindingLevel::kProblem:
            return "PROBLEM " + render_plain(finding);
    }
    return render_plain(finding);
}

}  // namespace dexarb
