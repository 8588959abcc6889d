#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "dexarb/amm/pool_state.hpp"

namespace dexarb {

/// A stretch of price with one liquidity, for search only. Prices are sqrt(token1 per token0), smallest units.
///
/// Within it, token0 moves by liquidity * |1/end - 1/start| and token1 by liquidity * |end - start|, without fee.
struct PriceSegment {
    double liquidity = 0.0;  ///< Zero in a gap: price passes without trade.
    double sqrt_price_start = 0.0;
    double sqrt_price_end = 0.0;             ///< Zero or infinity for the only segment of a V2 pool.
    std::uint32_t ticks_crossed_before = 0;  ///< Initialised ticks behind its start.
    bool ends_unknown = false;               ///< Its end is where the known ticks end, not where liquidity changes.
};

/// Walks a pool's segments outward from its present price: downwards selling token0, upwards selling token1.
///
/// A lazy cursor: constant time per initialised tick, no allocation. Word boundaries without a tick are no segments.
/// Holds a pointer to `pool`, which must outlive it.
class SegmentWalker {
  public:
    SegmentWalker(const PoolState& pool, bool zero_for_one);

    /// The next segment; nothing beyond the last liquidity, after one that `ends_unknown`, for an empty pool, and for
    /// one without a price. Segments of zero length are left out, but for one that says `ends_unknown`.
    [[nodiscard]] std::optional<PriceSegment> next();

  private:
    [[nodiscard]] std::optional<PriceSegment> next_concentrated(const ConcentratedState& pool);
    [[nodiscard]] std::optional<PriceSegment> last_concentrated(const TickMap& map);
    [[nodiscard]] std::optional<PriceSegment> next_constant_product(const ConstantProductState& pool);

    const PoolState* pool_;
    bool zero_for_one_;
    bool done_ = false;
    std::size_t position_ = 0;
    u128 liquidity_ = 0;
    double sqrt_price_ = 0.0;
    std::uint32_t ticks_crossed_ = 0;
};

/// sqrt(token1 per token0) at present, in smallest units; zero for an empty or uninitialised pool. For search only.
[[nodiscard]] double sqrt_price_of(const PoolState& pool);

}  // namespace dexarb
