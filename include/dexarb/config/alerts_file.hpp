#pragma once

#include <filesystem>
#include <string>

#include "dexarb/base/alert_options.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/config/json_document.hpp"
#include "dexarb/config/settings.hpp"

namespace dexarb {

/// Where templates are found that an alerts file names.
struct TemplatePlaces {
    std::filesystem::path beside;     ///< The folder of the alerts file: templates by path, and its `alerts`.
    std::filesystem::path installed;  ///< Where the shipped ones are else.
};

/// Reads an alerts file: rules, and webhooks with their templates filled with what they say of themselves. Values that
/// begin with $ are those of `secrets` under that name, and a URL must be one. The error lists every mistake by file
/// and JSON pointer and shows no secret.
[[nodiscard]] Result<AlertOptions> read_alerts(const JsonNode& document, const std::string& file,
                                               const TemplatePlaces& places, const Variables& secrets);
[[nodiscard]] Result<AlertOptions> load_alerts(const std::string& path, const Variables& secrets);

}  // namespace dexarb
