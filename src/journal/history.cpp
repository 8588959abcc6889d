#include "dexarb/journal/history.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "dexarb/journal/books.hpp"
#include "dexarb/report/documents.hpp"

#include "journal/crash_remarks.hpp"
#include "journal/export_statements.hpp"
#include "journal/folding.hpp"
#include "journal/history_statements.hpp"
#include "journal/row_values.hpp"

namespace dexarb {
namespace {

constexpr const char* kReadingHistory = "reading the history";
using Take = std::function<Result<void>(const Statement&)>;

const char* name_of(GroupBy by) {
    constexpr std::array kNames{"", "day", "pair", "route"};
    return kNames[static_cast<std::size_t>(by)];
}

LedgerRow::Kind kind_of(std::string_view taken_out) {
    if (taken_out == "quarantine") return LedgerRow::Kind::kQuarantine;
    return taken_out == "stranded" ? LedgerRow::Kind::kStranded : LedgerRow::Kind::kOutcome;
}

std::string list_of(const std::vector<std::int64_t>& ids) {
    return fmt::format("[{}]", fmt::join(ids, ","));
}

class HistoryReader {
  public:
    HistoryReader(const Database& journal, const ReadScope& scope, GroupBy by)
        : journal_{journal}, scope_{scope}, by_{by} {}

    Result<HistoryReport> read() {
        for (const auto part : {&HistoryReader::read_range, &HistoryReader::read_epochs, &HistoryReader::read_runs,
                                &HistoryReader::read_blocks, &HistoryReader::read_carried, &HistoryReader::read_actions,
                                &HistoryReader::read_ledger, &HistoryReader::read_undone, &HistoryReader::read_funnel,
                                &HistoryReader::read_episodes})
            if (const auto done = (this->*part)(); !done) return done.error();
        finish();
        return std::move(history_);
    }

  private:
    /// Whether books are cumulated from where they began.
    [[nodiscard]] bool is_whole_run() const { return scope_.run && !scope_.is_window(); }

    template <typename... Values>
    Result<void> each(std::string_view sql, const Take& take, const Values&... values) const {
        auto statement = journal_.prepare(sql, kReadingHistory);
        if (!statement) return statement.error();
        return each_row(statement->bind(values...), take);
    }

    /// A statement with the parameters of the scope; `key` stands in its place.
    Result<void> each_in_scope(std::string_view sql, const std::string& key, const Take& take) const {
        const auto run = is_whole_run() ? std::nullopt : scope_.run;
        return each(fmt::format(fmt::runtime(sql), key), take, run, scope_.since, scope_.until, list_of(epochs_),
                    last_step_);
    }

    Result<void> read_range() {
        const auto range = find_range(journal_, scope_);
        if (!range) return range.error();
        runs_ = range->runs;
        history_.run = scope_.run;
        history_.since = scope_.since;
        history_.until = scope_.until;
        history_.by = name_of(by_);
        history_.first_block = range->first_block;
        history_.last_block = range->last_block;
        history_.first_at = range->first_at;
        history_.last_at = range->last_at;
        history_.report.made_at = range->last_at;
        return {};
    }

    Result<void> read_epochs() {
        const auto take = [&](const Statement& row) -> Result<void> {
            auto read = read_config_document(row.text(1));
            if (!read) return std::move(read.error()).within(fmt::format("epoch {}", row.integer(0)));
            Folding& folding = folding_[row.integer(0)];
            folding.epoch = row.integer(0);
            folding.trader.config = std::move(read->config);
            folding.trader.pairs = std::move(read->pairs);
            epochs_.push_back(row.integer(0));
            return {};
        };
        return each(sql::kHistoryEpochs, take, list_of(runs_), config_list(scope_));
    }

