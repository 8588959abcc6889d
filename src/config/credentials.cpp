#include "dexarb/config/credentials.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "dexarb/config/env_file.hpp"
#include "dexarb/config/text_file.hpp"

namespace dexarb {
namespace {

namespace fs = std::filesystem;

/// In order, so that HTTP_TOKEN comes before http_token.
Result<std::vector<std::string>> names_in(const std::string& folder) {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator entry{folder, error}, end; !error && entry != end; entry.increment(error))
        names.push_back(entry->path().filename().string());
    if (error == std::errc::no_such_file_or_directory) return names;
    if (error) return Error{ErrorCode::kInvalidInput, "CREDENTIALS_DIRECTORY: " + folder + ": " + error.message()};
    std::ranges::sort(names);
    return names;
}

std::string variable_of(const std::string& name) {
    return name == "http_token" ? "HTTP_TOKEN" : name;
}

Result<Credential> read_credential(const std::string& file) {
    auto text = read_text_file(file);
    if (!text) return Error{ErrorCode::kInvalidInput, text.error().detail};
    text->erase(text->find_last_not_of("\r\n \t") + 1);
    if (text->empty()) return Error{ErrorCode::kInvalidInput, file + ": is empty"};
    return Credential{std::move(*text), file};
}

}  // namespace

Result<Credentials> read_credentials(const std::string& folder) {
    const auto names = names_in(folder);
    if (!names) return names.error();
    Credentials credentials;
    for (const std::string& name : *names) {
        const std::string variable = variable_of(name);
        if (!is_known_variable(variable) || credentials.contains(variable)) continue;
        auto credential = read_credential(folder + "/" + name);
        if (!credential) return std::move(credential).error().within("credential " + variable);
        credentials.emplace(variable, *std::move(credential));
    }
    return credentials;
}

}  // namespace dexarb
