#include "scripted_chain.hpp"

#include <algorithm>

#include "dexarb/amm/concentrated_events.hpp"
#include "dexarb/rpc/pool_calls.hpp"
#include "dexarb/rpc/pool_events.hpp"

#include "support/replica_chain.hpp"

namespace dexarb::testing {
namespace {

constexpr BlockNumber kFirstBlock = 1000;

Bytes words(std::initializer_list<AbiWord> list) {
    Bytes bytes;
    for (const AbiWord& word : list)
        bytes.insert(bytes.end(), word.begin(), word.end());
    return bytes;
}

Hash topic_of(std::int32_t tick) {
    Hash topic;
    topic.bytes = abi_word(static_cast<i128>(tick));
    return topic;
}

U256 signed_word(i128 value) {
    return u256_from_big_endian(abi_word(value));
}

/// Encodes a change as its contract emits it.
struct ToLog {
    RpcLog& log;

    void operator()(const SyncChange& sync) const {
        set({sync_topic()});
        log.data = words({abi_word(U256{sync.reserve0}), abi_word(U256{sync.reserve1})});
    }
    void operator()(const InitializeChange& change) const {
        set({initialize_topic()});
        log.data = words({abi_word(change.sqrt_price_x96), abi_word(static_cast<i128>(change.tick))});
    }
    void operator()(const SwapChange& change) const {
        set({swap_topic(), Hash{}, Hash{}});
        log.data = words({abi_word(U256{1}), abi_word(signed_word(-1)), abi_word(change.sqrt_price_x96),
                          abi_word(U256{change.liquidity}), abi_word(static_cast<i128>(change.tick))});
    }
    void operator()(const LiquidityChange& change) const {
        const bool mint = change.liquidity_delta >= 0;
        set({mint ? mint_topic() : burn_topic(), Hash{}, topic_of(change.tick_lower), topic_of(change.tick_upper)});
        const AbiWord amount =
            abi_word(U256{static_cast<u128>(mint ? change.liquidity_delta : -change.liquidity_delta)});
        const AbiWord zero{};
        log.data = mint ? words({zero, amount, zero, zero}) : words({amount, zero, zero});
    }