    Result<void> read_runs() {
        std::string assumptions;
        const auto take = [&](const Statement& row) -> Result<void> {
            HistoryRun run{row.integer(0), std::string{row.text(1)}, std::string{row.text(2)},
                           std::string{row.text(3)}};
            if (!row.is_null(9))
                history_.remarks.push_back(
                    fmt::format("run {} is incomplete from block {} on: the disk refused, what "
                                "came later is not in here",
                                run.id, row.integer(9)));
            if (!row.is_null(8) && is_whole_run())
                history_.remarks.push_back(fmt::format(
                    "run {} resumed run {}: books go on from there, as in its own reports; its own part alone is what "
                    "`--since` its first block gives",
                    run.id, row.integer(8)));
            note_mixture(run);
            RunReport& report = history_.report;
            report.version = run.version;
            report.market = row.text(4);
            report.chain_id = static_cast<std::uint64_t>(row.integer(5));
            report.started_at = time_at(row, 7);
            assumptions = row.text(6);
            history_.runs.push_back(std::move(run));
            return {};
        };
        if (const auto read = each(sql::kHistoryRuns, take, list_of(runs_)); !read) return read;
        const auto left = crash_remarks(journal_, runs_);
        if (!left) return left.error();
        history_.remarks.insert(history_.remarks.end(), left->begin(), left->end());
        auto read = read_assumptions_document(assumptions);
        if (!read) return std::move(read.error()).within("the newest run");
        history_.report.assumptions = std::move(*read);
        return {};
    }

    void note_mixture(const HistoryRun& run) {
        const auto& runs = history_.runs;
        if (!runs.empty() && runs.front().command != run.command)
            history_.remarks.push_back(
                fmt::format("simulated and real runs together: run {} is a {}, run {} a {}; name one to read it alone",
                            runs.front().id, runs.front().command, run.id, run.command));
    }

    Result<void> read_blocks() {
        const auto take = [&](const Statement& row) -> Result<void> {
            FeedStatus& feed = history_.report.feed;
            const auto counter = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
            feed.blocks_seen = counter(0);
            feed.blocks_missed = counter(1);
            feed.blocks_late = counter(2);
            feed.blocks_undone = counter(3);
            history_.uncertain_blocks = counter(4);
            feed.base_fee_wei = counter(6);  // of the newest block
            return {};
        };
        if (const auto read = each(sql::kHistoryBlocks, take, scope_.run, scope_.since, scope_.until); !read)
            return read;
        if (!is_whole_run()) return {};
        const auto last = [&](const Statement& row) -> Result<void> {
            last_step_ = row.integer(0);
            return {};
        };
        return each("SELECT max(id) FROM steps WHERE run = ?", last, *scope_.run);
    }

    /// What pruned runs left of books that are cumulated.
    Result<void> read_carried() {
        if (!is_whole_run()) return {};
        const std::string sql =
            fmt::format("SELECT epoch, {} FROM carried WHERE epoch IN (SELECT value FROM json_each(?))",
                        fmt::join(book_columns(), ", "));
        const auto take = [&](const Statement& row) -> Result<void> {
            Folding& folding = folding_[row.integer(0)];
            folding.start_from(sums_of(row, 1));
            history_.remarks.push_back(
                fmt::format("{}: its sums hold what runs that were pruned had booked; extremes, "
                            "drawdown, funnel and groups do not",
                            folding.trader.config.name));
            return {};
        };
        return each(sql, take, list_of(epochs_));
    }

    Result<void> read_actions() {
        return each_in_scope(sql::kHistoryActions, sql::history_key(by_), [&](const Statement& row) -> Result<void> {
            Folding& folding = folding_[row.integer(0)];
            const auto actions = static_cast<std::uint64_t>(row.integer(2));
            folding.trader.metrics.actions += actions;
            folding.trader.metrics.funnel.acted += actions;
            folding.trader.metrics.in_flight += static_cast<std::uint64_t>(row.integer(3));
            folding.group(row.text(1)).actions += actions;
            return {};
        });
    }

