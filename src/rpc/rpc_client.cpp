#include "dexarb/rpc/rpc_client.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <span>
#include <utility>

#include "dexarb/net/secrets.hpp"

#include "rpc/envelope.hpp"
#include "rpc/json.hpp"
#include "rpc/pacing.hpp"

namespace dexarb {

namespace {

using BatchAnswers = RpcResult<std::vector<RpcResult<std::string>>>;

RpcError from_transport(Error error) {
    RpcError failure;
    failure.error_class = error.code == ErrorCode::kMalformed ? RpcErrorClass::kMalformed : RpcErrorClass::kRetryNow;
    static_cast<Error&>(failure) = std::move(error);
    return failure;
}

/// A batch under way: what is still to ask, and what was answered.
struct BatchWork {
    explicit BatchWork(std::vector<RpcRequest> asked) : requests{std::move(asked)}, answers(requests.size()) {
        for (std::size_t i = 0; i < requests.size(); ++i)
            pending.push_back(i);
    }

    std::vector<RpcRequest> requests;
    std::vector<std::optional<RpcResult<std::string>>> answers;
    std::deque<std::size_t> pending;
    unsigned failures = 0;
};

}  // namespace

class RpcClient::Impl {
  public:
    Impl(std::unique_ptr<Transport> transport, std::string endpoint, RpcClientOptions options)
        : transport_{std::move(transport)},
          endpoint_{std::move(endpoint)},
          options_{std::move(options)},
          pacing_{options_},
          max_batch_{std::max<std::size_t>(options_.max_batch, 1)} {}

    Task<RpcResult<void>> read(RpcRequest request, ResultReader reader) {
        for (unsigned failures = 0;;) {
            auto result = co_await attempt(request, reader);
            if (result || !repeats(result.error(), ++failures)) co_return result;
        }
    }

    Task<BatchAnswers> batch(std::vector<RpcRequest> requests) {
        BatchWork work{std::move(requests)};
        while (!work.pending.empty()) {
            const std::size_t count = batch_size(work);
            auto answers = co_await attempt_batch(work, count);
            if (answers)
                take(work, std::move(*answers));
            else if (answers.error().error_class == RpcErrorClass::kSplit && count > 1)
                max_batch_ = count / 2;
            else if (!repeats(answers.error(), ++work.failures) && !give_up(work, answers.error()))
                co_return std::move(answers).error();
        }
        std::vector<RpcResult<std::string>> results;
        for (auto& answer : work.answers)
            results.push_back(std::move(*answer));
        co_return results;
    }

    RpcStats stats() const {
        RpcStats stats = stats_;
        stats.connections = transport_->stats().connections;
        stats.bytes_sent = transport_->stats().bytes_sent;
        stats.bytes_received = transport_->stats().bytes_received;
        return stats;
    }

    void note_refusal(RefusalKind kind) { ++stats_.refusals[static_cast<std::size_t>(kind)]; }

    Transport& transport() { return *transport_; }
    const std::string& endpoint() const { return endpoint_; }
    EndpointBudget* budget() const { return options_.budget.get(); }

  private:
    Task<RpcResult<void>> attempt(const RpcRequest& request, const ResultReader& reader) {
        const std::uint64_t id = next_id_++;
        const std::span<const RpcRequest> members{&request, 1};
        auto answer = co_await post(encode_request(request, id), members);
        auto result = answer ? envelope_.read(*answer, id, reader) : RpcResult<void>{std::move(answer).error()};
        if (!result) co_return failed(std::move(result).error(), request.method);
        pacing_.on_success();
        co_return result;
    }

    Task<BatchAnswers> attempt_batch(const BatchWork& work, std::size_t count) {
        std::vector<RpcRequest> members;
        for (std::size_t i = 0; i < count; ++i)
            members.push_back(work.requests[work.pending[i]]);
        const std::uint64_t first_id = std::exchange(next_id_, next_id_ + count);
        const std::span<const RpcRequest> asked{members};
        auto answer = co_await post(encode_batch(members, first_id), asked);
        auto results =
            answer ? envelope_.read_batch(*answer, first_id, count) : BatchAnswers{std::move(answer).error()};
        if (!results) co_return failed(std::move(results).error(), "batch of " + std::to_string(count));
        const auto common = common_failure(*results);
        if (common) co_return failed(*common, "batch of " + std::to_string(count));
        pacing_.on_success();
        co_return results;
    }

    /// The error that speaks for a batch none of whose members was answered.
    static std::optional<RpcError> common_failure(const std::vector<RpcResult<std::string>>& results) {
        const auto refuses_all = [](const RpcResult<std::string>& result) {
            return !result &&
                   (is_retryable(result.error().error_class) || result.error().error_class == RpcErrorClass::kSplit ||
                    result.error().error_class == RpcErrorClass::kStopEndpoint);
        };
        if (!std::ranges::all_of(results, refuses_all)) return std::nullopt;
        return results.front().error();
    }

    /// Books the first answers of `pending`; members that may be cured by waiting stay, as long as attempts are left.
    void take(BatchWork& work, std::vector<RpcResult<std::string>> results) {
        std::optional<RpcError> curable;
        for (auto& result : results)
            if (!result && is_retryable(result.error().error_class)) curable = result.error();
        const bool again = curable && repeats(failed(*curable, "batch member"), ++work.failures);
        for (auto& result : results) {
            const std::size_t index = work.pending.front();
            work.pending.pop_front();
            if (again && !result && is_retryable(result.error().error_class))
                work.pending.push_back(index);
            else
                work.answers[index].emplace(result ? std::move(result)
                                                   : named(result.error(), work.requests[index].method));
        }
    }

