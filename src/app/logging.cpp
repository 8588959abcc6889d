#include "dexarb/app/logging.hpp"

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dexarb {

namespace {

/// The message as the inside of a JSON string.
class EscapedMessage : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        const std::string text{message.payload.data(), message.payload.size()};
        const std::string quoted = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        out.append(quoted.data() + 1, quoted.data() + quoted.size() - 1);
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<EscapedMessage>();
    }
};

/// The level as syslog's priority, as sd-daemon(3) has it at the beginning of a line.
class Priority : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        const std::string_view text = priority_of(message.level);
        out.append(text.data(), text.data() + text.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<Priority>(); }

  private:
    static std::string_view priority_of(spdlog::level::level_enum level) {
        if (level >= spdlog::level::critical) return "<2>";
        if (level == spdlog::level::err) return "<3>";
        if (level == spdlog::level::warn) return "<4>";
        return level == spdlog::level::info ? "<6>" : "<7>";
    }
};

/// Whether stderr is the journal's: JOURNAL_STREAM names its device and inode (systemd.exec(5)).
bool writes_to_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat file {};
    if (stream == nullptr || ::fstat(STDERR_FILENO, &file) != 0) return false;
    return std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino) == stream;
}

/// The journal stamps each line itself, so text for it carries no time.
std::string pattern_of(LogFormat format, bool is_for_journal) {
    if (format == LogFormat::kText) return is_for_journal ? "%@%v" : "%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v";
    const std::string prefix = is_for_journal ? "%@" : "";
    return prefix + R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%*"})";
}

std::unique_ptr<spdlog::formatter> make_formatter(LogFormat format) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<EscapedMessage>('*').add_flag<Priority>('@').set_pattern(
        pattern_of(format, writes_to_journal()));
    return formatter;
}

}  // namespace

void start_logging(LogFormat format, const std::string& level) {
    auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
    auto logger = std::make_shared<spdlog::logger>("dexarb", std::move(sink));
    logger->set_formatter(make_formatter(format));
    logger->set_level(spdlog::level::from_str(level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace dexarb
