#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/base/integers.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

/// One initialised tick. `liquidity_net` is what becomes active when the price crosses it upwards.
struct Tick {
    std::int32_t index = 0;
    u128 liquidity_gross = 0;
    i128 liquidity_net = 0;

    friend bool operator==(const Tick&, const Tick&) = default;
};

/// Bitmap words, first and last included: word w holds the compressed ticks 256 w .. 256 w + 255. Empty if last <
/// first.
struct WordRange {
    std::int32_t first = 0;
    std::int32_t last = -1;

    [[nodiscard]] bool contains(std::int32_t word) const { return first <= word && word <= last; }
    friend bool operator==(const WordRange&, const WordRange&) = default;
};

/// floor(tick / spacing), the tick's place in the bitmap.
[[nodiscard]] constexpr std::int32_t compressed_tick(std::int32_t tick, std::int32_t spacing) {
    return tick / spacing - (tick % spacing < 0 ? 1 : 0);
}
/// The bitmap word that holds `tick`.
[[nodiscard]] constexpr std::int32_t bitmap_word(std::int32_t tick, std::int32_t spacing) {
    return compressed_tick(tick, spacing) >> 8;
}
/// All words that can hold a tick at this spacing.
[[nodiscard]] WordRange all_words(std::int32_t spacing);

/// Where a walk stops next: an initialised tick, or the end of a bitmap word.
struct NextTick {
    std::int32_t index = 0;
    bool initialized = false;

    friend bool operator==(const NextTick&, const NextTick&) = default;
};

/// The initialised ticks of one pool inside the bitmap words that were read. Immutable; each change makes a new one.
class TickMap {
  public:
    /// Nothing known yet. `spacing` is positive.
    explicit TickMap(std::int32_t spacing) : TickMap{spacing, WordRange{}, {}} {}

    /// `ticks` are all initialised ticks in `known`, in any order. Refused: a tick twice, outside `known`, outside
    /// [kMinTick, kMaxTick], not a multiple of the spacing, or without liquidity; a spacing below 1.
    [[nodiscard]] static Result<TickMap> make(std::int32_t spacing, WordRange known, std::vector<Tick> ticks);

    [[nodiscard]] std::int32_t spacing() const { return spacing_; }
    [[nodiscard]] WordRange known() const { return known_; }
    /// Ascending.
    [[nodiscard]] std::span<const Tick> ticks() const { return ticks_; }
    /// sqrt_ratio_at_tick of the tick at the same position.
    [[nodiscard]] const U256& sqrt_price(std::size_t position) const { return sqrt_prices_[position]; }
    /// How many initialised ticks are at or below `tick`.
    [[nodiscard]] std::size_t count_up_to(std::int32_t tick) const;
    /// Whether a tick's word was read.
    [[nodiscard]] bool knows(std::int32_t tick) const { return known_.contains(bitmap_word(tick, spacing_)); }

    /// As TickBitmap.nextInitializedTickWithinOneWord: at or below `tick` if `downwards`, else above it, at most to the
    /// end of the word. Nothing if that word was not read.
    [[nodiscard]] std::optional<NextTick> next_initialized_within_one_word(std::int32_t tick, bool downwards) const;

    /// After a Mint (positive) or Burn (negative) between two ticks. Ends in words that were not read are left to the
    /// read that makes them known. Refused where the contract reverts (TLU, TLM, TUM, LO, LS, tick not on spacing): the
    /// event then contradicts this map.
    [[nodiscard]] Result<TickMap> with_liquidity(std::int32_t lower, std::int32_t upper, i128 delta) const;

    /// With more known words, read at the same block: `ticks` are all initialised ticks in `read`. Words in both are
    /// taken from `read`. Refused as by `make`, or if `read` does not touch the known range.
    [[nodiscard]] Result<TickMap> extended(WordRange read, std::vector<Tick> ticks) const;

    friend bool operator==(const TickMap&, const TickMap&) = default;

  private:
    TickMap(std::int32_t spacing, WordRange known, std::vector<Tick> ticks);

    [[nodiscard]] Result<TickMap> with_tick(std::int32_t index, i128 delta, bool is_upper) const;

    std::int32_t spacing_;
    WordRange known_;
    std::vector<Tick> ticks_;
    std::vector<U256> sqrt_prices_;
};

/// The most liquidity that may refer to one tick. Source: Tick.tickSpacingToMaxLiquidityPerTick.
[[nodiscard]] u128 max_liquidity_per_tick(std::int32_t spacing);

}  // namespace dexarb
