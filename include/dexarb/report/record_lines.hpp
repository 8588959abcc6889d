#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/address.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/base/u256.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// Records by name, free of engine and market: what the event log writes and what is read back from a journal. The same
/// values give the same line.

/// One pool in one direction.
struct HopLine {
    Address pool;
    Address token_in;
    Address token_out;
    bool zero_for_one = false;
};
using RouteLine = std::vector<HopLine>;

struct OpportunityLine {
    std::string episode;
    std::string phase;  ///< open, move or close.
    BlockId block;
    RouteLine route;
    U256 amount_in;
    std::vector<U256> amounts_out;
    MicroUsd gross_usd;
    std::optional<MicroUsd> gas_usd;
    MicroUsd net_usd;
    U256 certificate_gap;
};

struct ActionLine {
    std::string config;
    std::string episode;
    BlockNumber block = 0;
    RouteLine route;
    U256 amount_in;
    std::vector<U256> amounts_out;
    U256 min_out;
    Timestamp decided_at;
    std::uint64_t max_fee_wei = 0;
};

struct OutcomeLine {
    std::string config;
    std::string episode;
    std::optional<BlockNumber> inclusion_block;
    std::string result;
    U256 amount_out;
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    MicroUsd net_usd;
    std::array<MicroUsd, kFillModelCount> models{};
};

/// "3fa9c1d20b7e44aa-56123456@56123459".
[[nodiscard]] std::string opportunity_name(std::string_view episode, BlockNumber block);
/// "moderate:3fa9c1d20b7e44aa-56123456".
[[nodiscard]] std::string action_name(std::string_view config, std::string_view episode);

/// One line of JSON, without a line break, as the event log has it.
[[nodiscard]] std::string to_json_line(const OpportunityLine& line);
[[nodiscard]] std::string to_json_line(const ActionLine& line);
[[nodiscard]] std::string to_json_line(const OutcomeLine& line);

}  // namespace dexarb
