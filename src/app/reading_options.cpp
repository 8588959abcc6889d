#include "dexarb/app/reading_options.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <CLI/CLI.hpp>

#include "dexarb/app/command_line.hpp"

namespace dexarb {
namespace {

constexpr const char* kReportExamples = R"(
Examples:
  paper-trading report                               the newest run: its books, added up from its records
  paper-trading report 3 --by day                    run 3, day by day
  paper-trading report --full                        also how long edges lasted, how close others came, what filters cost
  paper-trading report --last 24h --by route --json  all runs of the last day of the chain
  paper-trading report --since 2026-09-01 --until 2026-09-08 -c moderate
  paper-trading report --last 7d --html week.html    curves, survival, funnel and costs, to look at or to print
)";
constexpr const char* kExportExamples = R"(
Examples:
  paper-trading export outcomes -o outcomes.csv      opens in a spreadsheet; docs/journal.md tells the columns
  paper-trading export actions --format jsonl --run 3 --config moderate
  paper-trading export metrics --since 2026-09-01
)";
constexpr const char* kExplainExamples = R"(
An ID is what the event log and `export` show, or a row of the journal:
  paper-trading explain 3fa9c1d20b7e44aa-56123456@56123459       an opportunity
  paper-trading explain moderate:3fa9c1d20b7e44aa-56123456       an action, with how it ended
  paper-trading explain outcome:17                               row 17; also opportunity:17, action:17
)";

constexpr const char* kVerdictExamples = R"(
Exit code 0: at least one configuration passes every gate; 6: none does; what fails is listed with what it would take.
The rules are configs/verdict.json, else /etc/dexarb/verdict.json, else built in. Recordings are replayed to verify the
digest, which takes a while for weeks of blocks; "require_digest": false leaves it out.
Examples:
  paper-trading verdict                              the newest run, with the books that it went on with
  paper-trading verdict --last 7d --rules my-rules.json
  paper-trading verdict 3 --json && systemctl start live-trader
)";

/// "-04" as 4: the next number behind one of `separators`, of exactly `digits`; false if there is none.
bool take_number(std::string_view& rest, std::string_view separators, std::size_t digits, int& value) {
    if (!separators.empty()) {
        if (rest.empty() || separators.find(rest.front()) == std::string_view::npos) return false;
        rest.remove_prefix(1);
    }
    if (rest.size() < digits) return false;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + digits, value);
    if (error != std::errc{} || end != rest.data() + digits || value < 0) return false;
    rest.remove_prefix(digits);
    return true;
}

/// ".250", of one to three digits, in milliseconds.
bool take_fraction(std::string_view& rest, int& milliseconds) {
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789", 1), rest.size()) - 1;
    if (digits == 0 || digits > 3 || !take_number(rest, ".", digits, milliseconds)) return false;
    for (std::size_t i = digits; i < 3; ++i)
        milliseconds *= 10;
    return true;
}

bool take_time(std::string_view& rest, std::chrono::milliseconds& time) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    int milliseconds = 0;
    if (!take_number(rest, "T ", 2, hour) || !take_number(rest, ":", 2, minute)) return false;
    if (rest.starts_with(':') && !take_number(rest, ":", 2, second)) return false;
    if (rest.starts_with('.') && !take_fraction(rest, milliseconds)) return false;
    time = std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
           std::chrono::milliseconds{milliseconds};
    return hour < 24 && minute < 60 && second < 60;
}

std::string take_moment(const std::string& text, std::optional<Timestamp>& moment) {
    const auto time = parse_time(text);
    if (!time) return time.error().detail;
    moment = *time;
    return {};
}

std::string take_last(const std::string& text, std::optional<std::chrono::milliseconds>& last) {
    const auto duration = parse_duration(text);
    if (!duration) return duration.error().detail;
    last = *duration;
    return {};
}

void add_window(CLI::App& verb, ReadingFlags& flags) {
    add_window_options(verb, flags);
    verb.add_option("--config", flags.configs, "only these configurations; as -c")->delimiter(',')->type_name("ID,..");
}

void add_report(CLI::App& app, ReadingFlags& flags) {
    auto* verb = app.add_subcommand("report", "the books of a past run, or of any time, from the journal");
    verb->add_option("RUN", flags.run, "as `runs` numbers them [the newest, or all with a time]")
        ->check(CLI::PositiveNumber);
    add_window(*verb, flags);
    verb->add_option("--by", "also by day, pair or route")
        ->type_name("day|pair|route")
        ->check(CLI::IsMember({"day", "pair", "route"}))
        ->each([&flags](const std::string& text) {
            flags.by = text == "day"    ? ReadingFlags::By::kDay
                       : text == "pair" ? ReadingFlags::By::kPair
                                        : ReadingFlags::By::kRoute;
        });
    verb->add_flag("--full", flags.full,
                   "also survival, net edges and prices of filters, as the last run reported them");
    verb->add_option("--html", flags.html,
                     "as one page for a browser, which needs no network; replaced when it is whole")
        ->type_name("FILE");
    verb->footer(kReportExamples);
    verb->callback([&flags] { flags.verb = ReadingFlags::Verb::kReport; });
    verb->fallthrough();
}

