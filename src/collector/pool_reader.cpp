#include "dexarb/collector/pool_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "dexarb/rpc/pool_calls.hpp"

#include "pool_facts.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kFewestCalls = 16;
/// Asked for at once; bitmaps that name more are none of a pool that anybody trades in.
constexpr std::size_t kMostTicks = 200'000;

MulticallCall make_call(const Address& target, Bytes data) {
    return {target, true, std::move(data)};
}

/// Initialised ticks that a bitmap word names.
std::vector<std::int32_t> ticks_in_word(std::int32_t word, const U256& bits, std::int32_t spacing) {
    std::vector<std::int32_t> ticks;
    for (unsigned bit = 0; bit < 256; ++bit)
        if (((bits.limb(bit / 64) >> (bit % 64)) & 1U) != 0)
            ticks.push_back((word * 256 + static_cast<std::int32_t>(bit)) * spacing);
    return ticks;
}

Error unreadable(const PoolDefinition& pool, const char* what) {
    return {ErrorCode::kMalformed, "pool " + to_short_string(pool.address) + ": " + what + " cannot be read"};
}

Result<void> check_decimals(const Token& token, const MulticallResult& answer) {
    const auto decimals = decode_decimals(answer.data);
    if (!answer.success || !decimals)
        return Error{ErrorCode::kInvalidInput, "token " + token.symbol + " " + to_string(token.address) +
                                                   " does not answer on this chain: take it out of the market file"};
    if (*decimals == token.decimals) return {};
    return Error{ErrorCode::kInvalidInput, "token " + token.symbol + " " + to_string(token.address) + " has " +
                                               std::to_string(*decimals) + " decimals, the market file says " +
                                               std::to_string(token.decimals) + ": mend the file"};
}

}  // namespace

PoolReader::PoolReader(MarketDefinitionPtr market, ChainSource& source, const CollectorOptions& options)
    : market_{std::move(market)},
      source_{source},
      largest_trade_{options.largest_trade},
      calls_per_request_{options.calls_per_request},
      calls_at_once_{options.calls_per_request},
      on_progress_{options.on_progress} {}

Task<Result<void>> PoolReader::check_tokens(Hash block) {
    std::vector<MulticallCall> calls;
    for (const Token& token : market_->tokens)
        calls.push_back(make_call(token.address, encode_decimals()));
    auto answers = co_await call_all(block, std::move(calls));
    if (!answers) co_return std::move(answers).error();
    for (std::size_t i = 0; i < answers->size(); ++i)
        if (auto agrees = check_decimals(market_->tokens[i], (*answers)[i]); !agrees) co_return agrees;
    co_return Result<void>{};
}

Task<Result<std::vector<PoolReading>>> PoolReader::read(Hash block, std::vector<PoolIndex> pools,
                                                        std::optional<PriceTable> prices) {
    std::vector<MulticallCall> calls;
    for (const PoolIndex pool : pools)
        append_pool_calls(*market_, pool, calls);
    progress_ = {StartProgress::Step::kPools, 0, calls.size()};
    auto answers = co_await call_all(block, std::move(calls));
    if (!answers) co_return std::move(answers).error();
    std::span<const MulticallResult> rest{*answers};
    std::vector<PoolReading> readings;
    for (const PoolIndex pool : pools) {
        const std::size_t count = pool_call_count(*market_, pool);
        readings.push_back(read_pool_answers(*market_, pool, rest.first(count)));
        rest = rest.subspan(count);
    }
    progress_ = {StartProgress::Step::kTicks, 0, 0};
    auto complete = co_await read_ticks(block, readings, std::move(prices));
    if (!complete) co_return std::move(complete).error();
    co_return readings;
}

