#include "dexarb/collector/rpc_chain_source.hpp"

#include <utility>

#include "dexarb/rpc/pool_events.hpp"

namespace dexarb {
namespace {

std::vector<Address> pool_addresses(const MarketDefinition& market) {
    std::vector<Address> addresses;
    for (const PoolDefinition& pool : market.pools)
        addresses.push_back(pool.address);
    return addresses;
}

/// The part of a header that matters here; a base fee beyond 64 bits is none that anybody pays.
Result<BlockHeader> to_block_header(const RpcHeader& header) {
    const U256 base_fee = header.base_fee.value_or(U256{0});
    if (!base_fee.fits_u64()) return Error{ErrorCode::kMalformed, "a base fee beyond 64 bits"};
    BlockHeader block;
    block.id = header.id();
    block.parent = header.parent_hash;
    block.timestamp = std::chrono::sys_seconds{std::chrono::seconds{header.timestamp}};
    block.base_fee_wei = base_fee.low_u64();
    return block;
}

/// Drops the class, but keeps apart what is not there (a lagging backend, a replaced block) from what was refused.
Error without_class(RpcError error) {
    if (error.error_class == RpcErrorClass::kRetryElsewhere) error.code = ErrorCode::kNotFound;
    return static_cast<Error>(std::move(error));
}

Result<std::optional<BlockHeader>> to_optional_header(RpcResult<std::optional<RpcHeader>> answer) {
    if (!answer) return without_class(std::move(answer).error());
    if (!*answer) return std::optional<BlockHeader>{};
    auto header = to_block_header(**answer);
    if (!header) return std::move(header).error();
    return std::optional{*header};
}

template <typename T>
Result<T> without_class(RpcResult<T> answer) {
    if (!answer) return without_class(std::move(answer).error());
    return *std::move(answer);
}

}  // namespace

RpcChainSource::RpcChainSource(RpcClient& client, const MarketDefinition& market)
    : reader_{client}, filter_{pool_addresses(market), pool_topics()} {}

Task<Result<std::uint64_t>> RpcChainSource::chain_id() {
    auto answer = co_await reader_.chain_id();
    co_return without_class(std::move(answer));
}

Task<Result<BlockHeader>> RpcChainSource::latest_header() {
    auto answer = co_await reader_.latest_header();
    if (!answer) co_return without_class(std::move(answer).error());
    blooms_.remember(*answer);
    co_return to_block_header(*answer);
}

Task<Result<std::optional<BlockHeader>>> RpcChainSource::header_by_hash(Hash hash) {
    auto answer = co_await reader_.header_by_hash(hash);
    if (answer && *answer) blooms_.remember(**answer);
    co_return to_optional_header(std::move(answer));
}

Task<Result<std::optional<BlockHeader>>> RpcChainSource::header_by_number(BlockNumber number) {
    auto answer = co_await reader_.header_by_number(number);
    if (answer && *answer) blooms_.remember(**answer);
    co_return to_optional_header(std::move(answer));
}

Task<Result<std::vector<RpcLog>>> RpcChainSource::logs(BlockId block) {
    const auto bloom = blooms_.find(block.hash);
    auto answer = co_await reader_.logs(block, filter_, bloom);
    co_return without_class(std::move(answer));
}

Task<Result<Bytes>> RpcChainSource::call(Hash block, EthCall call) {
    auto answer = co_await reader_.call_at(block, std::move(call));
    co_return without_class(std::move(answer));
}

std::uint64_t RpcChainSource::requests() const {
    return reader_.client().stats().requests;
}

}  // namespace dexarb
