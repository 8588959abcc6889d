#pragma once

#include <string>

#include "dexarb/base/alert_options.hpp"

namespace dexarb {

/// The body of a message: the webhook's template with every placeholder in its place. Values are put into strings of
/// parsed JSON, so that nothing they hold can leave its string; a string that is `{priority}` or `{colour}` alone
/// becomes a number. Titles and texts that no service would take are cut.
[[nodiscard]] std::string alert_message(const Webhook& webhook, const Alert& alert, const std::string& market,
                                        const std::string& host);

}  // namespace dexarb