    /// Gives what is still pending the same error; false if nothing was answered before, so that all have failed.
    static bool give_up(BatchWork& work, const RpcError& error) {
        if (work.pending.size() == work.requests.size()) return false;
        for (const std::size_t index : work.pending)
            work.answers[index].emplace(error);
        work.pending.clear();
        return true;
    }

    /// Sends `body`, which asks for `members`, as soon as failures before and the budget allow.
    Task<RpcResult<HttpResponse>> post(std::string body, std::span<const RpcRequest> members) {
        co_await wait_out_pauses();
        if (options_.budget) {
            const auto at = options_.budget->take(units_of(members), options_.clock.now(), options_.clock.utc());
            if (!at) co_return quota_spent();
            co_await wait_until(*at);
        }
        ++stats_.requests;
        for (const RpcRequest& member : members)
            ++stats_.calls_by_method[member.method];
        auto answer = co_await transport_->post(std::move(body), options_.deadline);
        if (!answer) co_return from_transport(std::move(answer).error());
        co_return std::move(*answer);
    }

    /// A call that failed meanwhile may have been told to wait longer.
    Task<void> wait_out_pauses() {
        Pacing::Clock::time_point until{};
        while (std::exchange(until, pacing_.not_before()) != pacing_.not_before())
            co_await wait_until(until);
    }

    Task<void> wait_until(Pacing::Clock::time_point at) {
        const auto now = options_.clock.now();
        if (at <= now) co_return;
        stats_.waited += at - now;
        co_await options_.clock.sleep(at - now);
    }

    std::uint64_t units_of(std::span<const RpcRequest> members) const {
        std::uint64_t units = 0;
        for (const RpcRequest& member : members)
            units += options_.budget->units_of(member.method);
        return units;
    }

    RpcError quota_spent() const {
        const Timestamp now = options_.clock.utc();
        RpcError error;
        error.code = ErrorCode::kRpc;
        error.error_class = RpcErrorClass::kStopEndpoint;
        error.retry_after = options_.budget->status(now).quota_renewed - now;
        error.detail = options_.budget->refusal(now);
        return error;
    }

    /// Members of the next batch: as many as the node takes and a second's units pay for, but one at least.
    std::size_t batch_size(const BatchWork& work) const {
        const std::size_t most = std::min(work.pending.size(), max_batch_);
        if (!options_.budget || !options_.budget->limits().units_per_second) return most;
        std::uint64_t left = *options_.budget->limits().units_per_second;
        std::size_t count = 0;
        for (; count < most; ++count) {
            const std::uint64_t units = options_.budget->units_of(work.requests[work.pending[count]].method);
            if (units > left) break;
            left -= units;
        }
        return std::max<std::size_t>(count, 1);
    }

    /// Counts a failure and says whose it was.
    RpcError failed(RpcError error, const std::string& what) {
        ++stats_.errors[static_cast<std::size_t>(error.error_class)];
        if (error.error_class == RpcErrorClass::kMalformed) note_refusal(error.refusal);
        return named(std::move(error), what);
    }

    RpcError named(RpcError error, const std::string& what) const {
        const bool has_name = error.detail.starts_with(endpoint_);
        error.detail = (has_name ? "" : endpoint_ + ": ") + what + ": " + error.detail;
        error.detail = hide_secrets(std::move(error.detail), options_.secrets);
        return error;
    }

    /// Whether to ask again after this failure; if so, the next request waits.
    bool repeats(const RpcError& error, unsigned failures) {
        if (!is_retryable(error.error_class)) {
            if (error.error_class == RpcErrorClass::kRevert) pacing_.on_success();
            return false;
        }
        const auto pause = pacing_.on_failure(error, options_.clock.now());
        if (options_.max_attempts != 0 && failures >= options_.max_attempts) return false;
        ++stats_.retries;
        if (options_.on_retry) options_.on_retry(error, pause);
        return true;
    }

    std::unique_ptr<Transport> transport_;
    std::string endpoint_;
    RpcClientOptions options_;
    Pacing pacing_;
    std::size_t max_batch_;
    std::uint64_t next_id_ = 1;
    EnvelopeReader envelope_;
    RpcStats stats_;
};

RpcClient::RpcClient(std::unique_ptr<Transport> transport, std::string endpoint, RpcClientOptions options)
    : impl_{std::make_unique<Impl>(std::move(transport), std::move(endpoint), std::move(options))} {}

RpcClient::~RpcClient() = default;

Task<RpcResult<void>> RpcClient::read(RpcRequest request, ResultReader reader) {
    return impl_->read(std::move(request), std::move(reader));
}

Task<RpcResult<std::string>> RpcClient::call(RpcRequest request) {
    std::string text;
    const ResultReader keep = [&text](JsonValue& value) -> RpcResult<void> {
        std::string_view raw;
        if (simdjson::to_json_string(value.get()).get(raw) != simdjson::SUCCESS)
            return malformed_answer("a result that breaks off");
        text = raw;
        return {};
    };
    const auto read = co_await impl_->read(std::move(request), keep);
    if (!read) co_return read.error();
    co_return text;
}

Task<RpcResult<std::vector<RpcResult<std::string>>>> RpcClient::batch(std::vector<RpcRequest> requests) {
    return impl_->batch(std::move(requests));
}

void RpcClient::note_refusal(RefusalKind kind) {
    impl_->note_refusal(kind);
}

RpcStats RpcClient::stats() const {
    return impl_->stats();
}

Transport& RpcClient::transport() {
    return impl_->transport();
}

const std::string& RpcClient::endpoint() const {
    return impl_->endpoint();
}

EndpointBudget* RpcClient::budget() const {
    return impl_->budget();
}

}  // namespace dexarb
