#include "chain/state_writer.hpp"

#include <cstddef>
#include <string>
#include <variant>

#include <fmt/format.h>

namespace dexarb {
namespace {

std::string state_text(const ConstantProductState& pair) {
    return fmt::format(R"({{"reserves":["{}","{}"]}})", to_decimal(U256{pair.reserve0}),
                       to_decimal(U256{pair.reserve1}));
}

std::string tick_text(const Tick& tick) {
    const auto net = static_cast<u128>(tick.liquidity_net < 0 ? -tick.liquidity_net : tick.liquidity_net);
    return fmt::format(R"([{},"{}","{}{}"])", tick.index, to_decimal(U256{tick.liquidity_gross}),
                       tick.liquidity_net < 0 ? "-" : "", to_decimal(U256{net}));
}

std::string state_text(const ConcentratedState& pool) {
    std::string ticks;
    for (const Tick& tick : pool.ticks->ticks())
        ticks += (ticks.empty() ? "" : ",") + tick_text(tick);
    const WordRange known = pool.ticks->known();
    return fmt::format(R"({{"price":"{}","tick":{},"liquidity":"{}","words":[{},{}],"ticks":[{}]}})",
                       to_decimal(pool.sqrt_price_x96), pool.tick, to_decimal(U256{pool.liquidity}), known.first,
                       known.last, ticks);
}

}  // namespace

void StateWriter::write(const MarketSnapshot& snapshot) {
    std::string pools;
    before_.resize(snapshot.pools->size());
    for (std::size_t i = 0; i < snapshot.pools->size(); ++i) {
        const auto& pool = (*snapshot.pools)[i];
        if (pool == before_[i]) continue;
        before_[i] = pool;
        const std::string text =
            pool ? std::visit([](const auto& state) { return state_text(state); }, pool->state) : "null";
        pools += fmt::format(R"({}"{}":{})", pools.empty() ? "" : ",",
                             to_string(snapshot.market->pool(PoolIndex(i)).address), text);
    }
    out_ << fmt::format(R"({{"block":{},"hash":"{}","pools":{{{}}}}})", snapshot.number(),
                        to_string(snapshot.header.id.hash), pools)
         << std::endl;
}

}  // namespace dexarb