Task<Result<std::vector<PoolReader::WordQuery>>> PoolReader::read_words(Hash block, std::vector<WordQuery> queries) {
    auto bitmaps = co_await read_bitmaps(block, queries);
    if (!bitmaps) co_return std::move(bitmaps).error();
    std::size_t ticks = 0;
    for (const WordQuery& query : queries)
        ticks += query.ticks.size();
    if (ticks > kMostTicks) {
        Error error{ErrorCode::kMalformed, "tick bitmaps that name " + std::to_string(ticks) + " ticks"};
        co_return contradiction(std::move(error));
    }
    std::vector<MulticallCall> calls;
    for (const WordQuery& query : queries)
        for (const Tick& tick : query.ticks)
            calls.push_back(make_call(market_->pool(query.pool).address, encode_ticks(tick.index)));
    progress_.total += calls.size();
    auto answers = co_await call_all(block, std::move(calls));
    if (!answers) co_return std::move(answers).error();
    auto answer = answers->begin();
    for (WordQuery& query : queries) {
        for (Tick& tick : query.ticks) {
            const auto decoded = decode_tick(answer->data);
            if (!answer->success || !decoded) co_return contradiction(unreadable(market_->pool(query.pool), "tick"));
            tick.liquidity_gross = decoded->liquidity_gross;
            tick.liquidity_net = decoded->liquidity_net;
            ++answer;
        }
    }
    co_return queries;
}

Task<Result<void>> PoolReader::read_bitmaps(Hash block, std::vector<WordQuery>& queries) {
    std::vector<MulticallCall> calls;
    for (const WordQuery& query : queries)
        for (std::int32_t word = query.words.first; word <= query.words.last; ++word)
            calls.push_back(
                make_call(market_->pool(query.pool).address, encode_tick_bitmap(static_cast<std::int16_t>(word))));
    progress_.total += calls.size();
    auto answers = co_await call_all(block, std::move(calls));
    if (!answers) co_return std::move(answers).error();
    auto answer = answers->begin();
    for (WordQuery& query : queries) {
        const PoolDefinition& pool = market_->pool(query.pool);
        for (std::int32_t word = query.words.first; word <= query.words.last; ++word, ++answer) {
            const auto bits = decode_tick_bitmap(answer->data);
            if (!answer->success || !bits) co_return contradiction(unreadable(pool, "tick bitmap"));
            for (const std::int32_t index : ticks_in_word(word, *bits, pool.tick_spacing))
                query.ticks.push_back({index, 0, 0});
        }
    }
    co_return Result<void>{};
}

Task<Result<std::vector<MulticallResult>>> PoolReader::call_all(Hash block, std::vector<MulticallCall> calls) {
    const std::vector<MulticallCall> open = memory_.unanswered(block, calls);
    report(calls.size() - open.size());
    std::vector<MulticallResult> fresh;
    std::size_t most = calls_per_request_;
    while (fresh.size() < open.size()) {
        const auto rest = std::span<const MulticallCall>{open}.subspan(fresh.size());
        const auto chunk = rest.first(std::min({calls_at_once_, most, rest.size()}));
        auto answers = co_await call_chunk(block, chunk);
        if (!answers) {
            const bool is_smallest = chunk.size() <= kFewestCalls;
            // Whoever does not answer in time may just be too slow for so many.
            if (!is_smallest) calls_at_once_ = chunk.size() / 2;
            if (is_smallest || answers.error().code != ErrorCode::kRpc) co_return std::move(answers).error();
            most = chunk.size() / 2;
            continue;
        }
        calls_at_once_ = std::min(2 * std::max(calls_at_once_, chunk.size()), calls_per_request_);
        memory_.remember(block, chunk, *answers);
        report(answers->size());
        std::ranges::move(*answers, std::back_inserter(fresh));
    }
    co_return memory_.complete(block, calls, std::move(fresh));
}

Task<Result<std::vector<MulticallResult>>> PoolReader::call_chunk(Hash block, std::span<const MulticallCall> calls) {
    EthCall request{kMulticall3, encode_aggregate3(calls)};
    auto data = co_await source_.call(block, std::move(request));
    if (!data) co_return std::move(data).error();
    if (data->empty())
        co_return Error{ErrorCode::kMalformed, "no Multicall3 at " + to_string(kMulticall3) + " on this chain"};
    co_return decode_aggregate3_results(*data, calls.size());
}

Error PoolReader::contradiction(Error error) {
    memory_.doubt();
    return error;
}

void PoolReader::report(std::size_t answered) {
    if (answered == 0) return;
    progress_.done += answered;
    if (on_progress_) on_progress_(progress_);
}

}  // namespace dexarb
