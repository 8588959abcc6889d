#include "dexarb/collector/range_reader.hpp"

#include <string>
#include <utility>

#include "dexarb/market/pool_past.hpp"

namespace dexarb {
namespace {

CollectorOptions without_progress(CollectorOptions options) {
    options.on_progress = nullptr;
    return options;
}

bool is_pair(const MarketDefinition& market, PoolIndex pool) {
    return market.dex_of(pool).kind == DexKind::kConstantProduct;
}

void append_end_calls(const MarketDefinition& market, PoolIndex pool, std::vector<MulticallCall>& calls) {
    const Address& address = market.pool(pool).address;
    if (is_pair(market, pool)) {
        calls.push_back({address, true, encode_get_reserves()});
        return;
    }
    calls.push_back({address, true, encode_slot0()});
    calls.push_back({address, true, encode_liquidity()});
}

template <typename T>
std::optional<T> value_of(const MulticallResult& answer, Result<T> (*decode)(std::span<const std::uint8_t>)) {
    if (!answer.success) return std::nullopt;
    auto decoded = decode(answer.data);
    return decoded ? std::optional{*decoded} : std::nullopt;
}

/// Takes the pool's answers from the front of `answers`.
BranchWitness::PoolEnd take_end(const MarketDefinition& market, PoolIndex pool,
                                std::span<const MulticallResult>& answers) {
    BranchWitness::PoolEnd end;
    end.pool = pool;
    if (is_pair(market, pool)) {
        end.reserves = value_of<ReservesAnswer>(answers[0], decode_reserves);
        answers = answers.subspan(1);
        return end;
    }
    end.slot0 = value_of<Slot0Answer>(answers[0], decode_slot0);
    end.liquidity = value_of<u128>(answers[1], decode_liquidity);
    answers = answers.subspan(2);
    return end;
}

std::string name_of(const BlockId& block) {
    return "block " + std::to_string(block.number);
}

/// Headers of all blocks above `from`; of those between only number, hash and parent.
std::vector<BlockHeader> linked(const BlockHeader& from, const BlockHeader& to, const std::vector<Hash>& hashes) {
    std::vector<BlockHeader> headers;
    Hash parent = from.id.hash;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        BlockHeader header;
        header.id = {from.id.number + 1 + i, hashes[i]};
        header.parent = std::exchange(parent, hashes[i]);
        headers.push_back(header);
    }
    headers.push_back(to);
    return headers;
}

std::vector<BlockId> ids_of(const std::vector<BlockHeader>& headers) {
    std::vector<BlockId> ids;
    for (const BlockHeader& header : headers)
        ids.push_back(header.id);
    return ids;
}

}  // namespace

bool agrees(const PoolState& state, const BranchWitness::PoolEnd& end) {
    if (const auto* pair = std::get_if<ConstantProductState>(&state))
        return end.reserves && end.reserves->reserve0 == pair->reserve0 && end.reserves->reserve1 == pair->reserve1;
    const auto& pool = std::get<ConcentratedState>(state);
    if (!end.slot0 || !end.liquidity || end.slot0->sqrt_price_x96 != pool.sqrt_price_x96) return false;
    return pool.sqrt_price_x96.is_zero() || (end.slot0->tick == pool.tick && *end.liquidity == pool.liquidity);
}

RangeReader::RangeReader(MarketDefinitionPtr market, ChainSource& source, const CollectorOptions& options)
    : market_{std::move(market)}, source_{source}, reader_{market_, source_, without_progress(options)} {}

Task<Result<BranchWitness>> RangeReader::read_witness(BlockId block, BlockNumber first, BlockNumber last,
                                                      std::vector<PoolIndex> pools) {
    std::vector<MulticallCall> calls;
    for (BlockNumber number = first; number <= last; ++number)
        calls.push_back({kMulticall3, true, encode_get_block_hash(number)});
    const std::size_t count = calls.size();
    for (const PoolIndex pool : pools)
        append_end_calls(*market_, pool, calls);
    auto answers = co_await reader_.call_all(block.hash, std::move(calls));
    if (!answers) co_return std::move(answers).error();
    BranchWitness witness;
    for (std::size_t i = 0; i < count; ++i) {
        const auto hash = value_of<Hash>((*answers)[i], decode_hash);
        if (!hash || *hash == Hash{})
            co_return Error{ErrorCode::kMalformed, name_of(block) + " does not name the blocks behind it"};
        witness.hashes.push_back(*hash);
    }
    std::span<const MulticallResult> rest{*answers};
    rest = rest.subspan(count);
    for (const PoolIndex pool : pools)
        witness.pools.push_back(take_end(*market_, pool, rest));
    co_return witness;
}

