#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/replaced_file.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/app/trader_lookup.hpp"
#include "dexarb/app/verdict_reading.hpp"
#include "dexarb/config/env_file.hpp"
#include "dexarb/config/market_file.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/config/strategy_fields.hpp"
#include "dexarb/config/trading_pairs.hpp"
#include "dexarb/journal/journal_file.hpp"
#include "dexarb/journal/traded_pairs.hpp"
#include "dexarb/report/winner_file.hpp"

namespace dexarb {
namespace {

namespace fs = std::filesystem;
using Format = WinnerFlags::Format;

Error invalid(std::string text) {
    return {ErrorCode::kInvalidInput, std::move(text)};
}

/// A name as the strategies file has it: where one configuration ran with several values, a history tells them apart by
/// " #" and a number.
std::string name_in_file(const std::string& shown) {
    return shown.substr(0, shown.find(" #"));
}

class WinnerCommand {
  public:
    explicit WinnerCommand(const CommandLine& line) : line_{line} {}

    std::optional<VerdictRefusal> run() {
        if (const auto named = check_outputs(); !named) return VerdictRefusal{named.error(), ExitCode::kUsage};
        if (auto refused = read_verdict(line_, verdict_)) return refused;
        if (const auto found = find(); !found) return VerdictRefusal{found.error(), ExitCode::kUsage};
        if (const auto read = read_market_of_run(); !read)
            return VerdictRefusal{read.error(), ExitCode::kConfiguration};
        if (auto refused = check_tokens()) return refused;
        if (const auto filled = fill(); !filled) return VerdictRefusal{filled.error(), ExitCode::kConfiguration};
        if (const auto same = read_back(); !same) return VerdictRefusal{same.error(), ExitCode::kConfiguration};
        if (const auto written = write(); !written) return VerdictRefusal{written.error(), ExitCode::kJournal};
        return std::nullopt;
    }

    [[nodiscard]] ExitCode code() const {
        const bool passes = verdict_.verdict.passes(winner_.config);
        return passes || line_.winner.even_if_not_passed ? ExitCode::kOk : ExitCode::kVerdict;
    }

  private:
    [[nodiscard]] const TraderReport& trader() const { return verdict_.history.report.traders[winner_.config]; }

    [[nodiscard]] Format format_of(const fs::path& file) const {
        if (line_.winner.format != Format::kByName) return line_.winner.format;
        if (file.extension() == ".json") return Format::kJson;
        const bool is_env = file.extension() == ".env" || file.filename() == ".env" || file == "-";
        return is_env ? Format::kEnv : Format::kByName;
    }

    /// Before anything is read: a file that is not one of ours stays, be it the `.env` with the endpoint's key.
    [[nodiscard]] Result<void> check_outputs() const {
        for (const fs::path& file : line_.winner.outputs) {
            if (format_of(file) == Format::kByName)
                return invalid(fmt::format("{} is neither *.env nor *.json: say --format", file.string()));
            if (file != "-" && fs::exists(fs::symlink_status(file)) && !is_ours(file))
                return invalid(
                    fmt::format("{} is there and was not written by export-winner: name another file", file.string()));
        }
        return {};
    }

    static bool is_ours(const fs::path& file) {
        std::string first;
        std::ifstream in{file};
        std::getline(in, first);
        const auto words = first.substr(std::min(first.find(' '), first.size() - 1) + 1);
        return first.starts_with('#') || first.starts_with("//")
                   ? words.starts_with(kPassed) || words.starts_with(kNotPassed)
                   : false;
    }

    Result<void> find() {
        const auto found = find_trader(verdict_.history.report.traders, line_.winner.name);
        if (!found) return found.error();
        winner_.config = *found;
        winner_.name = name_in_file(trader().config.name);
        return {};
    }

    /// The market file's, with the pairs of TRADING_PAIRS where these are set.
    Result<void> read_market_of_run() {
        const auto settings = load_settings(line_);
        if (!settings) return settings.error();
        market_file_ = choose_file(line_.market_file, "polygon.json").string();
        auto market = load_market(market_file_);
        if (market && settings->trading_pairs) market = with_trading_pairs(*market, settings->trading_pairs->value);
        if (!market) return market.error();
        market_ = *std::move(market);
        if (market_.chain_id != verdict_.history.report.chain_id)
            return invalid(fmt::format("{} is of chain {}, the run of chain {}: name the run's market by --market",
                                       market_file_, market_.chain_id, verdict_.history.report.chain_id));
        return {};
    }

    [[nodiscard]] const Token* token_of(const std::string& pair, bool is_quote) const {
        const auto place = find_pair(market_, pair);
        if (!place) return nullptr;
        const PairDefinition& found = market_.pairs[*place];
        return &market_.token(is_quote ? found.quote : found.base);
    }

