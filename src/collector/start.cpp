#include <string>
#include <utility>
#include <vector>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

/// So often in a row the state of the block that a start reads may be refused before it counts as gone.
constexpr unsigned kRefusalsBelieved = 3;

std::vector<PoolIndex> all_pools(const MarketDefinition& market) {
    std::vector<PoolIndex> pools;
    for (std::size_t i = 0; i < market.pools.size(); ++i)
        pools.push_back(PoolIndex(i));
    return pools;
}

bool is_final(const Error& error) {
    return error.code == ErrorCode::kWrongChain || error.code == ErrorCode::kInvalidInput;
}

}  // namespace

Task<Result<void>> PoolStateCollector::start() {
    while (true) {
        auto first = co_await start_once();
        if (first) co_return first;
        Error error = std::move(first).error();
        if (is_final(error)) co_return error;
        note_failed_start(error);
        co_await wait_after(std::move(error));
    }
}

Task<Result<void>> PoolStateCollector::start_once() {
    if (!start_) {
        auto right_chain = co_await check_chain();
        if (!right_chain) co_return std::move(right_chain).error();
        auto header = co_await read_start_header();
        if (!header) co_return std::move(header).error();
        start_ = Start{*header, clock_.now(), 0, 0};
        reader_.remember(header->id.hash);
    }
    const BlockHeader header = start_->header;
    auto readings = co_await read_start(header);
    if (!readings) co_return std::move(readings).error();
    start_.reset();
    reader_.forget();
    std::vector<std::optional<PoolState>> states;
    for (PoolReading& reading : *readings)
        states.push_back(std::exchange(reading.state, std::nullopt));
    readings_ = *std::move(readings);
    if (given_up_at_ && header.id.number > *given_up_at_ + 1) counters_.skipped += header.id.number - *given_up_at_ - 1;
    begin_at(header, std::move(states));
    started_ = true;
    mended_ = false;
    ask_at_once_ = true;
    failures_in_a_row_ = 0;
    requests_at_start_ = source_.requests();
    units_at_start_ = source_.units();
    counters_.steady_blocks = 0;
    timer_ = make_timer(options_);
    outbox_.emplace_back(replica_.head());
    co_return Result<void>{};
}

Task<Result<std::vector<PoolReading>>> PoolStateCollector::read_start(BlockHeader header) {
    auto tokens = co_await reader_.check_tokens(header.id.hash);
    if (!tokens) co_return std::move(tokens).error();
    auto readings = co_await reader_.read(header.id.hash, all_pools(*market_), std::nullopt);
    if (!readings) co_return std::move(readings).error();
    auto still = co_await source_.header_by_number(header.id.number);
    if (!still) co_return std::move(still).error();
    const std::string name = "block " + std::to_string(header.id.number);
    if (!*still) co_return Error{ErrorCode::kNotFound, "the node no longer has " + name};
    if ((*still)->id == header.id) co_return readings;
    start_.reset();
    co_return Error{ErrorCode::kNotFound, name + " was replaced while it was read"};
}

/// What was read stays good while the node has the block, and while it is near enough to be followed from.
void PoolStateCollector::note_failed_start(const Error& error) {
    if (!start_) return;
    if (reader_.remembered() > std::exchange(start_->remembered, reader_.remembered())) {
        failures_in_a_row_ = 0;
        start_->refusals = 0;
    }
    const bool is_refused = error.code != ErrorCode::kNetwork && ++start_->refusals >= kRefusalsBelieved;
    if (is_refused && is_resuming()) give_up_unread_state(error);
    const auto limit = options_.first_block_interval * static_cast<std::int64_t>(options_.longest_gap / 2);
    if (is_refused || clock_.now() - start_->since > limit) start_.reset();
}

Task<Result<BlockHeader>> PoolStateCollector::read_start_header() {
    if (is_resuming()) {
        auto resumed = co_await read_resumed_header();
        if (!resumed) co_return std::move(resumed).error();
        if (*resumed) co_return **resumed;
    }
    if (!options_.start_block || counters_.blocks > 0) {
        auto latest = co_await source_.latest_header();
        co_return latest;
    }
    auto header = co_await source_.header_by_number(*options_.start_block);
    if (!header) co_return std::move(header).error();
    if (!*header)
        co_return Error{ErrorCode::kNotFound, "the node does not have block " + std::to_string(*options_.start_block)};
    co_return **header;
}

Task<Result<void>> PoolStateCollector::check_chain() {
    auto chain = co_await source_.chain_id();
    if (!chain) co_return std::move(chain).error();
    if (*chain == market_->chain_id) co_return Result<void>{};
    co_return Error{ErrorCode::kWrongChain, "the node is on chain " + std::to_string(*chain) +
                                                ", the market on chain " + std::to_string(market_->chain_id) +
                                                ": give the RPC URL of that chain, or its market file"};
}

}  // namespace dexarb