void add_export(CLI::App& app, ReadingFlags& flags) {
    auto* verb = app.add_subcommand("export", "the journal's records as CSV or JSON lines, one at a time");
    verb->add_option("TABLE", "opportunities, actions, outcomes or metrics")
        ->required()
        ->check(CLI::IsMember({"opportunities", "actions", "outcomes", "metrics"}))
        ->each([&flags](const std::string& text) {
            flags.table = text == "opportunities" ? ReadingFlags::Table::kOpportunities
                          : text == "actions"     ? ReadingFlags::Table::kActions
                          : text == "outcomes"    ? ReadingFlags::Table::kOutcomes
                                                  : ReadingFlags::Table::kMetrics;
        });
    verb->add_option("--format", "csv or jsonl [csv]")
        ->type_name("csv|jsonl")
        ->check(CLI::IsMember({"csv", "jsonl"}))
        ->each([&flags](const std::string& text) {
            flags.format = text == "csv" ? ReadingFlags::Format::kCsv : ReadingFlags::Format::kJsonLines;
        });
    verb->add_option("--run", flags.run, "only this run")->type_name("N")->check(CLI::PositiveNumber);
    verb->add_option("-o,--output", flags.output, "a file instead of stdout; replaced when all is written")
        ->type_name("FILE");
    add_window(*verb, flags);
    verb->footer(kExportExamples);
    verb->callback([&flags] { flags.verb = ReadingFlags::Verb::kExport; });
    verb->fallthrough();
}

void add_explain(CLI::App& app, ReadingFlags& flags) {
    auto* verb = app.add_subcommand("explain", "one opportunity or trade, from the pools' state to the last cent");
    verb->add_option("ID", flags.id, "as below")->required();
    verb->add_option("--run", flags.run, "of this run, where several have such an id")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    verb->footer(kExplainExamples);
    verb->callback([&flags] { flags.verb = ReadingFlags::Verb::kExplain; });
    verb->fallthrough();
}

void add_verdict(CLI::App& app, ReadingFlags& flags) {
    auto* verb = app.add_subcommand("verdict", "does a configuration deserve real money? exit code 6 if none does");
    verb->add_option("RUN", flags.run, "as `runs` numbers them [the newest, or all with a time]")
        ->check(CLI::PositiveNumber);
    verb->add_option("--rules", flags.rules, "what is asked [configs/verdict.json]")->type_name("FILE");
    add_window(*verb, flags);
    verb->footer(kVerdictExamples);
    verb->callback([&flags] { flags.verb = ReadingFlags::Verb::kVerdict; });
    verb->fallthrough();
}

}  // namespace

void add_window_options(CLI::App& verb, ReadingFlags& flags) {
    auto* since = verb.add_option("--since", "from this time of the chain on, UTC")
                      ->type_name("2026-09-01T12:00")
                      ->check([&flags](const std::string& text) { return take_moment(text, flags.since); });
    verb.add_option("--until", "before this time of the chain, UTC")
        ->type_name("TIME")
        ->check([&flags](const std::string& text) { return take_moment(text, flags.until); });
    verb.add_option("--last", "of the last so long")
        ->type_name("24h")
        ->excludes(since)
        ->check([&flags](const std::string& text) { return take_last(text, flags.last); });
}

ReadScope scope_of(const ReadingFlags& flags, const std::vector<std::string>& configs, Timestamp now) {
    ReadScope scope{flags.run, flags.since, flags.until, configs};
    scope.configs.insert(scope.configs.end(), flags.configs.begin(), flags.configs.end());
    if (flags.last) scope.since = now - *flags.last;
    return scope;
}

void add_reading_options(CLI::App& app, ReadingFlags& flags) {
    add_report(app, flags);
    add_export(app, flags);
    add_explain(app, flags);
    add_verdict(app, flags);
}

Result<Timestamp> parse_time(const std::string& text) {
    std::string_view rest = text;
    int year = 0;
    int month = 0;
    int day = 0;
    std::chrono::milliseconds time{0};
    bool is_time = take_number(rest, "", 4, year) && take_number(rest, "-", 2, month) && take_number(rest, "-", 2, day);
    is_time = is_time && (rest.empty() || take_time(rest, time));
    if (is_time && rest.starts_with('Z')) rest.remove_prefix(1);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!is_time || !rest.empty() || !date.ok())
        return Error{ErrorCode::kInvalidInput, "'" + text +
                                                   "' is not a time; write 2026-09-01 or 2026-09-01T12:00:00Z "
                                                   "(always UTC)"};
    return Timestamp{std::chrono::sys_days{date}} + time;
}

}  // namespace dexarb
