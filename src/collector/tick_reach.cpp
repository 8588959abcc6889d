#include <algorithm>
#include <string>
#include <utility>

#include "dexarb/collector/pool_reader.hpp"

namespace dexarb {
namespace {

/// Beyond this many words on one side a start reads no further; a quote that gets there asks for more.
constexpr std::int32_t kMostWordsPerSide = 512;
/// Read on each side of a pool neither of whose tokens has a price.
constexpr std::int32_t kWordsWithoutPrice = 8;
constexpr std::int32_t kMostWordsAtOnce = 256;

std::int32_t present_word(const ConcentratedState& state) {
    return bitmap_word(state.tick, state.tick_spacing);
}

WordRange clipped(std::int64_t first, std::int64_t last, std::int32_t spacing) {
    const WordRange all = all_words(spacing);
    return {static_cast<std::int32_t>(std::max<std::int64_t>(first, all.first)),
            static_cast<std::int32_t>(std::min<std::int64_t>(last, all.last))};
}

bool is_empty(WordRange words) {
    return words.last < words.first;
}

ConcentratedState* awaiting_ticks(PoolReading& reading) {
    const bool has_price = reading.status == PoolStatus::kLive || reading.status == PoolStatus::kEmpty;
    return has_price && reading.state ? std::get_if<ConcentratedState>(&*reading.state) : nullptr;
}

/// `known` with the words of `query`, which touch it.
Result<std::shared_ptr<const TickMap>> widened(const TickMap& known, WordRange words, std::vector<Tick> ticks) {
    auto wider = is_empty(known.known()) ? TickMap::make(known.spacing(), words, std::move(ticks))
                                         : known.extended(words, std::move(ticks));
    if (!wider) return Error{ErrorCode::kMalformed, "ticks: " + wider.error().detail};
    return std::make_shared<const TickMap>(*std::move(wider));
}

/// The parts of `wanted` that `known` lacks: one, two or none.
std::vector<WordRange> missing_words(WordRange known, WordRange wanted) {
    if (is_empty(known)) return {wanted};
    std::vector<WordRange> parts;
    if (wanted.first < known.first) parts.push_back({wanted.first, known.first - 1});
    if (wanted.last > known.last) parts.push_back({known.last + 1, wanted.last});
    return parts;
}

PriceTable prices_of(const MarketDefinition& market, const std::vector<PoolReading>& readings) {
    PoolTable pools(market.pools.size());
    for (const PoolReading& reading : readings) {
        if (!reading.state) continue;
        auto pool = std::make_shared<Pool>();
        pool->state = *reading.state;
        pools[position(reading.pool)] = std::move(pool);
    }
    return usd_prices(market, pools);
}

}  // namespace

bool PoolReader::absorbs(const ConcentratedState& state, const PoolDefinition& pool, bool zero_for_one,
                         const PriceTable& prices) const {
    const MicroUsd depth{largest_trade_.value * 4};
    const auto& price_in = prices[position(zero_for_one ? pool.token0 : pool.token1)];
    const auto& price_out = prices[position(zero_for_one ? pool.token1 : pool.token0)];
    const auto amount_in = price_in ? amount_worth(depth, *price_in) : std::nullopt;
    if (amount_in) return quote_exact_input(state, zero_for_one, *amount_in).end != QuoteEnd::kUnknownTicks;
    const auto amount_out = price_out ? amount_worth(depth, *price_out) : std::nullopt;
    if (amount_out) return quote_exact_output(state, zero_for_one, *amount_out).end != QuoteEnd::kUnknownTicks;
    const WordRange known = state.ticks->known();
    const std::int32_t word = present_word(state);
    return (zero_for_one ? word - known.first : known.last - word) >= kWordsWithoutPrice;
}

std::vector<PoolReader::WordQuery> PoolReader::missing_within(const std::vector<Reach>& reaches,
                                                              std::vector<PoolReading>& readings) {
    std::vector<WordQuery> queries;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const ConcentratedState* state = awaiting_ticks(readings[i]);
        if (state == nullptr) continue;
        const std::int32_t word = present_word(*state);
        const WordRange wanted = clipped(word - reaches[i].below, word + reaches[i].above, state->tick_spacing);
        for (const WordRange& words : missing_words(state->ticks->known(), wanted))
            queries.push_back({readings[i].pool, words, {}, i});
    }
    return queries;
}

void PoolReader::reach_further(std::vector<Reach>& reaches, std::vector<PoolReading>& readings,
                               const PriceTable& prices) const {
    const auto grow = [](std::int32_t& words) { words = std::min(2 * words, kMostWordsPerSide); };
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const ConcentratedState* state = awaiting_ticks(readings[i]);
        if (state == nullptr) continue;
        const PoolDefinition& pool = market_->pool(readings[i].pool);
        if (!absorbs(*state, pool, true, prices)) grow(reaches[i].below);
        if (!absorbs(*state, pool, false, prices)) grow(reaches[i].above);
    }
}

Task<Result<void>> PoolReader::read_ticks(Hash block, std::vector<PoolReading>& readings,
                                          std::optional<PriceTable> prices) {
    std::vector<Reach> reaches(readings.size());
    while (true) {
        std::vector<WordQuery> queries = missing_within(reaches, readings);
        if (queries.empty()) co_return Result<void>{};
        auto read = co_await read_words(block, std::move(queries));
        if (!read) co_return std::move(read).error();
        for (WordQuery& query : *read) {
            ConcentratedState& state = *awaiting_ticks(readings[query.owner]);
            auto wider = widened(*state.ticks, query.words, std::move(query.ticks));
            if (!wider) co_return contradiction(std::move(wider).error());
            state.ticks = *std::move(wider);
        }
        reach_further(reaches, readings, prices ? *prices : prices_of(*market_, readings));
    }
}

Task<Result<std::shared_ptr<const TickMap>>> PoolReader::read_further(Hash block, PoolIndex pool,
                                                                      std::shared_ptr<const TickMap> known) {
    const WordRange words = known->known();
    const std::int32_t more = std::clamp(words.last - words.first + 1, 2, kMostWordsAtOnce);
    const WordRange wanted = clipped(words.first - more, words.last + more, known->spacing());
    std::vector<WordQuery> queries;
    for (const WordRange& part : missing_words(words, wanted))
        queries.push_back({pool, part, {}, 0});
    auto read = co_await read_words(block, std::move(queries));
    if (!read) co_return std::move(read).error();
    for (WordQuery& query : *read) {
        auto wider = widened(*known, query.words, std::move(query.ticks));
        if (!wider) co_return contradiction(std::move(wider).error());
        known = *std::move(wider);
    }
    co_return known;
}

}  // namespace dexarb
