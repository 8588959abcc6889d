#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "dexarb/journal/database.hpp"
#include "dexarb/journal/journal_step.hpp"

#include "journal/name_book.hpp"

namespace dexarb {

/// A run as its rows refer to it.
struct RunIds {
    std::int64_t run = 0;
    std::int64_t series = 0;
    std::vector<std::int64_t> epochs;   ///< In order of the configurations.
    std::optional<BlockNumber> newest;  ///< The newest block of the run that it resumes.
};

/// Writes the records of a step, in their order, into the transaction under way.
class RecordWriter {
  public:
    /// `database` outlives the writer.
    [[nodiscard]] static Result<RecordWriter> make(const Database& database, NameBook names, const RunIds& ids);

    [[nodiscard]] Result<void> write(std::int64_t step, const std::vector<JournalRecord>& records);

    [[nodiscard]] const NameBook& names() const { return names_; }
    /// The transaction was rolled back: what it wrote is not there.
    void forget();

  private:
    /// What one configuration rejected for one reason on one block.
    struct Rejected {
        std::uint64_t count = 0;
        MicroUsd best_net;
        std::string episodes;
    };
    using RejectKey = std::tuple<std::int64_t, BlockNumber, RejectReason>;

    RecordWriter(const Database& database, NameBook names, const RunIds& ids);

    [[nodiscard]] Result<void> add(const OpportunityRecord& record);
    [[nodiscard]] Result<void> add(const Reject& reject);
    [[nodiscard]] Result<void> add(const ActionRecord& record);
    [[nodiscard]] Result<void> add(const OutcomeRecord& record);
    [[nodiscard]] Result<void> add(const Correction& correction);
    [[nodiscard]] Result<void> add_models(std::int64_t outcome, const TradeOutcome& models);
    [[nodiscard]] Result<void> add_rejects();
    [[nodiscard]] Result<std::vector<std::optional<std::int64_t>>> states(RouteIndex route, const HopStates& states);
    [[nodiscard]] Result<std::int64_t> action(ConfigIndex config, const EpisodeId& episode);
    [[nodiscard]] Result<std::int64_t> newest_outcome(const Correction& correction);
    [[nodiscard]] std::int64_t epoch(ConfigIndex config) const { return epochs_[position(config)]; }

    const Database* database_;
    NameBook names_;
    std::vector<std::int64_t> epochs_;
    std::vector<Statement> statements_;
    std::int64_t step_ = 0;
    std::map<RejectKey, Rejected> rejected_;
};

}  // namespace dexarb
