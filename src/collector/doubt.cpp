#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "dexarb/collector/pool_state_collector.hpp"

#include "collector/state_agreement.hpp"

namespace dexarb {
namespace {

/// So often a block's logs are asked for again on the word of its pools; then the pools are believed.
constexpr unsigned kLogQuestions = 2;

}  // namespace

Task<Result<void>> PoolStateCollector::settle_doubts(const BlockUpdate& update) {
    const BlockId block = update.header.id;
    std::vector<PoolIndex> doubtful = unheard_pools(update);
    if (doubtful.empty()) co_return Result<void>{};
    if (doubted_.hash != block.hash) doubts_of_block_ = 0;
    doubted_ = block;
    const bool is_last = ++doubts_of_block_ >= kLogQuestions;
    if (doubts_of_block_ == 1) ++counters_.doubted_blocks;
    PriceTable prices = *replica_.head()->prices;
    auto readings = co_await reader_.read(block.hash, doubtful, std::move(prices));
    if (!readings && !is_last) co_return std::move(readings).error();
    if (!readings) {
        for (const PoolIndex pool : doubtful)
            replica_.distrust(pool);
        co_return Result<void>{};
    }
    std::vector<PoolReading> differing = disagreeing(*std::move(readings));
    if (differing.empty()) co_return Result<void>{};
    if (!is_last) co_return withheld_logs(block, differing.size());
    believe(std::move(differing));
    co_return Result<void>{};
}

std::vector<PoolIndex> PoolStateCollector::unheard_pools(const BlockUpdate& update) const {
    std::vector<bool> is_heard(market_->pools.size());
    for (const PoolEvent& event : update.events)
        is_heard[position(event.pool)] = true;
    std::vector<Address> silent;
    for (std::size_t i = 0; i < is_heard.size(); ++i)
        if (!is_heard[i] && replica_.state(PoolIndex(i)) != nullptr)
            silent.push_back(market_->pool(PoolIndex(i)).address);
    std::vector<PoolIndex> unheard;
    for (const Address& address : source_.contradicted_silence(update.header.id.hash, silent))
        if (const auto pool = decoder_.find(address)) unheard.push_back(*pool);
    return unheard;
}

std::vector<PoolReading> PoolStateCollector::disagreeing(std::vector<PoolReading> readings) const {
    std::erase_if(readings, [this](const PoolReading& reading) {
        const PoolState* ours = replica_.state(reading.pool);
        return ours != nullptr && reading.state && agree(*ours, *reading.state);
    });
    return readings;
}

Error PoolStateCollector::withheld_logs(const BlockId& block, std::size_t pools) {
    ++counters_.withheld_blocks;
    return {ErrorCode::kMalformed, "block " + std::to_string(block.number) + ": logs of " + std::to_string(pools) +
                                       " pools are missing: its bloom filter names them and their state changed"};
}

void PoolStateCollector::believe(std::vector<PoolReading> readings) {
    for (PoolReading& reading : readings) {
        auto state = std::exchange(reading.state, std::nullopt);
        if (state)
            replica_.trust(reading.pool, *std::move(state));
        else
            replica_.distrust(reading.pool);
    }
}

}  // namespace dexarb
