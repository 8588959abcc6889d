#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "dexarb/engine/engine.hpp"
#include "dexarb/service/status_view.hpp"

#include "service/numbered.hpp"

namespace dexarb {

/// One opportunity from its first block to its last, as it was last seen.
struct EpisodeEntry {
    std::uint64_t number = 0;
    std::string id;  ///< "3fa9c1d20b7e44aa-56123456".
    std::string pair;
    std::string route;
    std::string token;
    std::uint8_t decimals = 0;
    bool is_open = true;
    bool left_censored = false;
    BlockNumber first_block = 0;
    BlockNumber last_block = 0;  ///< Of the newest change: opened, moved or closed.
    U256 amount_in;
    MicroUsd gross_usd;
    std::optional<MicroUsd> gas_usd;
    MicroUsd net_usd;
    MicroUsd best_net_usd;
};

[[nodiscard]] nlohmann::ordered_json episode_json(const EpisodeEntry& episode);

/// The newest opportunities of a run.
class EpisodeList {
  public:
    static constexpr std::size_t kMost = 5'000;

    const EpisodeEntry& add(const ViewNames& names, const EpisodeChange& change);

    [[nodiscard]] const Numbered<EpisodeEntry>& entries() const { return entries_; }
    [[nodiscard]] std::uint64_t opened() const { return opened_; }

  private:
    Numbered<EpisodeEntry> entries_{kMost};
    std::uint64_t opened_ = 0;
};

}  // namespace dexarb
