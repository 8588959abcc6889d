#include "config/market_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "dexarb/config/market_file.hpp"
#include "dexarb/config/nearest_name.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kLargestChainId = 1ULL << 53U;
constexpr std::uint64_t kLargestTickSpacing = 16'383;  // UniswapV3Factory.enableFeeAmount
constexpr std::uint64_t kMostDecimals = 36;            // what a UsdPrice holds without loss
constexpr std::uint64_t kLargestTipGwei = 1'000'000;
constexpr unsigned kGweiPlaces = 9;

template <typename Item, typename Name>
std::vector<std::string> names_of(const std::vector<Item>& items, Name Item::*name) {
    std::vector<std::string> names;
    for (const auto& item : items)
        names.push_back(item.*name);
    return names;
}

bool is_taken(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

void MarketReader::read() {
    if (!document_.object(
            {"$schema", "name", "chain_id", "native_token", "priority_fee_gwei", "tokens", "dexes", "pairs", "pools"}))
        return;
    read_tokens();
    read_header();
    read_dexes();
    read_pairs();
    if (problems_.count() > 0) return;
    if (document_.find("pools"))
        read_pools();
    else
        derive_pools();
    if (problems_.count() == 0) check_pairs(*document_.find("pairs"));
}

void MarketReader::read_header() {
    if (const auto name = document_.require("name")) market_.name = name->string().value_or("");
    if (const auto id = document_.require("chain_id")) market_.chain_id = id->whole(1, kLargestChainId).value_or(0);
    if (const auto tip = document_.find("priority_fee_gwei"))
        market_.priority_fee_wei = tip->scaled(kGweiPlaces, kLargestTipGwei).value_or(0);
    if (const auto native = document_.require("native_token"))
        if (const auto index = token(*native)) market_.native = *index;
}

void MarketReader::read_tokens() {
    const auto tokens = document_.require("tokens");
    if (!tokens) return;
    for (const auto& entry : tokens->list())
        read_token(entry);
    tokens->refuse_if_empty();
}

void MarketReader::read_token(const JsonReader& entry) {
    if (!entry.object({"symbol", "address", "decimals", "stablecoin"})) return;
    Token token;
    const auto symbol = entry.require("symbol");
    if (symbol) token.symbol = symbol->string().value_or("");
    if (is_taken(names_of(market_.tokens, &Token::symbol), token.symbol))
        symbol->refuse(fmt::format("duplicate symbol \"{}\": tell the two apart, as USDC and USDC.e", token.symbol));
    const auto account = address(entry, "address");
    if (account) {
        token.address = *account;
        if (const auto known = find_token(market_, *account))
            entry.find("address")->refuse("duplicate address: it is " + market_.token(*known).symbol + "'s");
    }
    if (const auto decimals = entry.require("decimals"))
        token.decimals = static_cast<std::uint8_t>(decimals->whole(0, kMostDecimals).value_or(0));
    if (const auto stable = entry.find("stablecoin")) token.is_stablecoin = stable->boolean().value_or(false);
    if (!token.symbol.empty()) market_.tokens.push_back(std::move(token));
}

std::optional<Address> MarketReader::address(const JsonReader& entry, std::string_view key) const {
    const auto value = entry.require(key);
    if (!value) return std::nullopt;
    const auto text = value->string();
    if (!text) return std::nullopt;
    const auto parsed = parse_checksummed_address(*text);
    if (!parsed) {
        value->refuse(parsed.error().detail);
        return std::nullopt;
    }
    if (!parsed->is_zero()) return *parsed;
    value->refuse("the zero address is no contract");
    return std::nullopt;
}

std::optional<TokenIndex> MarketReader::token(const JsonReader& value) const {
    const auto symbol = value.string();
    if (!symbol) return std::nullopt;
    const auto symbols = names_of(market_.tokens, &Token::symbol);
    const auto found = std::ranges::find(symbols, *symbol);
    if (found != symbols.end()) return static_cast<TokenIndex>(found - symbols.begin());
    value.refuse(fmt::format("unknown token \"{}\"{}", *symbol, suggestion(*symbol, symbols)));
    return std::nullopt;
}

void MarketReader::read_dexes() {
    const auto dexes = document_.require("dexes");
    if (!dexes) return;
    for (const auto& entry : dexes->list())
        read_dex(entry);
    dexes->refuse_if_empty();
}

void MarketReader::read_dex(const JsonReader& entry) {
    if (!entry.object({"name", "kind", "factory", "init_code_hash", "fee_ppm", "fee_tiers"})) return;
    Dex dex;
    const auto name = entry.require("name");
    if (name) dex.name = name->string().value_or("");
    if (is_taken(names_of(market_.dexes, &Dex::name), dex.name))
        name->refuse(fmt::format("duplicate DEX \"{}\"", dex.name));
    if (const auto factory = address(entry, "factory")) dex.factory = *factory;
    for (const auto& other : market_.dexes)
        if (other.factory == dex.factory && !dex.factory.is_zero())
            entry.find("factory")->refuse("duplicate factory: it is " + other.name + "'s");
    read_init_code_hash(entry, dex);
    read_kind(entry, dex);
    if (!dex.name.empty()) market_.dexes.push_back(std::move(dex));
}

void MarketReader::read_init_code_hash(const JsonReader& entry, Dex& dex) {
    const auto value = entry.require("init_code_hash");
    const auto text = value ? value->string() : std::nullopt;
    if (!text) return;
    const auto parsed = text->starts_with("0x") ? hash_from_hex(*text) : std::nullopt;
    if (!parsed) value->refuse("must be 0x and 64 hex digits");
    dex.init_code_hash = parsed.value_or(Hash{});
}

void MarketReader::read_kind(const JsonReader& entry, Dex& dex) {
    const auto kind = entry.require("kind");
    const auto text = kind ? kind->string() : std::nullopt;
    if (!text) return;
    if (*text == "constant_product") {
        if (const auto fee = entry.require("fee_ppm"))
            dex.fee.value = static_cast<std::uint32_t>(fee->whole(0, kFeeUnit - 1).value_or(0));
        if (const auto tiers = entry.find("fee_tiers")) tiers->refuse("a constant_product DEX has fee_ppm instead");
        return;
    }
    if (*text != "concentrated") {
        const std::vector<std::string> kinds{"constant_product", "concentrated"};
        return kind->refuse(fmt::format("unknown kind \"{}\"{}", *text, suggestion(*text, kinds)));
    }
    dex.kind = DexKind::kConcentrated;
    if (const auto fee = entry.find("fee_ppm")) fee->refuse("a concentrated DEX has fee_tiers instead");
    read_tiers(entry, dex);
}

void MarketReader::read_tiers(const JsonReader& entry, Dex& dex) {
    const auto tiers = entry.require("fee_tiers");
    if (!tiers) return;
    for (const auto& tier : tiers->list()) {
        if (!tier.object({"fee_ppm", "tick_spacing"})) continue;
        const auto fee = tier.require("fee_ppm");
        const auto spacing = tier.require("tick_spacing");
        if (!fee || !spacing) continue;
        const FeeTier read{FeePpm{static_cast<std::uint32_t>(fee->whole(0, kFeeUnit - 1).value_or(0))},
                           static_cast<std::int32_t>(spacing->whole(1, kLargestTickSpacing).value_or(1))};
        if (std::ranges::find(dex.tiers, read.fee, &FeeTier::fee) != dex.tiers.end())
            fee->refuse(fmt::format("duplicate fee tier {}", read.fee.value));
        dex.tiers.push_back(read);
    }
    tiers->refuse_if_empty();
}

std::optional<std::uint32_t> MarketReader::dex(const JsonReader& value) const {
    const auto name = value.string();
    if (!name) return std::nullopt;
    const auto names = names_of(market_.dexes, &Dex::name);
    const auto found = std::ranges::find(names, *name);
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    value.refuse(fmt::format("unknown DEX \"{}\"{}", *name, suggestion(*name, names)));
    return std::nullopt;
}

void MarketReader::read_pairs() {
    const auto pairs = document_.require("pairs");
    if (!pairs) return;
    for (const auto& entry : pairs->list())
        read_pair(entry);
    pairs->refuse_if_empty();
}

void MarketReader::read_pair(const JsonReader& entry) {
    if (!entry.object({"base", "quote"})) return;
    const auto base_value = entry.require("base");
    const auto quote_value = entry.require("quote");
    const auto base = base_value ? token(*base_value) : std::nullopt;
    const auto quote = quote_value ? token(*quote_value) : std::nullopt;
    if (!base || !quote) return;
    if (*base == *quote) return entry.refuse("base and quote are the same token");
    PairDefinition pair{market_.token(*base).symbol + "/" + market_.token(*quote).symbol, *base, *quote};
    if (find_pair(market_, pair.symbol)) return entry.refuse(fmt::format("duplicate pair \"{}\"", pair.symbol));
    market_.pairs.push_back(std::move(pair));
}

void MarketReader::read_pools() {
    for (const auto& entry : document_.find("pools")->list())
        read_pool(entry);
}

void MarketReader::read_pool(const JsonReader& entry) {
    if (!entry.object({"dex", "tokens", "fee_ppm", "address"})) return;
    const auto dex_value = entry.require("dex");
    const auto dex_index = dex_value ? dex(*dex_value) : std::nullopt;
    const auto tokens = entry.require("tokens");
    const auto symbols = tokens ? tokens->list() : std::vector<JsonReader>{};
    if (tokens && symbols.size() != 2) return tokens->refuse("must name two tokens");
    if (!dex_index || !tokens) return;
    const auto a = token(symbols[0]);
    const auto b = token(symbols[1]);
    const auto fee = pool_fee(entry, market_.dexes[*dex_index]);
    if (!a || !b || !fee) return;
    if (*a == *b) return tokens->refuse("must name two different tokens");
    PoolDefinition pool{{}, *dex_index, *a, *b, fee->fee, fee->tick_spacing};
    if (market_.token(*b).address < market_.token(*a).address) std::swap(pool.token0, pool.token1);
    pool.address =
        pool_address(market_.dexes[*dex_index], market_.token(*a).address, market_.token(*b).address, pool.fee);
    if (address_fits(entry, pool) && is_new_pool(entry, pool.address)) market_.pools.push_back(pool);
}

std::optional<FeeTier> MarketReader::pool_fee(const JsonReader& entry, const Dex& dex) const {
    const auto value = entry.find("fee_ppm");
    if (dex.kind == DexKind::kConstantProduct) {
        if (!value) return FeeTier{dex.fee, 0};
        const auto fee = value->whole(0, kFeeUnit - 1);
        if (!fee) return std::nullopt;
        return FeeTier{FeePpm{static_cast<std::uint32_t>(*fee)}, 0};
    }
    const auto required = entry.require("fee_ppm");
    const auto fee = required ? required->whole(0, kFeeUnit - 1) : std::nullopt;
    if (!fee) return std::nullopt;
    const auto tier = std::ranges::find(dex.tiers, FeePpm{static_cast<std::uint32_t>(*fee)}, &FeeTier::fee);
    if (tier != dex.tiers.end()) return *tier;
    std::vector<std::string> known;
    for (const auto& each : dex.tiers)
        known.push_back(std::to_string(each.fee.value));
    required->refuse(fmt::format("{} is no fee tier of {}; known: {}", *fee, dex.name, fmt::join(known, ", ")));
    return std::nullopt;
}

bool MarketReader::address_fits(const JsonReader& entry, const PoolDefinition& pool) const {
    if (!entry.find("address")) return true;
    const auto written = address(entry, "address");
    if (!written) return false;
    if (*written == pool.address) return true;
    entry.find("address")->refuse(fmt::format(
        "CREATE2 gives {} for {} {}/{} at {} ppm, not {}", to_string(pool.address), market_.dexes[pool.dex].name,
        market_.token(pool.token0).symbol, market_.token(pool.token1).symbol, pool.fee.value, to_string(*written)));
    return false;
}

bool MarketReader::is_new_pool(const JsonReader& entry, const Address& address) const {
    if (!find_pool(market_, address)) return true;
    entry.refuse(fmt::format("duplicate pool {}", to_string(address)));
    return false;
}

void MarketReader::derive_pools() {
    for (const auto& pair : market_.pairs)
        for (const auto& pool : possible_pools(market_, pair.base, pair.quote))
            if (!find_pool(market_, pool.address)) market_.pools.push_back(pool);
}

void MarketReader::check_pairs(const JsonReader& pairs) {
    for (const auto& pair : market_.pairs) {
        const auto serves = [&](const PoolDefinition& pool) {
            return std::minmax(pool.token0, pool.token1) == std::minmax(pair.base, pair.quote);
        };
        const auto count = std::ranges::count_if(market_.pools, serves);
        if (count < 2)
            pairs.refuse(fmt::format("{} has {} pool{} in this file; an arbitrage needs two", pair.symbol, count,
                                     count == 1 ? "" : "s"));
    }
}

}  // namespace dexarb
