#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dexarb/rpc/chain_reader.hpp"
#include "dexarb/rpc/endpoint_pool.hpp"
#include "dexarb/rpc/head_stream.hpp"

namespace dexarb {

struct EndpointGroupOptions {
    EndpointPoolOptions pool;
    /// Of several endpoints each is asked for its chain first and left alone if it is of another one.
    std::uint64_t chain_id = 0;
    std::function<EndpointPool::Time()> now = [] { return std::chrono::steady_clock::now(); };
    std::function<Timestamp()> utc = system_rpc_clock().utc;  ///< For the days and months of quotas.
    /// Told in words when another endpoint serves and when one is stopped; for the log.
    std::function<void(const std::string&)> on_change;
};

/// Several endpoints of one chain asked as if they were one: the pool chooses, and what one cannot answer another is
/// asked at once. Standbys are looked at in the background, for which the group must be held by a shared_ptr.
class EndpointGroup : public std::enable_shared_from_this<EndpointGroup> {
  public:
    template <typename T>
    using Question = std::function<Task<RpcResult<T>>(ChainReader&)>;

    /// `clients`, at least one, in order of preference. They should give up at their first failure.
    EndpointGroup(std::vector<std::shared_ptr<RpcClient>> clients, EndpointGroupOptions options);

    /// The first answer; else the last failure. What refers to state must name its block by hash. A block that one
    /// endpoint does not have is asked of the others too.
    template <typename T>
    [[nodiscard]] Task<RpcResult<T>> ask(Question<T> question) {
        std::size_t by = 0;
        auto answer = co_await ask_for(std::move(question), by);
        co_return answer;
    }

    /// The newest header. Where another endpoint's block of that height was given before, that one again, until a
    /// branch grows.
    [[nodiscard]] Task<RpcResult<RpcHeader>> latest_header();

    /// The answer given last, taken for good, turned out not to fit the chain: its endpoint's failure and refusal.
    void refuse_last_answer(RefusalKind kind, std::string detail);
    /// Whether the endpoint that serves announces new heads, now. One that can is subscribed to in the background by
    /// `latest_header`, for which the group must be held by a shared_ptr.
    [[nodiscard]] bool announces_heads() const;
    /// The newest head it announced since the last call; waits for one, at most `longest` and while it announces.
    [[nodiscard]] Task<std::optional<BlockId>> wait_for_head(std::chrono::milliseconds longest);
    /// It announces nothing though there are new heads: subscribes anew, over another connection.
    void renew_announcements();

    [[nodiscard]] std::uint64_t requests() const;
    /// Units that all endpoints' budgets have spent.
    [[nodiscard]] std::uint64_t units() const;
    /// Units a second that the budgets of all together still pay for today; nothing while one of them has enough.
    [[nodiscard]] std::optional<double> slowed_to() const;
    [[nodiscard]] std::uint64_t bloom_refusals() const;
    [[nodiscard]] std::size_t size() const { return clients_.size(); }
    [[nodiscard]] const RpcClient& client(std::size_t endpoint) const { return *clients_[endpoint]; }
    [[nodiscard]] EndpointHealth health(std::size_t endpoint) const { return pool_.health(endpoint, options_.now()); }
    [[nodiscard]] const EndpointPool& pool() const { return pool_; }

  private:
    /// When a question was put, and how long its client had waited in all before.
    struct Asked {
        EndpointPool::Time at;
        std::chrono::nanoseconds waited{0};
    };

    /// As `ask`; `by` becomes the endpoint that answered, and outlives the call.
    template <typename T>
    [[nodiscard]] Task<RpcResult<T>> ask_for(Question<T> question, std::size_t& by);

    template <typename T>
    [[nodiscard]] Task<RpcResult<T>> ask_one(const Question<T>& question, std::size_t endpoint);
    [[nodiscard]] std::optional<std::size_t> choose();
    [[nodiscard]] Task<RpcResult<void>> check_chain(std::size_t endpoint);
    [[nodiscard]] RpcError wrong_chain(std::size_t endpoint, std::uint64_t chain);
    [[nodiscard]] Task<void> look(std::size_t endpoint);
    void look_around(const Executor& executor);
    void subscribe_if_due(const Executor& executor);
    [[nodiscard]] static Task<void> subscribe(std::shared_ptr<EndpointGroup> self, HeadStream& stream);
    [[nodiscard]] HeadStream* stream() const { return streams_[pool_.serving()].get(); }
    [[nodiscard]] Asked begin(std::size_t endpoint) const;
    /// Waiting for the budget or after a failure is no part of an endpoint's latency.
    void note_answer(std::size_t endpoint, const Asked& asked);
    void note_failure(std::size_t endpoint, const RpcError& error);
    [[nodiscard]] RpcError nobody() const;

    [[nodiscard]] static bool is_for_others(const RpcError& error);
    template <typename T>
    [[nodiscard]] static bool is_missing(const T&) {
        return false;
    }
    [[nodiscard]] static bool is_missing(const std::optional<RpcHeader>& header) { return !header; }

    EndpointGroupOptions options_;
    std::vector<std::shared_ptr<RpcClient>> clients_;
    std::vector<ChainReader> readers_;
    std::vector<std::unique_ptr<HeadStream>> streams_;  // Null for an endpoint that cannot speak unasked.
    std::vector<bool> is_chain_checked_;
    std::vector<bool> is_wrong_chain_;
    EndpointPool pool_;
    std::optional<RpcHeader> newest_;
    std::size_t last_answer_by_ = 0;
};

template <typename T>
Task<RpcResult<T>> EndpointGroup::ask_one(const Question<T>& question, std::size_t endpoint) {
    auto checked = co_await check_chain(endpoint);
    if (!checked) co_return std::move(checked).error();
    const Asked asked = begin(endpoint);
    auto answer = co_await question(readers_[endpoint]);
    if (answer)
        note_answer(endpoint, asked);
    else
        note_failure(endpoint, answer.error());
    co_return answer;
}

template <typename T>
Task<RpcResult<T>> EndpointGroup::ask_for(Question<T> question, std::size_t& by) {
    std::vector<std::size_t> tried;
    auto endpoint = choose();
    if (!endpoint) co_return nobody();
    while (true) {
        by = *endpoint;
        auto answer = co_await ask_one(question, by);
        last_answer_by_ = by;
        if (answer ? !is_missing(*answer) : !is_for_others(answer.error())) co_return answer;
        tried.push_back(by);
        endpoint = pool_.choose_other(tried, options_.now());
        if (!endpoint) co_return answer;
    }
}

}  // namespace dexarb
