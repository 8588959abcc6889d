#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "dexarb/engine/engine.hpp"
#include "dexarb/service/status_view.hpp"

#include "service/numbered.hpp"

namespace dexarb {

/// One action and what became of it, by name.
struct TradeEntry {
    std::uint64_t number = 0;
    std::string id;  ///< "moderate:3fa9c1d20b7e44aa-56123456".
    std::string config;
    std::string pair;
    std::string route;
    std::string token;  ///< In which the trade starts and ends.
    std::uint8_t decimals = 0;
    U256 amount_in;
    U256 amount_out;
    BlockNumber block = 0;
    std::optional<Timestamp> decided_at;  ///< Nothing where only the outcome was seen.
    std::optional<MicroUsd> expected_net_usd;
    std::optional<BlockNumber> inclusion_block;
    std::string state = "in_flight";  ///< Or the result, quarantined or stranded.
    std::string result;               ///< As settled; empty before.
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    MicroUsd net_usd;
    std::array<MicroUsd, kFillModelCount> models{};
};

[[nodiscard]] nlohmann::ordered_json trade_json(const TradeEntry& trade);

/// The newest trades of a run: actions, completed by their outcomes and changed by corrections.
class TradeList {
  public:
    static constexpr std::size_t kMost = 10'000;

    const TradeEntry& add(const ViewNames& names, const SimulatedTradeAction& action);
    const TradeEntry& add(const ViewNames& names, const TradeOutcome& outcome);
    const TradeEntry& add(const ViewNames& names, const Correction& correction);

    [[nodiscard]] const Numbered<TradeEntry>& entries() const { return entries_; }

  private:
    TradeEntry& entry(const ViewNames& names, ConfigIndex config, const EpisodeId& episode);

    Numbered<TradeEntry> entries_{kMost};
};

}  // namespace dexarb
