#include "dexarb/app/diff_reading.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "dexarb/app/trader_lookup.hpp"
#include "dexarb/journal/episode_acts.hpp"
#include "dexarb/journal/history.hpp"

namespace dexarb {
namespace {

Error asked_wrongly(std::string text) {
    return {ErrorCode::kInvalidInput, std::move(text)};
}

/// A part of the journal with its books: what one side is of, or both.
struct Books {
    ReadScope scope;
    HistoryReport history;
};

class DiffReader {
  public:
    DiffReader(const Database& journal, const CommandLine& line)
        : journal_{journal}, line_{line}, a_{parse_diff_name(line.diff.a)}, b_{parse_diff_name(line.diff.b)} {}

    Result<DiffReport> read() {
        report_.limit = line_.diff.limit;
        for (const auto part : {&DiffReader::check_names, &DiffReader::choose_scopes, &DiffReader::read_books,
                                &DiffReader::choose_pairs, &DiffReader::compare_pairs, &DiffReader::weigh_pairs})
            if (const auto done = (this->*part)(); !done) return done.error();
        add_remarks();
        report_.history = std::move(books_.front().history);
        return std::move(report_);
    }

  private:
    [[nodiscard]] bool is_of_whole_runs() const { return a_.config.empty(); }
    [[nodiscard]] Books& books_of(Side side) { return side == Side::kA ? books_.front() : books_.back(); }
    [[nodiscard]] const TraderReport& trader(Side side, const ColumnPair& pair) {
        return books_of(side).history.report.traders[side == Side::kA ? pair.a : pair.b];
    }

    Result<void> check_names() {
        if (a_.config.empty() != b_.config.empty())
            return asked_wrongly(
                fmt::format("'{}' and '{}': one is a run, the other a configuration; name two runs, "
                            "or two configurations (RUN:CONFIG for one of another run)",
                            line_.diff.a, line_.diff.b));
        const bool is_chosen = !line_.configs.empty() || !line_.reading.configs.empty();
        if (is_chosen && !is_of_whole_runs())
            return asked_wrongly("-c chooses among the configurations of two runs; here they are named");
        if (line_.reading.run && a_.run && b_.run)
            return asked_wrongly("--run is for a side without a run; both have one");
        return {};
    }

    /// Of one run or time for both sides, or one for each.
    Result<void> choose_scopes() {
        const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        ReadScope scope = scope_of(line_.reading, {}, now);
        std::swap(scope.configs, chosen_);
        chosen_.insert(chosen_.end(), line_.configs.begin(), line_.configs.end());
        const bool needs_run = !a_.run || !b_.run;
        if (needs_run && !scope.run && !scope.is_window()) {
            const auto newest = newest_run(journal_);
            if (!newest) return newest.error();
            scope.run = *newest;
        }
        for (const DiffName* name : {&a_, &b_}) {
            books_.push_back({scope, {}});
            if (name->run) books_.back().scope.run = name->run;
            if (const auto there = find_range(journal_, books_.back().scope); !there) return there.error();
        }
        if (books_[0].scope.run == books_[1].scope.run) books_.pop_back();
        if (books_.size() == 1 && is_of_whole_runs())
            return asked_wrongly(fmt::format("run {} and run {} are the same", *a_.run, *b_.run));
        return books_.size() == 1 ? Result<void>{} : share_blocks(scope);
    }

    /// Two runs: only the blocks that both saw, of each what it saw itself.
    Result<void> share_blocks(const ReadScope& window) {
        for (const Books& books : books_)
            if (!books.scope.run)
                return asked_wrongly("a run and a time over all runs cannot be compared: name a run for both");
        const auto shared = read_shared_blocks(journal_, *books_[0].scope.run, *books_[1].scope.run, window);
        if (!shared) return shared.error();
        for (Books& books : books_) {
            books.scope.since = shared->first_at;
            books.scope.until = shared->last_at + std::chrono::milliseconds{1};
        }
        report_.shared = *shared;
        return {};
    }

    /// Of all configurations, whichever are compared: they share the draws.
    Result<void> read_books() {
        for (Books& books : books_) {
            auto history = read_history(journal_, books.scope, GroupBy::kNothing);
            if (!history) return history.error();
            books.history = *std::move(history);
        }
        return {};
    }

    Result<void> choose_pairs() {
        const auto& in_a = books_.front().history.report.traders;
        const auto& in_b = books_.back().history.report.traders;
        if (is_of_whole_runs()) return pair_by_name(in_a, in_b);
        const auto a = find_trader(in_a, a_.config);
        if (!a) return a.error();
        const auto b = find_trader(in_b, b_.config);
        if (!b) return b.error();
        if (books_.size() == 1 && *a == *b)
            return asked_wrongly(
                fmt::format("'{}' and '{}' are the same configuration of the same run", line_.diff.a, line_.diff.b));
        pairs_.push_back({*a, *b});
        return {};
    }

