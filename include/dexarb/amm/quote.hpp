#pragma once

#include <cstdint>

#include "dexarb/base/u256.hpp"

namespace dexarb {

/// Why a swap or quote ended where it did.
enum class QuoteEnd {
    kComplete,        ///< The whole amount was taken (exact input) or delivered (exact output).
    kPriceLimit,      ///< The caller's price limit came first.
    kOutOfLiquidity,  ///< The pool has no more: its price reached the end of the scale, or the reserve does not
                      ///< suffice.
    kUnknownTicks,    ///< The walk left the bitmap words that were read: read more and quote again.
    kReverts,  ///< The contract refuses it as a whole: a zero amount, a zero V2 output, a reserve above 2^112 - 1.
};

/// What a pool gives for an amount. Only a complete quote is a price; the rest is what could be taken before the end.
struct Quote {
    U256 amount_in;                   ///< Taken from the trader, pool fee included. Zero where the contract reverts.
    U256 amount_out;                  ///< Paid to the trader. Zero where the contract reverts.
    std::uint32_t ticks_crossed = 0;  ///< Initialised ticks; each costs gas.
    QuoteEnd end = QuoteEnd::kComplete;

    [[nodiscard]] bool is_complete() const { return end == QuoteEnd::kComplete; }
};

}  // namespace dexarb