    /// Two tokens may share a symbol: what was traded is held against the file by address.
    std::optional<VerdictRefusal> check_tokens() const {
        const auto folder = state_to_read(line_.state);
        if (!folder) return VerdictRefusal{folder.error(), ExitCode::kJournal};
        const auto journal = read_journal(*folder);
        if (!journal) return VerdictRefusal{journal.error(), ExitCode::kJournal};
        std::vector<std::int64_t> runs;
        for (const HistoryRun& run : verdict_.history.runs)
            runs.push_back(run.id);
        const auto traded = read_traded_pairs(*journal, runs, trader().config.id);
        if (!traded) return of_journal(traded.error());
        for (const TradedPair& pair : *traded) {
            const Token* base = token_of(pair.symbol, false);
            const Token* quote = token_of(pair.symbol, true);
            if (base == nullptr || quote == nullptr) continue;  // told by fill()
            if (base->address == pair.base && quote->address == pair.quote) continue;
            return VerdictRefusal{
                invalid(fmt::format("pair {} is {} and {} in {}, but {} and {} were traded: name the run's market by "
                                    "--market",
                                    pair.symbol, to_string(base->address), to_string(quote->address), market_file_,
                                    to_string(pair.base), to_string(pair.quote))),
                ExitCode::kConfiguration};
        }
        return std::nullopt;
    }

    Result<void> fill() {
        config_ = trader().config;
        config_.name = winner_.name;
        config_.pairs.clear();
        for (const std::string& symbol : trader().pairs) {
            const auto place = find_pair(market_, symbol);
            if (!place)
                return invalid(fmt::format("pair {} of {} is not in {}: name the run's market by --market", symbol,
                                           winner_.name, market_file_));
            config_.pairs.push_back(static_cast<std::uint32_t>(*place));
        }
        std::ranges::sort(config_.pairs);
        for (const std::uint32_t pair : config_.pairs) {
            const PairDefinition& found = market_.pairs[pair];
            winner_.pairs.push_back({found.symbol, to_string(market_.token(found.base).address),
                                     to_string(market_.token(found.quote).address)});
        }
        for (const StrategyField& field : strategy_fields())
            winner_.fields.push_back({std::string{field.key}, field.show(config_, market_)});
        return {};
    }

    /// Both texts through the readers that a later run has for them: what they give must be what was exported.
    [[nodiscard]] Result<void> read_back() const {
        const auto document = parse_json(winner_strategies(verdict_, winner_), "export");
        if (!document) return document.error();
        const auto strategies = read_strategies(*document, "export", market_);
        if (!strategies) return strategies.error();
        for (const StrategyField& field : strategy_fields())
            if (field.show(strategies->strategies.front().config, market_) != field.show(config_, market_))
                return invalid(fmt::format("{} does not come back from its own export", field.key));
        SettingSources sources;
        auto env = parse_env(winner_env(verdict_, winner_), "export");
        if (!env) return env.error();
        sources.env_file = *std::move(env);
        const auto settings = resolve_settings(sources);
        if (!settings) return settings.error();
        const auto market = with_trading_pairs(market_, settings->trading_pairs->value);
        if (!market) return market.error();
        for (std::size_t i = 0; i < config_.pairs.size(); ++i)
            if (market->token(market->pairs[i].quote).address !=
                market_.token(market_.pairs[config_.pairs[i]].quote).address)
                return invalid(fmt::format("pair {} would start in its other token", market->pairs[i].symbol));
        return {};
    }

    [[nodiscard]] std::string text_for(const fs::path& file) const {
        return format_of(file) == Format::kJson ? winner_strategies(verdict_, winner_) : winner_env(verdict_, winner_);
    }

    [[nodiscard]] Result<void> write() const {
        std::vector<std::string> files;
        for (const fs::path& file : line_.winner.outputs) {
            if (file == "-") continue;
            if (auto written = replace_file(file, text_for(file)); !written) return written;
            files.push_back(file.string());
        }
        const bool is_to_stdout =
            line_.winner.outputs.empty() || std::ranges::find(line_.winner.outputs, "-") != line_.winner.outputs.end();
        if (line_.json)
            fmt::print("{}\n", winner_json(verdict_, winner_, files));
        else if (is_to_stdout)
            fmt::print("{}", text_for("-"));
        if (!line_.json)
            for (const std::string& file : files)
                fmt::print(stderr, "paper-trading: {}: {}\n", file, first_words());
        return {};
    }

    [[nodiscard]] std::string first_words() const {
        const std::string text = winner_env(verdict_, winner_);
        return text.substr(2, text.find('\n') - 2);
    }

    const CommandLine& line_;
    VerdictReport verdict_;
    Winner winner_;
    StrategyConfig config_;
    std::string market_file_;
    MarketDefinition market_;
};

}  // namespace

ExitCode winner_command(const CommandLine& line) {
    WinnerCommand command{line};
    if (const auto refused = command.run()) return report_failure(refused->error, refused->code, line);
    return command.code();
}

}  // namespace dexarb
