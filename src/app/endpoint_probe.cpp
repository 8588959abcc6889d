#include "dexarb/app/endpoint_probe.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "dexarb/net/http_date.hpp"
#include "dexarb/net/url.hpp"
#include "dexarb/rpc/head_stream.hpp"
#include "dexarb/rpc/multicall.hpp"
#include "dexarb/rpc/pool_events.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kSamples = 25;
/// A slow endpoint is asked fewer times.
constexpr std::chrono::seconds kSamplingTime{8};
constexpr unsigned kTries = 4;
/// Longer pauses than this, wished for by the endpoint, are not waited out but told.
constexpr std::chrono::milliseconds kLongestPause{2'000};
constexpr std::chrono::milliseconds kDeadline{5'000};
constexpr std::size_t kBatch = 50;
/// Blocks below the head whose state is asked for, until one is not there.
constexpr auto kDepths = std::to_array<std::uint64_t>({8, 64, 250, 1'000, 10'000, 1'000'000});
/// So long for an announcement of a new block.
constexpr std::chrono::milliseconds kListening{6'000};

/// Whether the same question may be answered soon. Who cannot be reached is asked once: each time costs a deadline.
bool may_pass(const RpcError& error) {
    return is_retryable(error.error_class) && error.code != ErrorCode::kNetwork &&
           error.retry_after.value_or(0ms) <= kLongestPause;
}

RpcClientOptions client_options(const ProbeOptions& probe) {
    RpcClientOptions options;
    options.deadline = kDeadline;
    options.max_attempts = 1;
    options.max_pause = kLongestPause;
    options.max_hint = kLongestPause;
    options.max_batch = kBatch;
    options.budget = std::make_shared<EndpointBudget>(probe.limits, probe.units, options.clock.utc());
    return options;
}

std::vector<Address> addresses_of(const MarketDefinition& market) {
    std::vector<Address> addresses;
    for (const PoolDefinition& pool : market.pools)
        addresses.push_back(pool.address);
    return addresses;
}

std::chrono::milliseconds since(SteadyClock::time_point begin) {
    return std::chrono::floor<std::chrono::milliseconds>(SteadyClock::now() - begin);
}

}  // namespace

Result<std::unique_ptr<EndpointProbe>> EndpointProbe::make(const Executor& executor, std::string_view url,
                                                           ProbeOptions options) {
    auto client = make_rpc_client(executor, url, client_options(options));
    if (!client) return std::move(client).error();
    const Url parsed = *parse_url(url);
    return std::unique_ptr<EndpointProbe>{new EndpointProbe{*std::move(client), std::move(options), parsed}};
}

EndpointProbe::EndpointProbe(std::unique_ptr<RpcClient> client, ProbeOptions options, const Url& url)
    : options_{std::move(options)},
      client_{std::move(client)},
      reader_{*client_},
      filter_{addresses_of(*options_.market), pool_topics()} {
    measures_.endpoint = client_->endpoint();
    measures_.name = options_.name.empty() ? measures_.endpoint : options_.name;
    measures_.is_secure = url.is_secure();
}

EndpointMeasures EndpointProbe::measures() const {
    EndpointMeasures measures = measures_;
    measures.requests = client_->stats().requests;
    measures.units = client_->budget()->status(system_rpc_clock().utc()).units;
    return measures;
}

Task<void> EndpointProbe::measure() {
    co_await greet();
    const bool is_ours = measures_.chain_id == options_.market->chain_id;
    if (measures_.trouble || !is_ours) co_return;
    co_await compare_clocks();
    co_await sample_heads();
    if (measures_.trouble) co_return;
    co_await ask_logs();
    co_await ask_state();
    if (!measures_.calls_at_hash.refusal) co_await ask_depth();
    co_await ask_batch();
    co_await listen();
}

template <typename T>
Task<RpcResult<T>> EndpointProbe::patiently(Question<T> question) {
    for (unsigned tries = 1;; ++tries) {
        auto answer = co_await question();
        if (answer || tries == kTries || !may_pass(answer.error())) co_return answer;
    }
}

Task<void> EndpointProbe::greet() {
    tell("reaching it");
    const auto begin = SteadyClock::now();
    Question<std::uint64_t> question = [this] { return reader_.chain_id(); };
    auto chain = co_await patiently(std::move(question));
    measures_.first_answer = since(begin);
    if (chain)
        measures_.chain_id = *chain;
    else
        measures_.trouble = std::move(chain).error();
}

/// Any answer bears the date, even one that refuses the question. A WebSocket's messages bear none.
Task<void> EndpointProbe::compare_clocks() {
    if (client_->transport().can_push()) co_return;
    const RpcClock clock = system_rpc_clock();
    EndpointBudget& budget = *client_->budget();
    const auto at = budget.take(budget.units_of("web3_clientVersion"), clock.now(), clock.utc());
    if (!at) co_return;
    co_await sleep_for(*at - clock.now());
    std::string question = R"({"jsonrpc":"2.0","id":0,"method":"web3_clientVersion","params":[]})";
    const Timestamp asked = clock.utc();
    const auto answer = co_await client_->transport().post(std::move(question), kDeadline);
    const Timestamp answered = clock.utc();
    if (!answer) co_return;
    const auto header = find_header(answer->headers, "Date");
    const auto date = header ? parse_http_date(*header) : std::nullopt;
    // It was stamped somewhere between the two, and cut off to its second.
    if (date) measures_.clock_ahead = asked + (answered - asked) / 2 - (Timestamp{*date} + 500ms);
}

Task<void> EndpointProbe::sample_heads() {
    const auto begin = SteadyClock::now();
    while (measures_.latencies.size() < kSamples && since(begin) < kSamplingTime) {
        tell(fmt::format("latency, {} of {}", measures_.latencies.size() + 1, kSamples));
        const auto waited = client_->stats().waited;
        const auto asked = SteadyClock::now();
        const auto header = co_await reader_.latest_header();
        const auto taken = SteadyClock::now() - asked - (client_->stats().waited - waited);
        if (header) {
            measures_.latencies.push_back(std::chrono::floor<std::chrono::microseconds>(taken));
            note_head(*header);
            continue;
        }
        measures_.interruption = header.error();
        if (++measures_.interruptions == kTries || !may_pass(header.error())) break;
    }
    if (measures_.latencies.empty()) measures_.trouble = measures_.interruption;
}

Task<void> EndpointProbe::ask_logs() {
    tell("logs by block hash");
    measures_.logs_by_hash.was_asked = true;
    Question<std::vector<RpcLog>> question = [this] { return reader_.logs(newest_->id(), filter_); };
    auto logs = co_await patiently(std::move(question));
    if (!logs) measures_.logs_by_hash.refusal = std::move(logs).error();
}

Task<void> EndpointProbe::ask_state() {
    tell("state by block hash");
    measures_.calls_at_hash.was_asked = true;
    Question<bool> question = [this] { return read_state(*newest_); };
    auto state = co_await patiently(std::move(question));
    if (!state) measures_.calls_at_hash.refusal = std::move(state).error();
}

Task<RpcResult<bool>> EndpointProbe::read_state(RpcHeader block) {
    EthCall call{kMulticall3, encode_get_block_hash(block.number - 1)};
    const auto data = co_await reader_.call_at(block.hash, std::move(call));
    if (!data) co_return data.error();
    if (data->empty()) co_return malformed_answer("no Multicall3 at " + to_string(kMulticall3) + " on this chain");
    const auto parent = decode_hash(*data);
    const bool is_ours = parent && (*parent == block.parent_hash || *parent == Hash{});
    if (!is_ours) co_return malformed_answer("eth_call: the state of another block than asked for");
    co_return true;
}

Task<void> EndpointProbe::ask_depth() {
    const RpcHeader head = *newest_;
    for (const std::uint64_t depth : kDepths) {
        if (depth > head.number) co_return;
        tell(fmt::format("state {} blocks back", depth));
        const auto header = co_await reader_.header_by_number(head.number - depth);
        // A young chain has no such block, which says nothing of the node.
        if (!header || !*header) co_return;
        Question<bool> question = [this, &header] { return read_state(**header); };
        const auto state = co_await patiently(std::move(question));
        if (!state) measures_.no_state_at = depth;
        if (!state) co_return;
        measures_.state_at = depth;
    }
}

Task<void> EndpointProbe::ask_batch() {
    tell("batches");
    measures_.batches.was_asked = true;
    std::vector<RpcRequest> requests(kBatch, RpcRequest{"eth_chainId", "[]"});
    const auto refused = client_->stats().errors_of(RpcErrorClass::kSplit);
    const auto answers = co_await client_->batch(std::move(requests));
    // The client halves a batch that is refused for its size.
    const auto halvings = client_->stats().errors_of(RpcErrorClass::kSplit) - refused;
    if (answers && answers->front())
        measures_.largest_batch = kBatch >> halvings;
    else
        measures_.batches.refusal = answers ? answers->front().error() : answers.error();
}

Task<void> EndpointProbe::listen() {
    if (!client_->transport().can_push()) co_return;
    tell("announcements of new blocks");
    HeadStream stream{*client_};
    co_await stream.subscribe(SteadyClock::now());
    measures_.announcing = Announcing::kRefused;
    if (!stream.is_live()) co_return;
    const auto head = co_await stream.wait(kListening);
    measures_.announcing = head ? Announcing::kYes : Announcing::kSilent;
}

Task<void> EndpointProbe::look_again() {
    if (!newest_) co_return;
    Question<RpcHeader> question = [this] { return reader_.latest_header(); };
    const auto header = co_await patiently(std::move(question));
    if (header) note_head(*header);
}

void EndpointProbe::note_head(const RpcHeader& header) {
    if (newest_ && header.number < newest_->number) return;
    HeadSeen seen;
    seen.block = header.id();
    seen.timestamp = std::chrono::sys_seconds{std::chrono::seconds{header.timestamp}};
    seen.seen_at = system_rpc_clock().utc();
    newest_ = header;
    measures_.newest_head = seen;
    if (!measures_.first_head) measures_.first_head = seen;
}

void EndpointProbe::tell(const std::string& what) const {
    if (options_.on_progress) options_.on_progress(measures_.name + ": " + what);
}

}  // namespace dexarb