    Result<void> pair_by_name(const std::vector<TraderReport>& in_a, const std::vector<TraderReport>& in_b) {
        for (std::string& name : chosen_) {
            const auto known = find_trader(in_a, name);
            if (!known) return known.error();
            name = in_a[*known].config.id;
        }
        const auto id_of = [](const TraderReport& trader) -> const std::string& { return trader.config.id; };
        for (std::size_t i = 0; i < in_a.size(); ++i) {
            const std::string& id = in_a[i].config.id;
            if (!chosen_.empty() && std::ranges::find(chosen_, id) == chosen_.end()) continue;
            const auto other = std::ranges::find(in_b, id, id_of);
            if (other == in_b.end()) {
                report_.remarks.push_back(fmt::format("{} ran in run {} alone", in_a[i].config.name, *a_.run));
                continue;
            }
            pairs_.push_back({i, static_cast<std::size_t>(other - in_b.begin())});
        }
        for (const TraderReport& trader : in_b)
            if (chosen_.empty() && std::ranges::find(in_a, trader.config.id, id_of) == in_a.end())
                report_.remarks.push_back(fmt::format("{} ran in run {} alone", trader.config.name, *b_.run));
        if (pairs_.empty())
            return asked_wrongly(fmt::format("runs {} and {} have no configuration in common", *a_.run, *b_.run));
        return {};
    }

    Result<void> compare_pairs() {
        for (const ColumnPair& pair : pairs_) {
            auto a = read_acts(journal_, books_of(Side::kA).scope, epoch(Side::kA, pair));
            if (!a) return a.error();
            auto b = read_acts(journal_, books_of(Side::kB).scope, epoch(Side::kB, pair));
            if (!b) return b.error();
            Comparison comparison = compare(*std::move(a), *std::move(b));
            describe(Side::kA, pair, comparison.a);
            describe(Side::kB, pair, comparison.b);
            for (const Side side : {Side::kA, Side::kB})
                if (const auto told = tell_stops(comparison, side, pair); !told) return told;
            report_.comparisons.push_back(std::move(comparison));
        }
        return check_common_episodes();
    }

    /// Runs that began alike and went apart share blocks on which nothing was done.
    [[nodiscard]] Result<void> check_common_episodes() const {
        const bool acted = std::ranges::any_of(
            report_.comparisons, [](const Comparison& each) { return each.a.episodes + each.b.episodes > 0; });
        if (acted || books_.size() == 1) return {};
        return Error{ErrorCode::kNotFound,
                     fmt::format("neither run acted on an episode on the {} block{} that both saw",
                                 report_.shared->blocks, report_.shared->blocks == 1 ? "" : "s")};
    }

    [[nodiscard]] std::int64_t epoch(Side side, const ColumnPair& pair) {
        return books_of(side).history.epochs[side == Side::kA ? pair.a : pair.b];
    }

    void describe(Side side, const ColumnPair& pair, ComparedSide& compared) {
        const TraderReport& own = trader(side, pair);
        compared.run = books_of(side).scope.run;
        compared.config = own.config.id;
        compared.name = own.config.name;
        compared.pairs = own.pairs;
        compared.net_usd = own.metrics.net_usd;
    }

    Result<void> tell_stops(Comparison& comparison, Side side, const ColumnPair& pair) {
        const ComparedSide& own = side == Side::kA ? comparison.a : comparison.b;
        std::vector<std::string> names;
        for (const EpisodeDifference& each : comparison.differences)
            if (!(side == Side::kA ? each.a : each.b)) names.push_back(each.name);
        const auto stops = read_stops(journal_, books_of(side).scope, epoch(side, pair), names);
        if (!stops) return stops.error();
        for (EpisodeDifference& each : comparison.differences) {
            if (side == Side::kA ? each.a : each.b) continue;
            if (const auto found = stops->find(each.name); found != stops->end())
                each.stop = found->second;
            else if (std::ranges::find(own.pairs, each.pair) == own.pairs.end())
                each.stop.reason = kPairNotTraded;
        }
        return {};
    }

    Result<void> weigh_pairs() {
        std::vector<TradeSamples> samples;
        for (const Books& books : books_)
            samples.insert(samples.end(), books.history.samples.begin(), books.history.samples.end());
        const std::size_t offset = books_.size() == 1 ? 0 : books_.front().history.samples.size();
        std::vector<ColumnPair> columns = pairs_;
        for (ColumnPair& pair : columns)
            pair.b += offset;
        const ResamplingOptions options{.seed = books_.front().history.report.assumptions.seed};
        const auto paired = paired_differences(family_of(samples, std::nullopt), columns, options);
        for (std::size_t i = 0; i < paired.size(); ++i)
            report_.comparisons[i].paired = paired[i];
        const bool forgot = std::ranges::any_of(samples, [](const TradeSamples& each) { return each.forgotten() > 0; });
        if (forgot)
            report_.remarks.push_back(
                fmt::format("means and intervals are of the newest {} trades of each "
                            "configuration; the list is of all",
                            TradeSamples::kTrades));
        return {};
    }

    void add_remarks() {
        if (books_.size() == 1) return;
        const auto seed = [&](Side side) { return books_of(side).history.report.assumptions.seed; };
        if (seed(Side::kA) != seed(Side::kB))
            report_.remarks.push_back(fmt::format("the runs drew from seeds {} and {}: luck is not shared between them",
                                                  seed(Side::kA), seed(Side::kB)));
        for (const std::string& remark : books_.back().history.remarks)
            if (std::ranges::find(books_.front().history.remarks, remark) == books_.front().history.remarks.end())
                report_.remarks.push_back(remark);
    }

    const Database& journal_;
    const CommandLine& line_;
    DiffName a_;
    DiffName b_;
    std::vector<std::string> chosen_;
    std::vector<Books> books_;  ///< One where both sides are of the same.
    std::vector<ColumnPair> pairs_;
    DiffReport report_;
};

}  // namespace

Result<DiffReport> read_diff(const Database& journal, const CommandLine& line) {
    if (const auto begun = begin_reading(journal); !begun) return begun.error();
    auto report = DiffReader{journal, line}.read();
    end_reading(journal);
    return report;
}

}  // namespace dexarb
