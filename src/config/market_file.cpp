#include "dexarb/config/market_file.hpp"

#include "config/market_reader.hpp"

namespace dexarb {

Result<MarketDefinition> read_market(const JsonNode& document, const std::string& file) {
    Problems problems{file};
    MarketDefinition market;
    MarketReader{document, problems, market}.read();
    if (problems.count() > 0) return problems.error();
    return market;
}

Result<MarketDefinition> load_market(const std::string& path) {
    const auto document = load_json(path);
    if (!document) return document.error();
    return read_market(*document, path);
}

std::vector<PoolDefinition> possible_pools(const MarketDefinition& market, TokenIndex a, TokenIndex b) {
    std::vector<PoolDefinition> pools;
    const bool in_order = market.token(a).address < market.token(b).address;
    const TokenIndex token0 = in_order ? a : b;
    const TokenIndex token1 = in_order ? b : a;
    for (std::uint32_t index = 0; index < market.dexes.size(); ++index) {
        const Dex& dex = market.dexes[index];
        const auto tiers = dex.kind == DexKind::kConcentrated ? dex.tiers : std::vector<FeeTier>{{dex.fee, 0}};
        for (const FeeTier& tier : tiers) {
            const Address address =
                pool_address(dex, market.token(token0).address, market.token(token1).address, tier.fee);
            pools.push_back({address, index, token0, token1, tier.fee, tier.tick_spacing});
        }
    }
    return pools;
}

}  // namespace dexarb
