#include "dexarb/amm/segment_walker.hpp"

#include <cmath>
#include <limits>

#include "dexarb/amm/tick_math.hpp"

namespace dexarb {

namespace {

constexpr double kInverseQ96 = 1.0 / 79228162514264337593543950336.0;

double unscaled(const U256& sqrt_price_x96) {
    return sqrt_price_x96.to_double() * kInverseQ96;
}

/// Where the known ticks end in a direction, and whether the scale goes on behind it.
struct KnownEnd {
    std::int32_t tick = 0;
    bool is_unknown_behind = false;
};

KnownEnd end_of_known(const TickMap& map, bool downwards) {
    const WordRange all = all_words(map.spacing());
    if (downwards) {
        if (map.known().first <= all.first) return {kMinTick, false};
        return {map.known().first * 256 * map.spacing(), true};
    }
    if (map.known().last >= all.last) return {kMaxTick, false};
    return {(map.known().last * 256 + 255) * map.spacing(), true};
}

}  // namespace

SegmentWalker::SegmentWalker(const PoolState& pool, bool zero_for_one)
    : pool_{&pool}, zero_for_one_{zero_for_one}, sqrt_price_{sqrt_price_of(pool)} {
    done_ = sqrt_price_ == 0.0;
    const auto* concentrated = std::get_if<ConcentratedState>(&pool);
    if (concentrated == nullptr) return;
    liquidity_ = concentrated->liquidity;
    position_ = concentrated->ticks->count_up_to(concentrated->tick);
}

std::optional<PriceSegment> SegmentWalker::next() {
    if (done_) return std::nullopt;
    if (const auto* pool = std::get_if<ConcentratedState>(pool_)) return next_concentrated(*pool);
    return next_constant_product(std::get<ConstantProductState>(*pool_));
}

std::optional<PriceSegment> SegmentWalker::next_constant_product(const ConstantProductState& pool) {
    done_ = true;
    const double liquidity = std::sqrt(U256{pool.reserve0}.to_double() * U256{pool.reserve1}.to_double());
    const double end = zero_for_one_ ? 0.0 : std::numeric_limits<double>::infinity();
    return PriceSegment{liquidity, sqrt_price_, end, 0, false};
}

std::optional<PriceSegment> SegmentWalker::next_concentrated(const ConcentratedState& pool) {
    const TickMap& map = *pool.ticks;
    while (true) {
        const bool has_tick = zero_for_one_ ? position_ > 0 : position_ < map.ticks().size();
        if (!has_tick) return last_concentrated(map);
        const std::size_t at = zero_for_one_ ? position_ - 1 : position_;
        const double end = unscaled(map.sqrt_price(at));
        const PriceSegment segment{U256{liquidity_}.to_double(), sqrt_price_, end, ticks_crossed_, false};
        const auto net = static_cast<u128>(map.ticks()[at].liquidity_net);
        liquidity_ = zero_for_one_ ? liquidity_ - net : liquidity_ + net;
        position_ = zero_for_one_ ? at : at + 1;
        sqrt_price_ = end;
        ++ticks_crossed_;
        if (segment.sqrt_price_start != end) return segment;
    }
}

std::optional<PriceSegment> SegmentWalker::last_concentrated(const TickMap& map) {
    done_ = true;
    const KnownEnd known = end_of_known(map, zero_for_one_);
    const double end = unscaled(sqrt_ratio_at_tick(known.tick));
    const bool is_ahead = zero_for_one_ ? end < sqrt_price_ : end > sqrt_price_;
    if (!known.is_unknown_behind && (liquidity_ == 0 || !is_ahead)) return std::nullopt;
    return PriceSegment{U256{liquidity_}.to_double(), sqrt_price_, is_ahead ? end : sqrt_price_, ticks_crossed_,
                        known.is_unknown_behind};
}

double sqrt_price_of(const PoolState& pool) {
    if (const auto* concentrated = std::get_if<ConcentratedState>(&pool)) return unscaled(concentrated->sqrt_price_x96);
    const auto& pair = std::get<ConstantProductState>(pool);
    if (pair.reserve0 == 0 || pair.reserve1 == 0) return 0.0;
    return std::sqrt(U256{pair.reserve1}.to_double() / U256{pair.reserve0}.to_double());
}

}  // namespace dexarb
