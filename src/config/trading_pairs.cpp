#include "dexarb/config/trading_pairs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dexarb/config/json_reader.hpp"
#include "dexarb/config/market_file.hpp"
#include "dexarb/config/nearest_name.hpp"

#include "config/split.hpp"

namespace dexarb {
namespace {

constexpr const char* kVariable = "TRADING_PAIRS";
constexpr std::size_t kLongestSymbol = 24;

std::string part_name(std::size_t index) {
    return fmt::format("part {}", index + 1);
}

/// Whether a side of "A/B" means this token: "USDC" names USDC.e too.
bool names(std::string_view side, const Token& token) {
    const std::string_view symbol = token.symbol;
    return side == symbol || side == symbol.substr(0, symbol.find('.'));
}

class PairsReader {
  public:
    PairsReader(const MarketDefinition& market, Problems& problems) : market_{market}, problems_{problems} {}

    std::vector<PairDefinition> read(const std::vector<TradingPair>& pairs) {
        for (std::size_t i = 0; i < pairs.size(); ++i)
            read_pair(pairs[i], part_name(i));
        return std::move(read_);
    }

  private:
    void read_pair(const TradingPair& pair, const std::string& part) {
        const auto token0 = token(pair.token0, part);
        const auto token1 = token(pair.token1, part);
        if (!token0 || !token1) return;
        if (*token0 == *token1) return problems_.add(part, "both tokens are the same");
        const auto slash = pair.symbol.find('/');
        const auto a = std::string_view{pair.symbol}.substr(0, slash);
        const auto b =
            slash == std::string::npos ? std::string_view{} : std::string_view{pair.symbol}.substr(slash + 1);
        for (const auto side : {a, b})
            if (contradicts(side, *token0, *token1))
                return problems_.add(part, fmt::format("\"{}\" in {} is neither of the two tokens", side, pair.symbol));
        const bool swapped = names(b, market_.token(*token0)) && !names(b, market_.token(*token1));
        add({pair.symbol, swapped ? *token1 : *token0, swapped ? *token0 : *token1}, part);
    }

    void add(PairDefinition pair, const std::string& part) {
        for (const auto& other : read_) {
            if (other.symbol == pair.symbol)
                return problems_.add(part, fmt::format("duplicate symbol \"{}\"", pair.symbol));
            if (other.base == pair.base && other.quote == pair.quote)
                return problems_.add(part, fmt::format("the same two tokens as {}", other.symbol));
        }
        read_.push_back(std::move(pair));
    }

    /// Whether a side of the symbol is the name of a token that the pair does not hold.
    [[nodiscard]] bool contradicts(std::string_view side, TokenIndex token0, TokenIndex token1) const {
        if (names(side, market_.token(token0)) || names(side, market_.token(token1))) return false;
        return std::ranges::any_of(market_.tokens, [&](const Token& token) { return names(side, token); });
    }

    [[nodiscard]] std::optional<TokenIndex> token(const std::string& text, const std::string& part) const {
        return text.starts_with("0x") ? token_by_address(text, part) : token_by_symbol(text, part);
    }

    [[nodiscard]] std::optional<TokenIndex> token_by_address(const std::string& text, const std::string& part) const {
        const auto address = parse_address(text);
        if (!address) {
            problems_.add(part, address.error().detail);
            return std::nullopt;
        }
        const auto found = find_token(market_, *address);
        if (!found)
            problems_.add(part, fmt::format("unknown token {}: add it with its decimals to the market file",
                                            to_string(*address)));
        return found;
    }

    [[nodiscard]] std::optional<TokenIndex> token_by_symbol(const std::string& text, const std::string& part) const {
        const auto found = std::ranges::find(market_.tokens, text, &Token::symbol);
        if (found != market_.tokens.end()) return static_cast<TokenIndex>(found - market_.tokens.begin());
        std::vector<std::string> known;
        for (const auto& each : market_.tokens)
            known.push_back(each.symbol);
        problems_.add(part, fmt::format("unknown token \"{}\"{}", text, suggestion(text, known)));
        return std::nullopt;
    }

