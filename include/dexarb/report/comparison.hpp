#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/u256.hpp"
#include "dexarb/metrics/paired_difference.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// What a configuration did about an episode on which it acted.
struct EpisodeAct {
    BlockNumber block = 0;  ///< On whose state it was decided.
    U256 amount_in;
    std::optional<TradeResult> result;  ///< Nothing while it is in flight.
    MicroUsd net_usd;                   ///< What of it is in the books.
    bool is_set_aside = false;          ///< It left the sums: in quarantine, or replaced too deep to be undone.

    /// Size, result and net are the same; when it was decided does not matter.
    [[nodiscard]] bool ends_as(const EpisodeAct& other) const {
        return amount_in == other.amount_in && result == other.result && net_usd == other.net_usd &&
               is_set_aside == other.is_set_aside;
    }
};

/// An episode on which a configuration acted.
struct ActedEpisode {
    std::string name;   ///< As in the event log; the same in all runs that saw it open.
    std::string pair;   ///< "WETH/USDC.e".
    std::string route;  ///< "WETH/USDC.e: UniswapV3 0.05% > QuickSwapV2 0.30%".
    BlockNumber first_block = 0;
    EpisodeAct act;
};

/// The filter at which an episode ended for a configuration that did not act on it.
struct EpisodeStop {
    std::string reason;                ///< "min_profit", or one of those below; empty where it is not known.
    std::optional<BlockNumber> block;  ///< On which it was met first.
};
inline constexpr const char* kPairNotTraded = "pair_not_traded";
inline constexpr const char* kActedOutside = "acted_outside_window";

/// An episode that two sides took to different ends; one of them may not have acted.
struct EpisodeDifference {
    std::string name;
    std::string pair;
    std::string route;
    BlockNumber first_block = 0;
    std::optional<EpisodeAct> a;
    std::optional<EpisodeAct> b;
    EpisodeStop stop;  ///< Of the side that did not act.

    [[nodiscard]] MicroUsd difference_usd() const {
        return (a ? a->net_usd : MicroUsd{}) - (b ? b->net_usd : MicroUsd{});
    }
};

/// A configuration of a run or of a time.
struct ComparedSide {
    std::optional<std::int64_t> run;  ///< Nothing for a time over all runs.
    std::string config;               ///< Its id.
    std::string name;
    std::vector<std::string> pairs;  ///< That it trades.
    std::uint64_t episodes = 0;      ///< On which it acted.
    MicroUsd net_usd;                ///< As in its books.
};

/// Two configurations on the same episodes.
struct Comparison {
    ComparedSide a;
    ComparedSide b;
    std::uint64_t same = 0;                      ///< Episodes that both took to the same end.
    std::vector<EpisodeDifference> differences;  ///< Those with most between them first.
    PairedDifference paired;

    [[nodiscard]] std::uint64_t only_a() const;
    [[nodiscard]] std::uint64_t only_b() const;
    /// Both acted, to another end.
    [[nodiscard]] std::uint64_t other_end() const { return differences.size() - only_a() - only_b(); }
};

/// Pairs what two sides acted on by the names of the episodes, each side's being different. Fills in all but the sides
/// themselves, what stopped whom, and what is resampled.
[[nodiscard]] Comparison compare(std::vector<ActedEpisode> a, std::vector<ActedEpisode> b);

/// Episodes by what stopped a side, the side that is asked for being the one that did not act.
enum class Side { kA, kB };
[[nodiscard]] std::map<std::string, std::uint64_t> stops_of(const Comparison& comparison, Side side);

}  // namespace dexarb
