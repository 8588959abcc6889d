#include "dexarb/engine/fingerprint.hpp"

#include "dexarb/arbitrage/checkpoint_values.hpp"
#include "dexarb/engine/engine.hpp"

namespace dexarb {

namespace {

void write_dexes(CheckpointWriter& writer, const MarketDefinition& market) {
    writer.length(market.dexes.size());
    for (const Dex& dex : market.dexes) {
        writer(dex.kind, dex.factory, dex.init_code_hash, dex.fee.value);
        writer.length(dex.tiers.size());
        for (const FeeTier& tier : dex.tiers)
            writer(tier.fee.value, tier.tick_spacing);
    }
}

void write_market(CheckpointWriter& writer, const MarketDefinition& market) {
    writer(market.chain_id, market.native, market.priority_fee_wei);
    writer.length(market.tokens.size());
    for (const Token& token : market.tokens)
        writer(token.address, token.decimals, token.is_stablecoin);
    write_dexes(writer, market);
    writer.length(market.pools.size());
    for (const PoolDefinition& pool : market.pools)
        writer(pool.address, pool.dex, pool.token0, pool.token1, pool.fee.value, pool.tick_spacing);
    writer.length(market.pairs.size());
    for (const PairDefinition& pair : market.pairs)
        writer(pair.symbol, pair.base, pair.quote);
}

}  // namespace

Hash market_fingerprint(const MarketDefinition& market, const EngineOptions& options) {
    CheckpointWriter writer;
    write_market(writer, market);
    writer(options.seed, options.scanner.gas, options.scanner.bridged_blocks);
    return keccak256(writer.written());
}

Hash configuration_fingerprint(const MarketDefinition& market, const StrategyConfig& config,
                               const EngineOptions& options) {
    CheckpointWriter writer;
    writer(market_fingerprint(market, options), config.id, config.min_profit_usd, config.max_trade_size_usd);
    writer(config.max_slippage_ppm, config.max_gas_price_wei, config.priority_fee_wei, config.pairs);
    writer(config.poll_interval, config.submit_latency, config.competition_rate, config.max_daily_trades);
    writer(config.max_consecutive_losses, config.daily_loss_limit_usd, config.phantom_blocks);
    writer(config.flash_premium_ppm, config.fill_model, config.simulate_slippage);
    writer(config.simulate_gas_variance, config.simulate_competition);
    return keccak256(writer.written());
}

}  // namespace dexarb
