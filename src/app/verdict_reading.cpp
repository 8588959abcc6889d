#include "dexarb/app/verdict_reading.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "dexarb/app/digest_proof.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/config/verdict_rules_file.hpp"
#include "dexarb/journal/history.hpp"
#include "dexarb/journal/journal_file.hpp"
#include "dexarb/journal/parity_record.hpp"

namespace dexarb {
namespace {

namespace fs = std::filesystem;

class VerdictReader {
  public:
    VerdictReader(const CommandLine& line, fs::path folder, Database journal)
        : line_{line}, folder_{std::move(folder)}, journal_{std::move(journal)} {}

    std::optional<VerdictRefusal> reach(VerdictReport& report) {
        if (const auto read = read_rules(report); !read) return VerdictRefusal{read.error(), ExitCode::kConfiguration};
        if (const auto read = read_books(report); !read) return of_journal(read.error());
        if (const auto read = read_record(report); !read) return of_journal(read.error());
        std::vector<double> nets;
        for (const TraderReport& trader : report.history.report.traders)
            nets.push_back(to_double(trader.metrics.net_usd));
        report.verdict = judge(evidence_, nets, report.record, report.rules);
        show_only_chosen(report);
        return std::nullopt;
    }

  private:
    Result<void> read_rules(VerdictReport& report) const {
        const fs::path file = choose_file(line_.reading.rules, "verdict.json");
        std::error_code ignored;
        const bool is_there = !line_.reading.rules.empty() || fs::exists(file, ignored);
        auto rules = is_there ? load_verdict_rules(file.string()) : Result<VerdictRules>{usual_verdict_rules()};
        if (!rules) return rules.error();
        report.rules = *rules;
        report.rules_from = is_there ? file.string() : "built-in rules";
        return {};
    }

    /// Of all configurations, whichever are shown: a chosen one is still one of many.
    Result<void> read_books(VerdictReport& report) {
        const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        scope_ = scope_of(line_.reading, line_.configs, now);
        if (!scope_.run && !scope_.is_window()) {
            const auto newest = newest_run(journal_);
            if (!newest) return newest.error();
            scope_.run = *newest;
        }
        if (const auto there = find_range(journal_, scope_); !there) return there.error();
        chosen_ = std::exchange(scope_.configs, {});
        auto history = read_history(journal_, scope_, GroupBy::kNothing);
        if (!history) return history.error();
        report.history = *std::move(history);
        evidence_ = weigh_history(report.history);
        return {};
    }

    Result<void> read_record(VerdictReport& report) {
        const auto runs = runs_of(report.history);
        if (!runs) return runs.error();
        RecordFacts& record = report.record;
        for (const RunSummary& run : *runs) {
            record.market_is_simulated |= run.command == "demo";
            if (!record.incomplete_from) record.incomplete_from = run.incomplete_from;
        }
        const auto days = days_of(*runs, report.history);
        if (!days) return days.error();
        record.days = *days;
        auto parity = read_parity(journal_, *runs);
        if (!parity) return parity.error();
        record.parity = *std::move(parity);
        if (report.rules.require_digest) prove(*runs, record);
        return {};
    }

    /// Those whose trades are in the books.
    Result<std::vector<RunSummary>> runs_of(const HistoryReport& history) const {
        auto all = list_runs(journal_, JournalLock::holder(folder_));
        if (!all) return all;
        if (scope_.run && !scope_.is_window()) return with_those_before(*all, *scope_.run);
        std::erase_if(*all, [&](const RunSummary& run) {
            return std::ranges::find(history.runs, run.id, &HistoryRun::id) == history.runs.end();
        });
        return all;
    }

    Result<double> days_of(const std::vector<RunSummary>& runs, const HistoryReport& history) const {
        Timestamp first = history.first_at;
        const auto oldest = std::ranges::find_if(runs, [](const RunSummary& run) { return run.blocks > 0; });
        if (!scope_.is_window() && oldest != runs.end()) {
            const auto range = find_range(journal_, {.run = oldest->id, .since = {}, .until = {}, .configs = {}});
            if (!range) return range.error();
            first = std::min(first, range->first_at);
        }
        return std::chrono::duration<double, std::chrono::days::period>{history.last_at - first}.count();
    }

    void prove(const std::vector<RunSummary>& runs, RecordFacts& record) const {
        Progress progress{true};
        auto proof = prove_digests(folder_ / "recordings", runs, [&](const std::string& text) { progress.show(text); });
        progress.clear();
        record.digest_verified = proof.holds;
        record.digest_note = std::move(proof.note);
    }

    void show_only_chosen(VerdictReport& report) const {
        if (chosen_.empty()) return;
        auto& traders = report.history.report.traders;
        for (std::size_t i = traders.size(); i-- > 0;) {
            if (std::ranges::find(chosen_, traders[i].config.id) != chosen_.end()) continue;
            traders.erase(traders.begin() + static_cast<std::ptrdiff_t>(i));
            report.verdict.configs.erase(report.verdict.configs.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    const CommandLine& line_;
    fs::path folder_;
    Database journal_;
    ReadScope scope_;
    std::vector<std::string> chosen_;
    Evidence evidence_;
};

}  // namespace

VerdictRefusal of_journal(Error error) {
    const bool is_asked_wrongly = error.code == ErrorCode::kNotFound || error.code == ErrorCode::kInvalidInput;
    return {std::move(error), is_asked_wrongly ? ExitCode::kUsage : ExitCode::kJournal};
}

std::optional<VerdictRefusal> read_verdict(const CommandLine& line, VerdictReport& report) {
    const auto folder = state_to_read(line.state);
    if (!folder) return VerdictRefusal{folder.error(), exit_code_of(folder.error().code)};
    auto journal = read_journal(*folder);
    if (!journal) return VerdictRefusal{journal.error(), exit_code_of(journal.error().code)};
    return VerdictReader{line, *folder, *std::move(journal)}.reach(report);
}

}  // namespace dexarb