  private:
    void set(std::initializer_list<Hash> topics) const {
        std::ranges::copy(topics, log.topics.begin());
        log.topic_count = static_cast<std::uint8_t>(topics.size());
    }
};

PoolState changed(const PoolState& state, const PoolChange& change) {
    if (const auto* sync = std::get_if<SyncChange>(&change))
        return ConstantProductState{sync->reserve0, sync->reserve1, fee_of(state)};
    const auto& pool = std::get<ConcentratedState>(state);
    if (const auto* initialize = std::get_if<InitializeChange>(&change))
        return apply_initialize(pool, initialize->sqrt_price_x96, initialize->tick).value();
    if (const auto* liquidity = std::get_if<LiquidityChange>(&change))
        return apply_liquidity(pool, liquidity->tick_lower, liquidity->tick_upper, liquidity->liquidity_delta).value();
    const auto& swap = std::get<SwapChange>(change);
    ConcentratedState after = pool;
    after.sqrt_price_x96 = swap.sqrt_price_x96;
    after.tick = swap.tick;
    after.liquidity = swap.liquidity;
    return after;
}

bool asks(const MulticallCall& call, std::string_view signature) {
    return std::ranges::equal(function_selector(signature), std::span{call.data}.first(4));
}

std::int32_t int_argument(const MulticallCall& call) {
    AbiReader reader{std::span{call.data}.subspan(4)};
    return static_cast<std::int32_t>(reader.read_int(32));
}

Bytes answer_concentrated(const ConcentratedState& pool, const MulticallCall& call) {
    const AbiWord zero{};
    if (asks(call, "fee()")) return words({abi_word(U256{pool.fee.value})});
    if (asks(call, "tickSpacing()")) return words({abi_word(static_cast<i128>(pool.tick_spacing))});
    if (asks(call, "liquidity()")) return words({abi_word(U256{pool.liquidity})});
    if (asks(call, "slot0()"))
        return words({abi_word(pool.sqrt_price_x96), abi_word(static_cast<i128>(pool.tick)), zero, zero, zero, zero,
                      abi_word(U256{1})});
    if (asks(call, "tickBitmap(int16)")) {
        U256 bits;
        for (const Tick& tick : pool.ticks->ticks())
            if (bitmap_word(tick.index, pool.tick_spacing) == int_argument(call))
                bits = bits |
                       U256::power_of_two(static_cast<unsigned>(compressed_tick(tick.index, pool.tick_spacing)) % 256);
        return words({abi_word(bits)});
    }
    if (!asks(call, "ticks(int24)")) return {};
    const auto found = std::ranges::find(pool.ticks->ticks(), int_argument(call), &Tick::index);
    if (found == pool.ticks->ticks().end()) return words({zero, zero, zero, zero, zero, zero, zero, zero});
    return words({abi_word(U256{found->liquidity_gross}), abi_word(found->liquidity_net), zero, zero, zero, zero, zero,
                  abi_word(U256{1})});
}

Bytes answer_pair(const ConstantProductState& pool, const MulticallCall& call) {
    if (!asks(call, "getReserves()")) return {};
    return words({abi_word(U256{pool.reserve0}), abi_word(U256{pool.reserve1}), AbiWord{}});
}

Error failure(const char* what) {
    return {ErrorCode::kNetwork, what};
}

/// Whether a fault is due; counts it down.
bool take(std::size_t& faults) {
    if (faults == 0) return false;
    --faults;
    return true;
}

}  // namespace

ScriptedChain::ScriptedChain(MarketDefinitionPtr market, std::vector<std::optional<PoolState>> states)
    : market_{std::move(market)} {
    Block first;
    first.header = block_header(kFirstBlock);
    first.states = std::move(states);
    start_ = now_ = first.header.timestamp;
    canonical_.push_back(first.header.id.hash);
    blocks_[first.header.id.hash] = std::move(first);
}

void ScriptedChain::mine(const Changes& changes) {
    const Block& parent = blocks_.at(canonical_.back());
    Block block;
    block.states = parent.states;
    block.header = block_header(parent.header.id.number + 1, branch_, parent.header.id.hash.bytes[0]);
    std::uint32_t index = 0;
    for (const auto& [pool, change] : changes) {
        RpcLog log;
        log.address = market_->pool(pool).address;
        log.block_number = block.header.id.number;
        log.block_hash = block.header.id.hash;
        log.transaction_index = log.log_index = index++;
        std::visit(ToLog{log}, change);
        block.logs.push_back(std::move(log));
        auto& state = block.states[position(pool)];
        if (state) state = changed(*state, change);
    }
    canonical_.push_back(block.header.id.hash);
    blocks_[block.header.id.hash] = std::move(block);
}

void ScriptedChain::mine_empty(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        mine();
}

void ScriptedChain::fork(std::size_t depth) {
    check(depth < canonical_.size(), "the first block stays");
    canonical_.resize(canonical_.size() - depth);
    ++branch_;
}

void ScriptedChain::replace_all() {
    const std::size_t count = canonical_.size();
    Block first = blocks_.at(canonical_.front());
    first.header = block_header(kFirstBlock, ++branch_);
    canonical_ = {first.header.id.hash};
    blocks_[first.header.id.hash] = std::move(first);
    mine_empty(count);
}

void ScriptedChain::bring_back(const Hash& tip) {
    std::vector<Hash> branch{tip};
    while (blocks_.at(branch.back()).header.id.number > kFirstBlock)
        branch.push_back(blocks_.at(branch.back()).header.parent);
    canonical_.assign(branch.rbegin(), branch.rend());
    ++branch_;
}

void ScriptedChain::at(std::chrono::milliseconds after, std::function<void()> action) {
    script_.emplace(start_ + after, std::move(action));
}

void ScriptedChain::mine_every(std::chrono::milliseconds step, std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i)
        at(step * static_cast<std::int64_t>(i), [this] { mine(); });
}

CollectorClock ScriptedChain::clock() {
    CollectorClock clock;
    clock.now = [this] { return now_; };
    clock.sleep = [this](std::chrono::milliseconds duration) -> Task<void> {
        sleeps.push_back(duration);
        now_ += duration;
        co_return;
    };
    return clock;
}

void ScriptedChain::run_script() {
    ++requests_;
    run_until_now();
}

void ScriptedChain::run_until_now() {
    while (!script_.empty() && script_.begin()->first <= now_) {
        const auto action = std::move(script_.begin()->second);
        script_.erase(script_.begin());
        action();
    }
}

