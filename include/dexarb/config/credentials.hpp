#pragma once

#include <map>
#include <string>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A variable that stands in a file of its own, as systemd's LoadCredential hands it over.
struct Credential {
    std::string value;  ///< Secret; without the line ends and blanks behind it.
    std::string file;
};

/// By the name of the variable.
using Credentials = std::map<std::string, Credential>;

/// Reads each file of `folder` whose name is that of a variable that dexarb knows, and `http_token` as HTTP_TOKEN where
/// there is no file of that name; others are left alone. A file that is empty or cannot be read is refused, by its name
/// and without what stands in it. Nothing where there is no such folder.
[[nodiscard]] Result<Credentials> read_credentials(const std::string& folder);

}  // namespace dexarb
