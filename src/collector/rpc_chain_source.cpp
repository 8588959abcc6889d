#include "dexarb/collector/rpc_chain_source.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dexarb/rpc/bloom_doubt.hpp"
#include "dexarb/rpc/pool_events.hpp"

namespace dexarb {
namespace {

/// So many ranges of the greatest length are answered before a longer one is tried.
constexpr unsigned kRangesToGrow = 8;

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

/// Drops the class, but keeps apart what is not there (a lagging backend, a replaced block, a pruned state), what was
/// not answered for now (a rate limit, a stopped key), and what was refused.
Error without_class(RpcError error) {
    switch (error.error_class) {
        case RpcErrorClass::kRetryElsewhere:
        case RpcErrorClass::kNotHere:
            error.code = ErrorCode::kNotFound;
            break;
        case RpcErrorClass::kRetryLater:
        case RpcErrorClass::kStopEndpoint:
            if (error.code == ErrorCode::kRpc) error.code = ErrorCode::kNetwork;
            break;
        default:
            break;
    }
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
    headers_.remember(*answer);
    co_return to_block_header(*answer);
}

Task<Result<std::optional<BlockHeader>>> RpcChainSource::header_by_hash(Hash hash) {
    // Filling a gap where one answer in five fails would never end if each failure cost the headers read before it.
    if (auto known = headers_.find(hash))
        co_return to_optional_header(RpcResult<std::optional<RpcHeader>>{std::move(known)});
    HeaderQuestion question = [hash](ChainReader& reader) { return reader.header_by_hash(hash); };
    auto answer = co_await endpoints_->ask(std::move(question));
    if (answer && *answer) headers_.remember(**answer);
    co_return to_optional_header(std::move(answer));
}

Task<Result<std::optional<BlockHeader>>> RpcChainSource::header_by_number(BlockNumber number) {
    HeaderQuestion question = [number](ChainReader& reader) { return reader.header_by_number(number); };
    auto answer = co_await endpoints_->ask(std::move(question));
    if (answer && *answer) headers_.remember(**answer);
    co_return to_optional_header(std::move(answer));
}

Task<Result<std::vector<RpcLog>>> RpcChainSource::logs(BlockId block) {
    const auto bloom = headers_.bloom(block.hash);
    const auto believed = believes_blooms_ ? bloom : std::nullopt;
    EndpointGroup::Question<std::vector<RpcLog>> question = [this, block, believed](ChainReader& reader) {
        return reader.logs(block, filter_, believed);
    };
    auto answer = co_await endpoints_->ask(std::move(question));
    if (answer && bloom) count_exceptions(*bloom, *answer);
    co_return without_class(std::move(answer));
}

Task<Result<std::vector<RpcLog>>> RpcChainSource::logs_despite_bloom(BlockId block) {
    EndpointGroup::Question<std::vector<RpcLog>> question = [this, block](ChainReader& reader) {
        return reader.logs(block, filter_);
    };
    auto answer = co_await endpoints_->ask(std::move(question));
    co_return without_class(std::move(answer));
}

void RpcChainSource::count_exceptions(const LogsBloom& bloom, const std::vector<RpcLog>& logs) {
    const auto excludes = [&bloom](const RpcLog& log) { return !may_contain(bloom, log); };
    logs_despite_blooms_ += std::ranges::any_of(logs, excludes) ? 1U : 0U;
}

void RpcChainSource::refuse_last_answer(RefusalKind kind, const std::string& detail) {
    endpoints_->refuse_last_answer(kind, detail);
}

Task<Result<std::vector<RpcLog>>> RpcChainSource::logs_between(BlockNumber first, BlockNumber last) {
    std::vector<RpcLog> logs;
    while (first <= last) {
        const BlockNumber end = std::min(last, first + longest_range_ - 1);
        EndpointGroup::Question<std::vector<RpcLog>> question = [this, first, end](ChainReader& reader) {
            return reader.logs_between(first, end, filter_);
        };
        auto answer = co_await endpoints_->ask(std::move(question));
        if (!answer && answer.error().error_class == RpcErrorClass::kSplit && end > first) {
            longest_range_ = std::max<std::uint64_t>((end - first + 1) / 2, 1);
            full_ranges_ = 0;
            continue;
        }
        if (!answer) co_return without_class(std::move(answer).error());
        if (end - first + 1 == longest_range_) grow_range();
        logs.insert(logs.end(), std::make_move_iterator(answer->begin()), std::make_move_iterator(answer->end()));
        first = end + 1;
    }
    co_return logs;
}

/// Slowly: what was refused was refused for its number of logs, or of blocks, and each refusal is a request.
void RpcChainSource::grow_range() {
    if (++full_ranges_ < kRangesToGrow) return;
    full_ranges_ = 0;
    longest_range_ = std::min(longest_range_ + longest_range_ / 8 + 1, kMostBlocksOfLogs);
}

Task<Result<std::vector<std::uint64_t>>> RpcChainSource::base_fees(BlockNumber first, BlockNumber last) {
    EndpointGroup::Question<std::vector<std::uint64_t>> question = [first, last](ChainReader& reader) {
        return reader.base_fees(first, last);
    };
    auto answer = co_await endpoints_->ask(std::move(question));
    co_return without_class(std::move(answer));
}

std::vector<Address> RpcChainSource::contradicted_silence(Hash block, const std::vector<Address>& silent) const {
    static const std::vector<Hash> topics = pool_topics();
    const auto bloom = headers_.bloom(block);
    if (!bloom || !believes_blooms_) return {};
    return dexarb::contradicted_silence(*bloom, silent, topics);
}

Task<Result<Bytes>> RpcChainSource::call(Hash block, EthCall call) {
    EndpointGroup::Question<Bytes> question = [block, call = std::move(call)](ChainReader& reader) {
        return reader.call_at(block, call);
    };
    auto answer = co_await endpoints_->ask(std::move(question));
    co_return without_class(std::move(answer));
}

std::uint64_t RpcChainSource::units() const {
    return endpoints_->units();
}

std::uint64_t RpcChainSource::requests() const {
    return endpoints_->requests();
}

}  // namespace dexarb