Task<std::optional<BlockId>> ScriptedChain::wait_for_head(std::chrono::milliseconds longest) {
    const Timestamp until = now_ + longest;
    run_until_now();
    while (!announced_ && announces && now_ < until) {
        now_ = script_.empty() ? until : std::min(until, script_.begin()->first);
        run_until_now();
    }
    co_return std::exchange(announced_, std::nullopt);
}

void ScriptedChain::announce_every(std::chrono::milliseconds step, std::size_t count, std::chrono::milliseconds delay) {
    announces = true;
    mine_every(step, count);
    for (std::size_t i = 1; i <= count; ++i)
        at(step * static_cast<int>(i) + delay, [this] { announce(); });
}

const BlockHeader& ScriptedChain::header(BlockNumber number) const {
    return blocks_.at(canonical_.at(number - kFirstBlock)).header;
}

const PoolState& ScriptedChain::state(PoolIndex pool) const {
    return *blocks_.at(canonical_.back()).states[position(pool)];
}

Task<Result<std::uint64_t>> ScriptedChain::chain_id() {
    run_script();
    co_return answered_chain_id;
}

Task<Result<BlockHeader>> ScriptedChain::latest_header() {
    run_script();
    if (take(failing_heads)) co_return failure("no reply within 5 s");
    const std::size_t behind = std::min(lag, canonical_.size() - 1);
    BlockHeader header = blocks_.at(canonical_[canonical_.size() - 1 - behind]).header;
    if (take(old_heads)) header.timestamp -= std::chrono::hours{1};
    co_return header;
}

Task<Result<std::optional<BlockHeader>>> ScriptedChain::header_by_hash(Hash hash) {
    run_script();
    ++header_questions;
    const auto found = blocks_.find(hash);
    if (found == blocks_.end()) co_return std::optional<BlockHeader>{};
    BlockHeader header = found->second.header;
    if (take(lying_parents)) header.id.hash.bytes[5] = 0xee;
    co_return std::optional{header};
}

Task<Result<std::optional<BlockHeader>>> ScriptedChain::header_by_number(BlockNumber number) {
    run_script();
    if (number < forgotten_below) co_return std::optional<BlockHeader>{};
    if (number < kFirstBlock || number - kFirstBlock >= canonical_.size()) co_return std::optional<BlockHeader>{};
    co_return std::optional{header(number)};
}

Task<Result<std::vector<RpcLog>>> ScriptedChain::logs(BlockId block) {
    run_script();
    ++log_questions;
    if (take(failing_logs)) co_return failure("header not found");
    std::vector<RpcLog> logs = logs_of(blocks_.at(block.hash));
    if (bloom_excludes && !logs.empty()) {
        ++bloom_refusals_;
        co_return Error{ErrorCode::kMalformed, "a log that the block's bloom filter excludes"};
    }
    if (take(foreign_logs))
        for (RpcLog& log : logs)
            log.block_hash = block_hash(1);
    co_return logs;
}

Task<Result<std::vector<RpcLog>>> ScriptedChain::logs_despite_bloom(BlockId block) {
    run_script();
    co_return logs_of(blocks_.at(block.hash));
}

Task<Result<std::vector<RpcLog>>> ScriptedChain::logs_between(BlockNumber first, BlockNumber last) {
    run_script();
    ranges.emplace_back(first, last);
    if (take(failing_logs)) co_return failure("header not found");
    if (take(short_ranges)) last -= std::min(lacking, last - first + 1);
    const bool is_foreign = take(foreign_ranges);
    std::vector<RpcLog> logs;
    for (BlockNumber number = first; number <= last; ++number)
        for (RpcLog log : logs_of(blocks_.at(header(number).id.hash))) {
            if (is_foreign) log.block_hash = block_hash(number, 99);
            logs.push_back(std::move(log));
        }
    co_return logs;
}

Task<Result<std::vector<std::uint64_t>>> ScriptedChain::base_fees(BlockNumber first, BlockNumber last) {
    run_script();
    if (take(failing_fees)) co_return Error{ErrorCode::kRpc, "the method eth_feeHistory does not exist"};
    std::vector<std::uint64_t> fees;
    for (BlockNumber number = first; number <= last; ++number)
        fees.push_back(header(number).base_fee_wei + fees_off);
    co_return fees;
}

