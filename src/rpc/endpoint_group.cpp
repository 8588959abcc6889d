#include "dexarb/rpc/endpoint_group.hpp"

#include <algorithm>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

namespace dexarb {

EndpointGroup::EndpointGroup(std::vector<std::shared_ptr<RpcClient>> clients, EndpointGroupOptions options)
    : options_{std::move(options)},
      clients_{std::move(clients)},
      is_chain_checked_(clients_.size(), clients_.size() == 1),
      is_wrong_chain_(clients_.size()),
      pool_{clients_.size(), options_.pool} {
    for (const auto& client : clients_) {
        readers_.emplace_back(*client);
        streams_.push_back(client->transport().can_push() ? std::make_unique<HeadStream>(*client) : nullptr);
    }
}

Task<RpcResult<RpcHeader>> EndpointGroup::latest_header() {
    const Executor executor = co_await boost::asio::this_coro::executor;
    look_around(executor);
    subscribe_if_due(executor);
    Question<RpcHeader> question = [](ChainReader& reader) { return reader.latest_header(); };
    std::size_t by = 0;
    auto header = co_await ask_for(std::move(question), by);
    if (!header) co_return header;
    pool_.on_head(by, header->id(), options_.now());
    if (!pool_.follow(by, header->id())) co_return *newest_;
    newest_ = *header;
    co_return header;
}

std::optional<std::size_t> EndpointGroup::choose() {
    const std::size_t before = pool_.serving();
    const auto chosen = pool_.choose(options_.now());
    const std::size_t after = pool_.serving();
    if (before == after || !options_.on_change) return chosen;
    const std::string reason = health(before).reason;
    options_.on_change(clients_[before]->endpoint() + (reason.empty() ? "" : " is left (" + reason + ")") +
                       ": going on with " + clients_[after]->endpoint() + ", endpoint " + std::to_string(after + 1) +
                       " of " + std::to_string(clients_.size()));
    return chosen;
}

Task<RpcResult<void>> EndpointGroup::check_chain(std::size_t endpoint) {
    if (is_chain_checked_[endpoint]) co_return RpcResult<void>{};
    const Asked asked = begin(endpoint);
    auto chain = co_await readers_[endpoint].chain_id();
    if (chain) is_wrong_chain_[endpoint] = *chain != options_.chain_id;
    const bool is_right = chain && *chain == options_.chain_id;
    is_chain_checked_[endpoint] = is_right;
    if (is_right) {
        note_answer(endpoint, asked);
        co_return RpcResult<void>{};
    }
    RpcError error = chain ? wrong_chain(endpoint, *chain) : std::move(chain).error();
    note_failure(endpoint, error);
    co_return error;
}

RpcError EndpointGroup::wrong_chain(std::size_t endpoint, std::uint64_t chain) {
    RpcError error;
    const bool all_are = std::ranges::all_of(is_wrong_chain_, [](bool is_wrong) { return is_wrong; });
    error.code = all_are ? ErrorCode::kWrongChain : ErrorCode::kRpc;
    error.error_class = RpcErrorClass::kStopEndpoint;
    error.detail = clients_[endpoint]->endpoint() + " is on chain " + std::to_string(chain) + ", the market on chain " +
                   std::to_string(options_.chain_id) + ": give the RPC URL of that chain, or its market file";
    return error;
}

Task<void> EndpointGroup::look(std::size_t endpoint) {
    const auto checked = co_await check_chain(endpoint);
    if (!checked) co_return;
    const Asked asked = begin(endpoint);
    const auto header = co_await readers_[endpoint].latest_header();
    if (!header) {
        note_failure(endpoint, header.error());
        co_return;
    }
    note_answer(endpoint, asked);
    pool_.on_head(endpoint, header->id(), options_.now());
}

void EndpointGroup::look_around(const Executor& executor) {
    if (clients_.size() == 1) return;
    const auto due = pool_.due_look(options_.now());
    if (!due) return;
    // The group is held, so that a look under way outlives its feed; what nobody expected ends the process.
    const auto on_end = [self = shared_from_this()](const std::exception_ptr& thrown) {
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
    };
    boost::asio::co_spawn(executor, look(*due), on_end);
}

void EndpointGroup::subscribe_if_due(const Executor& executor) {
    for (const auto& other : streams_)
        if (other && other.get() != stream() && other->is_live()) other->leave();
    if (stream() == nullptr || !stream()->is_due(options_.now())) return;
    const auto on_end = [](const std::exception_ptr& thrown) {
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
    };
    boost::asio::co_spawn(executor, subscribe(shared_from_this(), *stream()), on_end);
}

/// The group is held, so that a subscription under way outlives its feed.
Task<void> EndpointGroup::subscribe(std::shared_ptr<EndpointGroup> self, HeadStream& stream) {
    co_await stream.subscribe(self->options_.now());
}

bool EndpointGroup::announces_heads() const {
    return stream() != nullptr && stream()->is_live();
}

Task<std::optional<BlockId>> EndpointGroup::wait_for_head(std::chrono::milliseconds longest) {
    check(announces_heads(), "only who announces heads is waited for");
    auto head = co_await stream()->wait(longest);
    co_return head;
}

void EndpointGroup::renew_announcements() {
    if (stream() != nullptr) stream()->renew(options_.now());
}

EndpointGroup::Asked EndpointGroup::begin(std::size_t endpoint) const {
    return {options_.now(), clients_[endpoint]->stats().waited};
}

void EndpointGroup::note_answer(std::size_t endpoint, const Asked& asked) {
    const auto now = options_.now();
    const auto waited = clients_[endpoint]->stats().waited - asked.waited;
    const auto taken = std::max(now - asked.at - waited, EndpointPool::Time::duration::zero());
    pool_.on_answer(endpoint, std::chrono::floor<std::chrono::milliseconds>(taken), now);
}

void EndpointGroup::note_failure(std::size_t endpoint, const RpcError& error) {
    pool_.on_failure(endpoint, error, options_.now());
    if (error.error_class == RpcErrorClass::kStopEndpoint && options_.on_change)
        options_.on_change("endpoint " + std::to_string(endpoint + 1) + " of " + std::to_string(clients_.size()) +
                           " is stopped: " + error.detail);
}

RpcError EndpointGroup::nobody() const {
    RpcError error;
    error.code = ErrorCode::kRpc;
    error.error_class = RpcErrorClass::kStopEndpoint;
    error.detail = "every endpoint is stopped for now; mend RPC_URL or its quota: " + health(pool_.serving()).reason;
    return error;
}

bool EndpointGroup::is_for_others(const RpcError& error) {
    return error.error_class != RpcErrorClass::kRevert && error.error_class != RpcErrorClass::kSplit &&
           error.error_class != RpcErrorClass::kInvalidRequest;
}

std::uint64_t EndpointGroup::requests() const {
    std::uint64_t sum = 0;
    for (const auto& client : clients_)
        sum += client->stats().requests;
    return sum;
}

std::uint64_t EndpointGroup::units() const {
    std::uint64_t sum = 0;
    const Timestamp now = options_.utc();
    for (const auto& client : clients_)
        if (EndpointBudget* budget = client->budget()) sum += budget->status(now).units;
    return sum;
}

std::optional<double> EndpointGroup::slowed_to() const {
    double sum = 0.0;
    const Timestamp now = options_.utc();
    for (const auto& client : clients_) {
        const auto rate = client->budget() != nullptr ? client->budget()->slowed_to(now) : std::nullopt;
        if (!rate) return std::nullopt;
        sum += *rate;
    }
    return sum;
}

std::uint64_t EndpointGroup::bloom_refusals() const {
    std::uint64_t sum = 0;
    for (const auto& client : clients_)
        sum += client->stats().refusals_of(RefusalKind::kLogBloom);
    return sum;
}

void EndpointGroup::refuse_last_answer(RefusalKind kind, std::string detail) {
    clients_[last_answer_by_]->note_refusal(kind);
    note_failure(last_answer_by_, malformed_answer(std::move(detail), kind));
}

}  // namespace dexarb
