#pragma once

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/trading/correction.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Every final decision, outcome and correction of a run as one number.
///
/// A chain: digest = keccak256(digest || record), from 32 zero bytes. A record is a tag ('A', 'O' or 'C') and its
/// fields: numbers, times in milliseconds, dollars in millionths (two's complement) as 8 bytes, amounts and hashes as
/// 32 bytes, enumerators and presence as 8 bytes, all big-endian; byte strings and lists behind their length. In order:
///  - each: configuration's place, route key, first block of the episode
///  - action: N's number and hash, decided_at, due, amount_in, amounts_out, min_out, loan fee, gas units, fee cap,
///  priority
///    fee, expected net
///  - outcome: presence of the inclusion block, its number and hash, primary result and net, then per model result,
///    amount out, gross, gas, loan fee, net
///  - correction: kind, net
class Digest {
  public:
    explicit Digest(const RouteBook& routes) : routes_{&routes} {}

    void add(const SimulatedTradeAction& action);
    void add(const TradeOutcome& outcome);
    void add(const Correction& correction);

    [[nodiscard]] const Hash& value() const { return value_; }
    /// Goes on from where an earlier run of the same configurations was.
    void resume(const Hash& value) { value_ = value; }

  private:
    const RouteBook* routes_;
    Hash value_;
};

}  // namespace dexarb