    const MarketDefinition& market_;
    Problems& problems_;
    std::vector<PairDefinition> read_;
};

/// Whether a pool gives the native token or a quote token a price in stablecoins.
bool gives_price(const MarketDefinition& market, const PoolDefinition& pool) {
    const bool stable0 = market.token(pool.token0).is_stablecoin;
    if (stable0 == market.token(pool.token1).is_stablecoin) return false;
    const TokenIndex priced = stable0 ? pool.token1 : pool.token0;
    return priced == market.native ||
           std::ranges::any_of(market.pairs, [&](const PairDefinition& pair) { return pair.quote == priced; });
}

std::vector<PoolDefinition> pools_for(const MarketDefinition& market) {
    std::vector<PoolDefinition> pools;
    const auto add = [&](const PoolDefinition& pool) {
        if (std::ranges::find(pools, pool.address, &PoolDefinition::address) == pools.end()) pools.push_back(pool);
    };
    for (const auto& pair : market.pairs)
        std::ranges::for_each(possible_pools(market, pair.base, pair.quote), add);
    for (const auto& pool : market.pools)
        if (gives_price(market, pool)) add(pool);
    return pools;
}

/// Place in `to` of the pair with the same base and quote as `pair` of `from`; both markets share their tokens.
std::optional<std::uint32_t> same_pair(const PairDefinition& pair, const MarketDefinition& to) {
    for (std::uint32_t i = 0; i < to.pairs.size(); ++i)
        if (to.pairs[i].base == pair.base && to.pairs[i].quote == pair.quote) return i;
    return std::nullopt;
}

}  // namespace

Result<std::vector<TradingPair>> parse_trading_pairs(std::string_view text) {
    Problems problems{kVariable};
    std::vector<TradingPair> pairs;
    const auto parts = split(text, ',');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto fields = split(parts[i], ':');
        const bool complete = fields.size() == 3 && std::ranges::none_of(fields, &std::string::empty);
        if (!complete)
            problems.add(part_name(i), fmt::format("\"{}\" must read token0:token1:SYMBOL", parts[i]));
        else if (fields[2].size() > kLongestSymbol)
            problems.add(part_name(i), fmt::format("the symbol has more than {} letters", kLongestSymbol));
        else
            pairs.push_back({fields[0], fields[1], fields[2]});
    }
    if (problems.count() > 0) return problems.error();
    return pairs;
}

Result<MarketDefinition> with_trading_pairs(const MarketDefinition& market, const std::vector<TradingPair>& pairs) {
    Problems problems{kVariable};
    auto read = PairsReader{market, problems}.read(pairs);
    if (problems.count() > 0) return problems.error();
    MarketDefinition changed = market;
    changed.pairs = std::move(read);
    changed.pools = pools_for(changed);
    return changed;
}

Result<CarriedStrategies> carry_over(ResolvedStrategies strategies, const MarketDefinition& from,
                                     const MarketDefinition& to) {
    CarriedStrategies carried{std::move(strategies), {}};
    bool any = false;
    for (auto& strategy : carried.strategies.strategies) {
        std::vector<std::uint32_t> kept;
        std::vector<std::string> lost;
        for (const auto pair : strategy.config.pairs) {
            if (const auto same = same_pair(from.pairs[pair], to))
                kept.push_back(*same);
            else
                lost.push_back(from.pairs[pair].symbol);
        }
        std::ranges::sort(kept);
        any = any || !kept.empty();
        if (!lost.empty())
            carried.notices.push_back(fmt::format("{}: {} not in {}{}", strategy.config.id, fmt::join(lost, ", "),
                                                  kVariable, kept.empty() ? "; it has no pair left to trade" : ""));
        strategy.config.pairs = std::move(kept);
    }
    if (any) return carried;
    return Error{
        ErrorCode::kInvalidInput,
        fmt::format("{}: no configuration trades any of these pairs; add them to the strategies file", kVariable)};
}

}  // namespace dexarb
