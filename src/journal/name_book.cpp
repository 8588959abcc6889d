#include "journal/name_book.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "dexarb/report/event_log_line.hpp"
#include "dexarb/report/run_report.hpp"

#include "journal/statements.hpp"

namespace dexarb {
namespace {

/// Episodes remembered at once; older ones are looked up again.
constexpr std::size_t kEpisodesKept = 4'096;

enum Place : std::size_t {
    kAddRoute,
    kFindRoute,
    kAddRouteHop,
    kAddEpisode,
    kFindEpisode,
    kAddTickMap,
    kFindTickMap,
    kAddState,
    kFindState,
};
constexpr std::array<std::string_view, 9> kStatements{sql::kAddRoute,    sql::kFindRoute,   sql::kAddRouteHop,
                                                      sql::kAddEpisode,  sql::kFindEpisode, sql::kAddTickMap,
                                                      sql::kFindTickMap, sql::kAddState,    sql::kFindState};

Result<std::int64_t> found(Statement& find) {
    const auto id = find.number();
    if (!id) return id.error();
    check(id->has_value(), "what was just written is there");
    return **id;
}

void append(std::vector<std::uint8_t>& out, const U256& value, std::size_t bytes) {
    const auto all = to_big_endian(value);
    out.insert(out.end(), all.end() - static_cast<std::ptrdiff_t>(bytes), all.end());
}

constexpr std::size_t kTickBytes = 4 + 16 + 16;

std::vector<std::uint8_t> bytes_of(const TickMap& map) {
    std::vector<std::uint8_t> out;
    out.reserve(map.ticks().size() * kTickBytes);
    for (const Tick& tick : map.ticks()) {
        append(out, U256{static_cast<std::uint32_t>(tick.index)}, 4);
        append(out, U256{tick.liquidity_gross}, 16);
        append(out, U256{static_cast<u128>(tick.liquidity_net)}, 16);
    }
    return out;
}

}  // namespace

NameBook::NameBook(const Database& database, MarketDefinitionPtr market, const RouteBook& routes)
    : market_{std::move(market)}, book_{&routes}, database_{&database}, routes_(routes.routes().size()) {}

Result<NameBook> NameBook::make(const Database& database, MarketDefinitionPtr market, const RouteBook& routes) {
    NameBook book{database, std::move(market), routes};
    if (const auto ready = book.prepare(); !ready) return ready.error();
    if (const auto written = book.write_market(); !written) return written.error();
    return book;
}

Result<void> NameBook::prepare() {
    for (const std::string_view text : kStatements) {
        auto statement = database_->prepare(text, "writing names");
        if (!statement) return statement.error();
        statements_.push_back(std::move(*statement));
    }
    return {};
}

Result<void> NameBook::write_market() {
    for (const Token& token : market_->tokens) {
        const auto id = write_token(token);
        if (!id) return id.error();
        tokens_.push_back(*id);
    }
    for (const PoolDefinition& pool : market_->pools)
        if (const auto written = write_pool(pool); !written) return written.error();
    return {};
}

Result<std::int64_t> NameBook::write_token(const Token& token) {
    auto add = database_->prepare(sql::kAddToken, "writing a token");
    if (!add) return add.error();
    const std::span<const std::uint8_t> address{token.address.bytes};
    const auto added = add->bind(market_->chain_id, address, token.symbol, token.decimals, token.is_stablecoin).run();
    if (!added) return added.error();
    auto find = database_->prepare(sql::kFindToken, "looking a token up");
    if (!find) return find.error();
    return found(find->bind(market_->chain_id, address));
}

Result<void> NameBook::write_pool(const PoolDefinition& pool) {
    auto add = database_->prepare(sql::kAddPool, "writing a pool");
    if (!add) return add.error();
    const Dex& dex = market_->dexes[pool.dex];
    const std::span<const std::uint8_t> address{pool.address.bytes};
    const auto added =
        add->bind(market_->chain_id, address, dex.name, dex.kind == DexKind::kConstantProduct ? "v2" : "v3",
                  tokens_[position(pool.token0)], tokens_[position(pool.token1)], pool.fee.value, pool.tick_spacing)
            .run();
    if (!added) return added.error();
    auto find = database_->prepare(sql::kFindPool, "looking a pool up");
    if (!find) return find.error();
    const auto id = found(find->bind(market_->chain_id, address));
    if (!id) return id.error();
    pools_.push_back(*id);
    return {};
}

Result<std::int64_t> NameBook::route(RouteIndex index) {
    std::int64_t& known = routes_[position(index)];
    if (known != 0) return known;
    const Route& route = book_->route(index);
    const std::span<const std::uint8_t> key{route.key};
    const std::string& pair = market_->pairs[route.pair].symbol;
    const auto added =
        statements_[kAddRoute]
            .bind(market_->chain_id, key, pair, tokens_[position(route.start)], describe_route(*market_, route))
            .run();
    if (!added) return added.error();
    const bool is_new = database_->changes() > 0;
    const auto id = found(statements_[kFindRoute].bind(market_->chain_id, key, pair));
    if (!id) return id;
    if (is_new)
        if (const auto hops = write_hops(*id, route); !hops) return hops.error();
    known = *id;
    return known;
}

Result<void> NameBook::write_hops(std::int64_t id, const Route& route) {
    for (std::size_t place = 0; place < route.hops.size(); ++place) {
        const Hop& hop = route.hops[place];
        const auto added = statements_[kAddRouteHop].bind(id, place, pool(hop.pool), hop.zero_for_one).run();
        if (!added) return added.error();
    }
    return {};
}

Result<std::int64_t> NameBook::episode(const EpisodeId& episode) {
    if (const auto known = episodes_.find(episode); known != episodes_.end()) return known->second;
    const auto route_id = route(episode.route);
    if (!route_id) return route_id;
    const auto added =
        statements_[kAddEpisode].bind(series_, *route_id, episode.first_block, episode_name(*book_, episode)).run();
    if (!added) return added.error();
    const auto id = found(statements_[kFindEpisode].bind(series_, *route_id, episode.first_block));
    if (!id) return id;
    if (episodes_.size() >= kEpisodesKept) episodes_.clear();
    episodes_[episode] = *id;
    return id;
}

Result<std::int64_t> NameBook::state(PoolIndex pool, const Pool& state) {
    if (const auto* pair = std::get_if<ConstantProductState>(&state.state)) return pair_state(pool, *pair);
    return range_state(pool, std::get<ConcentratedState>(state.state));
}

Result<std::int64_t> NameBook::pair_state(PoolIndex index, const ConstantProductState& state) {
    std::vector<std::uint8_t> content;
    append(content, U256{state.fee.value}, 4);
    append(content, U256{state.reserve0}, 16);
    append(content, U256{state.reserve1}, 16);
    const Hash hash = keccak256(content);
    const auto added = statements_[kAddState]
                           .bind(pool(index), hash, state.fee.value, U256{state.reserve0}, U256{state.reserve1},
                                 nullptr, nullptr, nullptr, nullptr)
                           .run();
    if (!added) return added.error();
    return found(statements_[kFindState].bind(pool(index), hash));
}

Result<std::int64_t> NameBook::range_state(PoolIndex index, const ConcentratedState& state) {
    const auto ticks = tick_map(index, state.ticks);
    if (!ticks) return ticks;
    std::vector<std::uint8_t> content;
    append(content, U256{state.fee.value}, 4);
    append(content, state.sqrt_price_x96, 32);
    append(content, U256{static_cast<std::uint32_t>(state.tick)}, 4);
    append(content, U256{state.liquidity}, 16);
    append(content, U256{*ticks}, 8);
    const Hash hash = keccak256(content);
    const auto added = statements_[kAddState]
                           .bind(pool(index), hash, state.fee.value, nullptr, nullptr, state.sqrt_price_x96, state.tick,
                                 U256{state.liquidity}, *ticks)
                           .run();
    if (!added) return added.error();
    return found(statements_[kFindState].bind(pool(index), hash));
}

Result<std::int64_t> NameBook::tick_map(PoolIndex pool, const std::shared_ptr<const TickMap>& ticks) {
    const auto known = tick_maps_.find(pool);
    if (known != tick_maps_.end() && known->second.ticks == ticks) return known->second.id;
    const auto bytes = bytes_of(*ticks);
    auto content = bytes;
    append(content, U256{static_cast<std::uint32_t>(ticks->spacing())}, 4);
    append(content, U256{static_cast<std::uint32_t>(ticks->known().first)}, 4);
    append(content, U256{static_cast<std::uint32_t>(ticks->known().last)}, 4);
    const Hash hash = keccak256(content);
    const auto added = statements_[kAddTickMap]
                           .bind(hash, ticks->spacing(), ticks->known().first, ticks->known().last,
                                 std::span<const std::uint8_t>{bytes})
                           .run();
    if (!added) return added.error();
    const auto id = found(statements_[kFindTickMap].bind(hash));
    if (id) tick_maps_[pool] = {ticks, *id};
    return id;
}

void NameBook::forget() {
    std::ranges::fill(routes_, 0);
    episodes_.clear();
    tick_maps_.clear();
}

}  // namespace dexarb
