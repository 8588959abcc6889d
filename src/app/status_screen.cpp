#include "dexarb/app/status_screen.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

namespace dexarb {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kUsualColumns = 80;
constexpr std::size_t kLeastColumns = 40;
constexpr const char* kBold = "\x1b[1m";
constexpr const char* kRed = "\x1b[31m";
constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kPlain = "\x1b[0m";

std::string printable(std::string text) {
    for (char& letter : text)
        if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = '?';
    return text;
}

std::string text_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? printable(found->get<std::string>()) : std::string{};
}

double number_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : 0.0;
}

std::uint64_t count_of(const Json& json, const char* key) {
    return static_cast<std::uint64_t>(std::max(0.0, number_of(json, key)));
}

const Json& part_of(const Json& json, const char* key) {
    static const Json nothing;
    const auto found = json.find(key);
    return found == json.end() ? nothing : *found;
}

/// Collects lines, each cut at the screen's width and painted as a whole.
class Screen {
  public:
    explicit Screen(const ScreenLook& look) : look_{look} {}

    void line(std::string text, const char* paint = nullptr) {
        if (text.size() > look_.columns) text = text.substr(0, look_.columns - 1) + "~";
        const bool painted = paint != nullptr && look_.colors;
        text_ += painted ? paint + text + kPlain : text;
        text_ += '\n';
    }

    /// Broken at spaces.
    void paragraph(const std::string& text, const char* paint = nullptr) {
        std::size_t at = 0;
        while (at < text.size()) {
            std::size_t end = std::min(text.size(), at + look_.columns);
            const auto space = end < text.size() ? text.rfind(' ', end) : std::string::npos;
            if (space != std::string::npos && space > at) end = space;
            line(text.substr(at, end - at), paint);
            at = text.find_first_not_of(' ', end);
        }
    }

    [[nodiscard]] std::size_t columns() const { return look_.columns; }
    [[nodiscard]] std::string text() && { return std::move(text_); }

  private:
    const ScreenLook& look_;
    std::string text_;
};

void put_head(Screen& screen, const Json& status) {
    const Json& run = part_of(status, "run");
    const Json& block = part_of(status, "block");
    const Json& simulated = part_of(run, "is_simulated");
    const bool is_simulated = simulated.is_boolean() && simulated.get<bool>();
    screen.line(fmt::format("{}{}, paper-trading {}", text_of(run, "market"), is_simulated ? " (SIMULATED)" : "",
                            text_of(run, "version")),
                kBold);
    const std::string health = text_of(status, "health");
    const std::string newest =
        block.is_object() ? fmt::format("block {}, {:.1f} s old, base fee {:.1f} gwei", count_of(block, "number"),
                                        number_of(block, "age_ms") / 1e3, number_of(block, "base_fee_gwei"))
                          : std::string{"no block yet"};
    screen.line(fmt::format("{}: {}", health, newest), health == "live" ? kGreen : kRed);
    const Json& feed = part_of(status, "feed");
    screen.line(fmt::format("{} of {} pools certain; blocks: {} seen, {} missed, {} late",
                            count_of(feed, "pools_certain"), count_of(feed, "pools_total"),
                            count_of(feed, "blocks_seen"), count_of(feed, "blocks_missed"),
                            count_of(feed, "blocks_late")));
    for (const Json& alarm : part_of(status, "alarms"))
        if (alarm.is_string()) screen.paragraph("ALARM: " + printable(alarm.get<std::string>()), kRed);
}

/// Under the head "paused by", where a narrow terminal leaves room for a word.
std::string pause_of(const Json& config) {
    const std::string reason = text_of(config, "pause");
    return reason == "paused_by_hand" ? "hand" : reason;
}

void put_configs(Screen& screen, const Json& status) {
    screen.line("");
    screen.line(fmt::format("{:<20} {:>10} {:>9} {:>6} {:>6} {:>5} {:>4} {:>3}  {}", "configuration", "net $",
                            "drawdown", "trades", "filled", "rever", "lost", "fly", "paused by"),
                kBold);
    for (const Json& config : part_of(status, "configs")) {
        const double net = number_of(config, "net_usd");
        screen.line(fmt::format("{:<20.20} {:>10.2f} {:>9.2f} {:>6} {:>6} {:>5} {:>4} {:>3}  {}", text_of(config, "id"),
                                net, number_of(config, "drawdown_usd"), count_of(config, "actions"),
                                count_of(config, "filled"), count_of(config, "reverted"), count_of(config, "lost"),
                                count_of(config, "in_flight"), pause_of(config)),
                    net > 0   ? kGreen
                    : net < 0 ? kRed
                              : nullptr);
    }
}

void put_endpoints(Screen& screen, const Json& status) {
    screen.line("");
    for (const Json& endpoint : part_of(part_of(status, "feed"), "endpoints")) {
        const std::string reason = text_of(endpoint, "reason");
        screen.line(fmt::format("{} {}, {} ms, {} requests, {} failed{}{}", text_of(endpoint, "name"),
                                text_of(endpoint, "state"), count_of(endpoint, "latency_ms"),
                                count_of(endpoint, "requests"), count_of(endpoint, "failures"),
                                reason.empty() ? "" : ": ", reason));
    }
}

void put_alerts(Screen& screen, const Json& status) {
    for (const Json& webhook : part_of(status, "alerts")) {
        const std::string trouble = text_of(webhook, "trouble");
        screen.line(
            fmt::format("alerts to {}: {} delivered, {} waiting, {} lost{}{}", text_of(webhook, "webhook"),
                        count_of(webhook, "delivered"), count_of(webhook, "waiting"),
                        count_of(webhook, "lost") + count_of(webhook, "dropped"), trouble.empty() ? "" : "; ", trouble),
            trouble.empty() ? nullptr : kRed);
    }
}

void put_conclusion(Screen& screen, const Json& status) {
    for (const Json& why : part_of(status, "why_nothing_traded"))
        if (why.is_string()) screen.paragraph(printable(why.get<std::string>()));
    screen.paragraph(text_of(status, "verdict"));
    screen.paragraph(text_of(part_of(status, "evidence"), "sentence"));
}

}  // namespace

ScreenLook look_of_stdout() {
    ScreenLook look;
    look.columns = kUsualColumns;
    const bool is_terminal = isatty(STDOUT_FILENO) == 1;
    const char* term = std::getenv("TERM");
    const bool is_dumb = term == nullptr || std::string_view{term}.empty() || std::string_view{term} == "dumb";
    const char* no_color = std::getenv("NO_COLOR");
    look.can_redraw = is_terminal && !is_dumb;
    look.colors = look.can_redraw && (no_color == nullptr || *no_color == '\0');
    winsize size{};
    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        look.columns = std::max<std::size_t>(size.ws_col, kLeastColumns);
    return look;
}

std::string render_status(const Json& status, const ScreenLook& look) {
    Screen screen{look};
    put_head(screen, status);
    put_configs(screen, status);
    put_endpoints(screen, status);
    put_alerts(screen, status);
    put_conclusion(screen, status);
    return std::move(screen).text();
}

}  // namespace dexarb
