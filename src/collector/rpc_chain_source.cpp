#include "dexarb/collector/rpc_chain_source.hpp"

#include <utility>

#include "dexarb/rpc/pool_events.hpp"

namespace dexarb {
namespace {

using HeaderQuestion = EndpointGroup::Question<std::optional<RpcHeader>>;

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

RpcChainSource::RpcChainSource(std::shared_ptr<EndpointGroup> endpoints, const MarketDefinition& market)
    : endpoints_{std::move(endpoints)}, filter_{pool_addresses(market), pool_topics()} {}

Task<Result<std::uint64_t>> RpcChainSource::chain_id() {
    EndpointGroup::Question<std::uint64_t> question = [](ChainReader& reader) { return reader.chain_id(); };
    auto answer = co_await endpoints_->ask(std::move(question));
    co_return without_class(std::move(answer));
}

Task<Result<BlockHeader>> RpcChainSource::latest_header() {
    auto answer = co_await endpoints_->latest_header();
    if (!answer) co_return without_class(std::move(answer).error());
    blooms_.remember(*answer);
    co_return to_block_header(*answer);
}

Task<Result<std::optional<BlockHeader>>> RpcChainSource::header_by_hash(Hash hash) {
    HeaderQuestion question = [hash](ChainReader& reader) { return reader.header_by_hash(hash); };
    auto answer = co_await endpoints_->ask(std::move(question));
    if (answer && *answer) blooms_.remember(**answer);
    co_return to_optional_header(std::move(answer));
}

Task<Result<std::optional<BlockHeader>>> RpcChainSource::header_by_number(BlockNumber number) {
    HeaderQuestion question = [number](ChainReader& reader) { return reader.header_by_number(number); };
    auto answer = co_await endpoints_->ask(std::move(question));
    if (answer && *answer) blooms_.remember(**answer);
    co_return to_optional_header(std::move(answer));
}

Task<Result<std::vector<RpcLog>>> RpcChainSource::logs(BlockId block) {
    const auto bloom = blooms_.find(block.hash);
    EndpointGroup::Question<std::vector<RpcLog>> question = [this, block, bloom](ChainReader& reader) {
        return reader.logs(block, filter_, bloom);
    };
    auto answer = co_await endpoints_->ask(std::move(question));
    co_return without_class(std::move(answer));
}

Task<Result<Bytes>> RpcChainSource::call(Hash block, EthCall call) {
    EndpointGroup::Question<Bytes> question = [block, call = std::move(call)](ChainReader& reader) {
        return reader.call_at(block, call);
    };
    auto answer = co_await endpoints_->ask(std::move(question));
    co_return without_class(std::move(answer));
}

std::uint64_t RpcChainSource::requests() const {
    return endpoints_->requests();
}

}  // namespace dexarb