std::vector<RpcLog> ScriptedChain::logs_of(const Block& block) const {
    std::vector<RpcLog> logs = block.logs;
    std::erase_if(logs, [this](const RpcLog& log) {
        return std::ranges::any_of(silent_pools,
                                   [&](PoolIndex pool) { return market_->pool(pool).address == log.address; });
    });
    if (!invented) return logs;
    RpcLog log;
    log.address = market_->pool(invented->first).address;
    log.block_number = block.header.id.number;
    log.block_hash = block.header.id.hash;
    log.transaction_index = log.log_index = static_cast<std::uint32_t>(logs.size());
    std::visit(ToLog{log}, invented->second);
    logs.push_back(std::move(log));
    return logs;
}

Bytes ScriptedChain::ancestor(const Block& block, BlockNumber number) const {
    Hash hash = block.header.id.hash;
    BlockNumber here = block.header.id.number;
    for (; here > number; --here) {
        const auto found = blocks_.find(hash);
        if (found == blocks_.end()) return Bytes(32);
        hash = found->second.header.parent;
    }
    return {hash.bytes.begin(), hash.bytes.end()};
}

Task<Result<Bytes>> ScriptedChain::call(Hash block, EthCall call) {
    run_script();
    if (on_call) on_call();
    if (gate != nullptr) co_await gate->wait();
    if (take(failing_calls)) co_return failure("429 too many requests");
    called_blocks.push_back(block);
    if (const auto asked = blocks_.find(block); asked != blocks_.end() && asked->second.header.id.number < pruned_below)
        co_return Error{ErrorCode::kNotFound, "missing trie node"};
    const bool canonical = std::ranges::find(canonical_, block) != canonical_.end();
    if (!canonical) co_return Error{ErrorCode::kNotFound, "hash is not currently canonical"};
    check(call.to == kMulticall3, "only Multicall3 is called");
    const auto calls = decode_aggregate3(call.data).value();
    if (calls.size() > most_calls) co_return Error{ErrorCode::kRpc, "out of gas"};
    if (calls.size() > most_calls_in_time) co_return failure("no answer within 5 s");
    std::vector<MulticallResult> results;
    for (const MulticallCall& inner : calls)
        results.push_back(answer(blocks_.at(block), inner));
    if (take(emptied_calls)) results.back().data.clear();
    Bytes data = encode_aggregate3_results(results);
    if (take(short_calls)) data.resize(data.size() / 2);
    co_return data;
}

MulticallResult ScriptedChain::answer(const Block& block, const MulticallCall& call) const {
    if (const auto number = decode_get_block_hash(call.data); number && call.target == kMulticall3)
        return {true, ancestor(block, number->low_u64())};
    if (const auto token = find_token(*market_, call.target))
        return {true, words({abi_word(U256{market_->token(*token).decimals + token_decimals_off})})};
    const auto is_factory = [&](const Dex& dex) { return dex.factory == call.target; };
    if (std::ranges::any_of(market_->dexes, is_factory)) return {true, answer_factory(call)};
    const auto pool = find_pool(*market_, call.target);
    // A call to an address without code succeeds with nothing.
    if (!pool || !block.states[position(*pool)]) return {true, {}};
    if (asks(call, "token0()")) return {true, words({abi_word(market_->token(market_->pool(*pool).token0).address)})};
    const PoolState& state = *block.states[position(*pool)];
    const auto* pair = std::get_if<ConstantProductState>(&state);
    Bytes data =
        pair != nullptr ? answer_pair(*pair, call) : answer_concentrated(std::get<ConcentratedState>(state), call);
    const bool known = !data.empty();
    return {known, std::move(data)};
}

Bytes ScriptedChain::answer_factory(const MulticallCall& call) const {
    AbiReader reader{std::span{call.data}.subspan(4)};
    const Address token0 = reader.read_address();
    const Address token1 = reader.read_address();
    const std::uint32_t fee = asks(call, "getPool(address,address,uint24)") ? reader.read_u32() : 0;
    for (std::size_t i = 0; i < market_->pools.size(); ++i) {
        const PoolDefinition& pool = market_->pools[i];
        const bool same = market_->token(pool.token0).address == token0 &&
                          market_->token(pool.token1).address == token1 &&
                          market_->dexes[pool.dex].factory == call.target && (fee == 0 || fee == pool.fee.value);
        const bool exists = blocks_.at(canonical_.back()).states[i].has_value();
        if (same) return words({abi_word(exists ? pool.address : Address{})});
    }
    return words({AbiWord{}});
}

}  // namespace dexarb::testing
