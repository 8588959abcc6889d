#include "dexarb/config/env_file.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

#include <fmt/format.h>

#include "dexarb/config/text_file.hpp"

#include "config/split.hpp"

namespace dexarb {
namespace {

constexpr std::string_view kPrivateKey = "PRIVATE_KEY";

bool is_name(std::string_view name) {
    const auto fits = [](unsigned char letter) { return std::isalnum(letter) != 0 || letter == '_'; };
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 && std::ranges::all_of(name, fits);
}

bool is_end_of_value(std::string_view rest) {
    const auto text = trim(rest);
    return text.empty() || text.starts_with('#');
}

Result<std::string> single_quoted(std::string_view text) {
    const auto end = text.find('\'', 1);
    if (end == std::string_view::npos) return Error{ErrorCode::kInvalidInput, "the quote ' is not closed"};
    if (!is_end_of_value(text.substr(end + 1)))
        return Error{ErrorCode::kInvalidInput, "something stands behind the closing quote"};
    return std::string{text.substr(1, end - 1)};
}

Result<std::string> double_quoted(std::string_view text) {
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            if (is_end_of_value(text.substr(i + 1))) return value;
            return Error{ErrorCode::kInvalidInput, "something stands behind the closing quote"};
        }
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        value += text[i];
    }
    return Error{ErrorCode::kInvalidInput, "the quote \" is not closed"};
}

Result<std::string> value_of(std::string_view text) {
    if (text.starts_with('\'')) return single_quoted(text);
    if (text.starts_with('"')) return double_quoted(text);
    if (text.starts_with('#')) return std::string{};
    const auto comment = std::min(text.find(" #"), text.find("\t#"));
    return std::string{trim(text.substr(0, comment))};
}

class EnvReader {
  public:
    explicit EnvReader(const std::string& file) { env_.path = file; }

    void read_line(std::string_view line, std::size_t number) {
        line = trim(line.substr(0, line.find('\r')));
        if (line.empty() || line.starts_with('#')) return;
        if (line.starts_with("export ")) line = trim(line.substr(7));
        const auto equals = line.find('=');
        const auto name = trim(line.substr(0, equals));
        if (equals == std::string_view::npos || !is_name(name)) return refuse(number, "must read NAME=VALUE");
        if (name == kPrivateKey) {
            env_.has_private_key = true;
        } else if (!is_known_variable(name)) {
            if (std::ranges::find(env_.ignored, name) == env_.ignored.end()) env_.ignored.emplace_back(name);
        } else {
            read_value(std::string{name}, trim(line.substr(equals + 1)), number);
        }
    }

    Result<EnvFile> result() && {
        if (!lines_.empty()) return Error{ErrorCode::kInvalidInput, lines_};
        return std::move(env_);
    }

  private:
    void read_value(const std::string& name, std::string_view text, std::size_t number) {
        const auto earlier = std::ranges::find(env_.entries, name, &EnvEntry::name);
        if (earlier != env_.entries.end())
            return refuse(number, fmt::format("{} is given twice, first on line {}", name, earlier->line));
        auto value = value_of(text);
        if (!value) return refuse(number, fmt::format("{}: {}", name, value.error().detail));
        env_.entries.push_back({name, std::move(*value), number});
    }

    void refuse(std::size_t number, const std::string& reason) {
        lines_ += fmt::format("{}{}:{}: {}", lines_.empty() ? "" : "\n", env_.path, number, reason);
    }

    std::string lines_;
    EnvFile env_;
};

}  // namespace

const std::vector<std::string>& known_variables() {
    static const std::vector<std::string> names{"RPC_URL",          "RPC_UNITS_FILE", "CHAIN_ID",   "TRADING_PAIRS",
                                                "POLL_INTERVAL_MS", "HTTP_LISTEN",    "HTTP_TOKEN", "HTTP_HOSTS",
                                                "ALERTS_FILE",      "LOG_LEVEL"};
    return names;
}

bool is_known_variable(std::string_view name) {
    return std::ranges::find(known_variables(), name) != known_variables().end() ||
           (name.starts_with(kAlertVariablePrefix) && name.size() > kAlertVariablePrefix.size());
}

Result<EnvFile> parse_env(std::string_view text, const std::string& file) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    EnvReader reader{file};
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        reader.read_line(text.substr(0, end), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(reader).result();
}

Result<EnvFile> load_env_file(const std::string& path) {
    auto text = read_text_file(path);
    if (!text) return text.error();
    auto env = parse_env(*text, path);
    explicit_bzero(text->data(), text->size());  // it may hold a private key, of which nothing shall remain
    return env;
}

}  // namespace dexarb
