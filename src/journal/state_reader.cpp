#include "journal/state_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dexarb/journal/read_scope.hpp"

#include "journal/row_values.hpp"

namespace dexarb {
namespace {

constexpr const char* kReadingState = "reading a route and its states";
constexpr const char* kRoute =
    "SELECT r.chain_id, r.key, r.pair, r.description, t.address FROM routes r JOIN tokens t ON t.id = r.start_token "
    "WHERE r.id = ?";
constexpr const char* kHops =
    "SELECT h.zero_for_one, p.address, p.dex, p.kind, p.fee_ppm, p.tick_spacing, a.address, a.symbol, a.decimals, "
    "a.is_stablecoin, b.address, b.symbol, b.decimals, b.is_stablecoin FROM route_hops h JOIN pools p ON p.id = h.pool "
    "JOIN tokens a ON a.id = p.token0 JOIN tokens b ON b.id = p.token1 WHERE h.route = ? ORDER BY h.place";
constexpr const char* kState =
    "SELECT s.fee_ppm, s.reserve0, s.reserve1, s.sqrt_price_x96, s.tick, s.liquidity, m.spacing, m.first_word, "
    "m.last_word, m.ticks FROM pool_states s LEFT JOIN tick_maps m ON m.id = s.tick_map WHERE s.id = ?";
constexpr std::size_t kTickBytes = 36;

TokenIndex token_of(MarketDefinition& market, const Statement& row, int first) {
    const Token token{address_at(row, first), std::string{row.text(first + 1)},
                      static_cast<std::uint8_t>(row.integer(first + 2)), row.integer(first + 3) != 0};
    if (const auto known = find_token(market, token.address)) return *known;
    market.tokens.push_back(token);
    return TokenIndex(market.tokens.size() - 1);
}

void add_hop(MarketDefinition& market, Route& route, const Statement& row) {
    const bool is_pair = row.text(3) == "v2";
    PoolDefinition pool;
    pool.address = address_at(row, 1);
    pool.dex = static_cast<std::uint32_t>(market.dexes.size());
    pool.fee = {static_cast<std::uint32_t>(row.integer(4))};
    pool.tick_spacing = static_cast<std::int32_t>(row.integer(5));
    pool.token0 = token_of(market, row, 6);
    pool.token1 = token_of(market, row, 10);
    Dex dex;
    dex.name = row.text(2);
    dex.kind = is_pair ? DexKind::kConstantProduct : DexKind::kConcentrated;
    dex.fee = pool.fee;
    market.dexes.push_back(std::move(dex));
    market.pools.push_back(pool);
    route.hops.push_back({PoolIndex(market.pools.size() - 1), row.integer(0) != 0});
}

U256 number_in(std::span<const std::uint8_t> bytes) {
    U256 value;
    for (const std::uint8_t byte : bytes)
        value = (value << 8) | U256{byte};
    return value;
}

std::vector<Tick> ticks_in(std::span<const std::uint8_t> bytes) {
    std::vector<Tick> ticks;
    for (std::size_t at = 0; at + kTickBytes <= bytes.size(); at += kTickBytes) {
        const auto index = static_cast<std::uint32_t>(number_in(bytes.subspan(at, 4)).low_u64());
        ticks.push_back({static_cast<std::int32_t>(index), number_in(bytes.subspan(at + 4, 16)).low_u128(),
                         static_cast<i128>(number_in(bytes.subspan(at + 20, 16)).low_u128())});
    }
    return ticks;
}

Result<PoolState> state_in(const Statement& row) {
    const FeePpm fee{static_cast<std::uint32_t>(row.integer(0))};
    if (!row.is_null(1)) return ConstantProductState{amount_at(row, 1).low_u128(), amount_at(row, 2).low_u128(), fee};
    ConcentratedState range;
    range.sqrt_price_x96 = amount_at(row, 3);
    range.tick = static_cast<std::int32_t>(row.integer(4));
    range.liquidity = amount_at(row, 5).low_u128();
    range.tick_spacing = static_cast<std::int32_t>(row.integer(6));
    range.fee = fee;
    const WordRange known{static_cast<std::int32_t>(row.integer(7)), static_cast<std::int32_t>(row.integer(8))};
    auto ticks = TickMap::make(range.tick_spacing, known, ticks_in(row.bytes(9)));
    if (!ticks) return std::move(ticks.error()).within("a state's ticks");
    range.ticks = std::make_shared<const TickMap>(std::move(*ticks));
    return range;
}

}  // namespace

Result<ReadRoute> read_route(const Database& journal, std::int64_t id) {
    auto hops = journal.prepare(kHops, kReadingState);
    if (!hops) return hops.error();
    auto head = journal.prepare(kRoute, kReadingState);
    if (!head) return head.error();
    MarketDefinition market;
    ReadRoute read;
    const auto add = [&](const Statement& row) -> Result<void> {
        add_hop(market, read.route, row);
        return {};
    };
    if (const auto done = each_row(hops->bind(id), add); !done) return done.error();
    const auto row = head->bind(id).step();
    if (!row) return row.error();
    const auto start = *row ? find_token(market, address_at(*head, 4)) : std::nullopt;
    if (!start) return Error{ErrorCode::kIo, fmt::format("route {} of the journal has no hops", id)};
    market.chain_id = static_cast<std::uint64_t>(head->integer(0));
    const auto key = head->bytes(1);
    read.route.key.assign(key.begin(), key.end());
    read.route.start = *start;
    market.pairs.push_back({std::string{head->text(2)}, *start, *start});
    market.native = TokenIndex(market.tokens.size());
    market.tokens.push_back({{}, "native", 18, false});
    read.text = head->text(3);
    read.market = std::make_shared<const MarketDefinition>(std::move(market));
    return read;
}

Result<std::shared_ptr<const Pool>> read_state(const Database& journal, std::optional<std::int64_t> id) {
    if (!id) return std::shared_ptr<const Pool>{};
    auto statement = journal.prepare(kState, kReadingState);
    if (!statement) return statement.error();
    const auto row = statement->bind(*id).step();
    if (!row) return row.error();
    if (!*row) return Error{ErrorCode::kIo, fmt::format("the journal lacks state {}; `journal check` tells more", *id)};
    auto state = state_in(*statement);
    if (!state) return state.error();
    return std::make_shared<const Pool>(Pool{std::move(*state), 0, std::nullopt});
}

SnapshotPtr make_snapshot(const ReadRoute& read, SnapshotParts parts) {
    MarketSnapshot snapshot;
    snapshot.market = read.market;
    snapshot.header = parts.header;
    snapshot.arrival = parts.arrival;
    snapshot.late = parts.late;
    parts.states.resize(read.route.hops.size());
    snapshot.pools = std::make_shared<const PoolTable>(std::move(parts.states));
    PriceTable prices(read.market->tokens.size());
    if (parts.start_atto_usd)
        prices[position(read.route.start)] = {*parts.start_atto_usd, read.market->token(read.route.start).decimals};
    if (parts.native_atto_usd) prices[position(read.market->native)] = {*parts.native_atto_usd, 18};
    snapshot.prices = std::make_shared<const PriceTable>(std::move(prices));
    return std::make_shared<const MarketSnapshot>(std::move(snapshot));
}

}  // namespace dexarb
