#include "service/board.hpp"

#include <variant>

#include <nlohmann/json.hpp>

#include "service/documents.hpp"
#include "service/json_parts.hpp"

namespace dexarb {

void Board::take(StatusViewPtr view, const std::vector<EngineRecord>& records) {
    ++version_;
    published_at_ = std::chrono::steady_clock::now();
    const bool was_reloaded = view_ != nullptr && view_->names != view->names;
    view_ = std::move(view);
    if (was_reloaded) hub_.publish("reload", "{}");
    equity_.add(view_->report);
    for (const EngineRecord& record : records)
        tell(*view_->names, record);
    tell_block();
}

void Board::tell(const ViewNames& names, const EngineRecord& record) {
    if (const auto* change = std::get_if<EpisodeChange>(&record))
        hub_.publish("opportunity", to_text(episode_json(episodes_.add(names, *change))));
    else if (const auto* action = std::get_if<SimulatedTradeAction>(&record))
        hub_.publish("trade", to_text(trade_json(trades_.add(names, *action))));
    else if (const auto* outcome = std::get_if<TradeOutcome>(&record))
        hub_.publish("trade", to_text(trade_json(trades_.add(names, *outcome))));
    else if (const auto* correction = std::get_if<Correction>(&record))
        hub_.publish("trade", to_text(trade_json(trades_.add(names, *correction))));
}

/// A block is told once; a publication without one tells how the run is.
void Board::tell_block() {
    const auto& head = view_->report.feed.head;
    const bool is_new = head && *head != told_block_;
    if (is_new) told_block_ = *head;
    hub_.publish(is_new ? "block" : "status", to_text(pulse_document(*this)));
}

std::chrono::milliseconds Board::quiet() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - published_at_);
}

}  // namespace dexarb