Task<Result<RangeReading>> RangeReader::read(BlockHeader from, BlockHeader to, std::vector<Hash> hashes) {
    RangeReading reading;
    reading.headers = linked(from, to, hashes);
    if (reading.headers.back().parent != (hashes.empty() ? from.id.hash : hashes.back()))
        co_return Error{ErrorCode::kMalformed, name_of(to.id) + " has another parent than its own state says"};
    const std::vector<BlockId> blocks = ids_of(reading.headers);
    auto logs = co_await read_logs(blocks);
    if (!logs) co_return std::move(logs).error();
    reading.logs = *std::move(logs);
    if (reading.headers.size() == 1) co_return reading;
    const bool has_fees = co_await fill_between(from, reading.headers);
    if (has_fees) {
        reading.interpolated = reading.headers.size() - 1;
        co_return reading;
    }
    auto read = co_await read_between(reading.headers);
    if (!read) co_return std::move(read).error();
    co_return reading;
}

Task<Result<std::vector<std::vector<RpcLog>>>> RangeReader::read_logs(const std::vector<BlockId>& blocks) {
    auto answer = co_await source_.logs_between(blocks.front().number, blocks.back().number);
    if (!answer) co_return std::move(answer).error();
    std::vector<std::vector<RpcLog>> logs(blocks.size());
    for (RpcLog& log : *answer) {
        const std::size_t place = log.block_number - blocks.front().number;
        if (place >= blocks.size() || log.block_hash != blocks[place].hash)
            co_return Error{ErrorCode::kNotFound,
                            "logs of block " + std::to_string(log.block_number) + " are of another branch"};
        logs[place].push_back(std::move(log));
    }
    if (logs.back().empty()) {
        auto confirmed = co_await confirm_last(blocks.back());
        if (!confirmed) co_return std::move(confirmed).error();
    }
    co_return logs;
}

/// A backend that does not have the last blocks yet may answer a range without them and without an error; one with a
/// log of the last block has them all. Where that one has none, it is asked for by its hash, which such a backend
/// refuses.
Task<Result<void>> RangeReader::confirm_last(BlockId last) {
    auto logs = co_await source_.logs(last);
    if (!logs) co_return std::move(logs).error();
    if (logs->empty()) co_return Result<void>{};
    co_return Error{ErrorCode::kNotFound, "a range of logs came without those of its last, " + name_of(last)};
}

Task<bool> RangeReader::fill_between(const BlockHeader& from, std::vector<BlockHeader>& headers) {
    const BlockHeader& to = headers.back();
    const auto fees = co_await source_.base_fees(from.id.number, to.id.number);
    const bool agrees_at_ends = fees && fees->size() == headers.size() + 1 && fees->front() == from.base_fee_wei &&
                                fees->back() == to.base_fee_wei;
    if (!agrees_at_ends || to.timestamp < from.timestamp) co_return false;
    const BlockTime first{from.id.number, from.timestamp};
    const BlockTime last{to.id.number, to.timestamp};
    for (std::size_t i = 0; i + 1 < headers.size(); ++i) {
        headers[i].base_fee_wei = (*fees)[i + 1];
        headers[i].timestamp = interpolated_time(first, last, headers[i].id.number);
    }
    co_return true;
}

Task<Result<void>> RangeReader::read_between(std::vector<BlockHeader>& headers) {
    for (std::size_t i = 0; i + 1 < headers.size(); ++i) {
        auto header = co_await source_.header_by_hash(headers[i].id.hash);
        if (!header) co_return std::move(header).error();
        const std::string name = name_of(headers[i].id);
        if (!*header) co_return Error{ErrorCode::kNotFound, "the node does not have " + name};
        if ((*header)->id != headers[i].id || (*header)->parent != headers[i].parent)
            co_return Error{ErrorCode::kMalformed, name + " came with another hash, number or parent than asked for"};
        headers[i] = **header;
    }
    co_return Result<void>{};
}

}  // namespace dexarb