    Result<void> read_ledger() {
        auto models = journal_.prepare(sql::kOutcomeModels, kReadingHistory);
        if (!models) return models.error();
        return each_in_scope(sql::kHistoryLedger, sql::history_key(by_), [&](const Statement& row) -> Result<void> {
            LedgerRow entry{kind_of(row.text(8)), row.text(1),      row.text(2), {row.integer(3)},
                            {row.integer(4)},     {row.integer(5)}, {}};
            entry.sample = {{static_cast<RouteIndex>(row.integer(9)), static_cast<BlockNumber>(row.integer(10))},
                            std::chrono::floor<std::chrono::seconds>(time_at(row, 11)),
                            {row.integer(6)},
                            {}};
            const auto take_model = [&](const Statement& model) -> Result<void> {
                if (const auto which = fill_model_from_string(model.text(0)))
                    entry.sample.nets[static_cast<std::size_t>(*which)] = {model.integer(1)};
                return {};
            };
            if (const auto taken = each_row(models->bind(row.integer(7)), take_model); !taken) return taken;
            folding_[row.integer(0)].take(entry);
            return {};
        });
    }

    Result<void> read_undone() {
        return each_in_scope(sql::kHistoryUndone, "", [&](const Statement& row) -> Result<void> {
            folding_[row.integer(0)].trader.metrics.corrections += static_cast<std::uint64_t>(row.integer(1));
            return {};
        });
    }

    Result<void> read_funnel() {
        const auto read = each_in_scope(sql::kHistoryFunnel, sql::reason_place("r.reason"),
                                        [&](const Statement& row) -> Result<void> {
                                            Funnel& funnel = folding_[row.integer(0)].trader.metrics.funnel;
                                            funnel.stopped[static_cast<std::size_t>(row.integer(1))] +=
                                                static_cast<std::uint64_t>(row.integer(2) - row.integer(3));
                                            return {};
                                        });
        if (!read) return read;
        for (auto& [epoch, folding] : folding_) {
            Funnel& funnel = folding.trader.metrics.funnel;
            funnel.episodes = funnel.acted;
            for (const auto stopped : funnel.stopped)
                funnel.episodes += stopped;
        }
        return {};
    }

    Result<void> read_episodes() {
        if (by_ == GroupBy::kNothing) return {};
        const auto take = [&](const Statement& row) -> Result<void> {
            history_.episodes.push_back(
                {std::string{row.text(0)}, static_cast<std::uint64_t>(row.integer(1)), {row.integer(2)}});
            return {};
        };
        return each(fmt::format(fmt::runtime(sql::kHistoryEpisodes), sql::history_key(by_)), take, scope_.run,
                    scope_.since, scope_.until, list_of(epochs_));
    }

    void finish() {
        tell_epochs_apart(folding_);
        std::vector<Folding*> by_net;
        for (auto& [epoch, folding] : folding_) {
            if (by_ != GroupBy::kNothing)
                for (auto& [key, in_group] : folding.groups)
                    history_.groups.push_back(std::move(in_group));
            by_net.push_back(&folding);
        }
        std::ranges::stable_sort(
            by_net, net_order, [](const Folding* folding) -> auto& { return folding->trader; });
        for (Folding* folding : by_net) {
            history_.report.traders.push_back(std::move(folding->trader));
            history_.samples.push_back(std::move(folding->samples));
            history_.epochs.push_back(folding->epoch);
        }
        std::ranges::stable_sort(history_.groups, [](const HistoryGroup& a, const HistoryGroup& b) {
            return a.key != b.key ? a.key < b.key : a.net_usd > b.net_usd;
        });
    }

    const Database& journal_;
    const ReadScope& scope_;
    GroupBy by_;
    HistoryReport history_;
    std::vector<std::int64_t> runs_;
    std::vector<std::int64_t> epochs_;
    std::int64_t last_step_ = INT64_MAX;
    std::map<std::int64_t, Folding> folding_;
};

}  // namespace

Result<HistoryReport> read_history(const Database& journal, const ReadScope& scope, GroupBy by) {
    if (const auto begun = begin_reading(journal); !begun) return begun.error();
    auto history = HistoryReader{journal, scope, by}.read();
    end_reading(journal);
    return history;
}

}  // namespace dexarb
