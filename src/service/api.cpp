#include "service/api.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dexarb/async/notifier.hpp"
#include "dexarb/service/page_assets.hpp"

#include "service/answers.hpp"
#include "service/exposition.hpp"
#include "service/openapi.hpp"
#include "service/resources.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostCached = 64;
constexpr std::size_t kMostDelayed = 16;
constexpr auto kGuessDelay = 300ms;
constexpr auto kControlTimeout = 5s;
constexpr std::chrono::milliseconds kLeastStall = 10s;
constexpr const char* kReaders = "GET, HEAD, OPTIONS";

bool is_read(const HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

HttpResponse not_allowed(const char* allowed) {
    HttpResponse response = problem(405, std::string{"only "} + allowed);
    response.headers.push_back({"Allow", allowed});
    return response;
}

/// `pattern` as "api/v1/configs/*"; a star stands for any one segment.
bool fits(std::string_view pattern, std::span<const std::string> segments) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto end = pattern.find('/');
        const auto part = pattern.substr(0, end);
        if (part != "*" && part != segments[i]) return false;
        const bool is_last = end == std::string_view::npos;
        if (is_last) return i + 1 == segments.size();
        pattern.remove_prefix(end + 1);
    }
    return false;
}

std::optional<ControlRequest> control_of(const RequestTarget& target) {
    const auto& segments = target.segments;
    if (fits("api/v1/reload", segments)) return ControlRequest{ControlAction::kReload, {}};
    if (fits("api/v1/configs/*/pause", segments)) return ControlRequest{ControlAction::kPause, segments[3]};
    if (fits("api/v1/configs/*/resume", segments)) return ControlRequest{ControlAction::kResume, segments[3]};
    if (fits("api/v1/configs/*/reset", segments)) return ControlRequest{ControlAction::kReset, segments[3]};
    return std::nullopt;
}

std::string asset_path(const RequestTarget& target) {
    return target.segments.empty() ? "index.html" : fmt::format("{}", fmt::join(target.segments, "/"));
}

HttpResponse no_content(const char* allowed) {
    return {204, {{"Allow", allowed}}, {}};
}

/// Where the reply of another thread arrives.
struct Reply {
    explicit Reply(const Executor& executor) : arrived{executor} {}

    Notifier arrived;
    std::optional<ControlAnswer> answer;
};

}  // namespace

/// A path that is read: a resource of the board, whose answer is kept until the board changes, or one of our own.
struct Api::Route {
    std::string_view pattern;
    Resource resource = nullptr;
    HttpResponse (Api::*special)(const Asked&) = nullptr;
};

const Api::Route* Api::find_route(const RequestTarget& target) {
    static constexpr std::array kRoutes{Route{"api/v1/status", &status_resource},
                                        Route{"api/v1/report", &report_resource},
                                        Route{"api/v1/configs", &configs_resource},
                                        Route{"api/v1/configs/*", &config_resource},
                                        Route{"api/v1/trades", &trades_resource},
                                        Route{"api/v1/opportunities", &opportunities_resource},
                                        Route{"api/v1/funnel", &funnel_resource},
                                        Route{"api/v1/survival", &survival_resource},
                                        Route{"api/v1/equity", &equity_resource},
                                        Route{"api/v1/pools", &pools_resource},
                                        Route{"api/v1/endpoints", &endpoints_resource},
                                        Route{"api/v1/events", nullptr, &Api::events},
                                        Route{"api/v1/openapi.json", nullptr, &Api::openapi},
                                        Route{"metrics", nullptr, &Api::metrics},
                                        Route{"healthz", nullptr, &Api::health},
                                        Route{"readyz", nullptr, &Api::ready}};
    static constexpr Route kPage{"", nullptr, &Api::asset};
    const auto found =
        std::ranges::find_if(kRoutes, [&target](const Route& route) { return fits(route.pattern, target.segments); });
    if (found != kRoutes.end()) return &*found;
    return find_page_asset(asset_path(target)) == nullptr ? nullptr : &kPage;
}

Api::Api(const Executor& executor, ServiceOptions options, const Board& board, EventHub& hub)
    : executor_{executor}, options_{std::move(options)}, guard_{options_}, board_{board}, hub_{hub} {}

Task<HttpResponse> Api::answer(HttpRequest request) {
    ++requests_;
    auto target = parse_request_target(request.target);
    HttpResponse response = target ? HttpResponse{} : problem(400, target.error().detail);
    if (target) {
        auto refused = guard_.refuse(request, *target);
        if (refused)
            response = *std::move(refused);
        else
            response = co_await dispatch(std::move(request), *std::move(target));
    }
    if (response.status == 401) response = co_await delay_guesser(std::move(response));
    if (response.status >= 400) ++refused_;
    add_security_headers(response);
    co_return response;
}

/// Guessing costs time, and only so many may guess at once.
Task<HttpResponse> Api::delay_guesser(HttpResponse response) {
    if (delayed_ >= kMostDelayed) {
        HttpResponse busy = problem(429, "too many attempts");
        busy.headers.push_back({"Retry-After", "1"});
        co_return busy;
    }
    ++delayed_;
    co_await sleep_for(std::chrono::nanoseconds{kGuessDelay});
    --delayed_;
    co_return response;
}

Task<HttpResponse> Api::dispatch(HttpRequest request, RequestTarget target) {
    if (auto wanted = control_of(target)) {
        if (request.method != "POST") co_return not_allowed("POST");
        auto answer = co_await control(*std::move(wanted));
        co_return answer;
    }
    const Route* route = find_route(target);
    if (route == nullptr) co_return problem(404, "nothing at this path");
    if (request.method == "OPTIONS") co_return no_content(kReaders);
    if (!is_read(request)) co_return not_allowed(kReaders);
    const Asked asked{request, target};
    co_return route->resource == nullptr ? (this->*route->special)(asked) : read(asked, *route);
}

HttpResponse Api::read(const Asked& asked, const Route& route) {
    if (board_.view() == nullptr) return problem(503, "nothing is known yet");
    const std::string etag = fmt::format("\"{}-{}\"", options_.run, board_.version());
    if (matches_etag(find_header(asked.request.headers, "if-none-match").value_or(std::string_view{}), etag))
        return {304, {{"ETag", etag}, {"Cache-Control", "no-cache"}}, {}};
    if (cached_version_ != board_.version() || cache_.size() >= kMostCached) cache_.clear();
    cached_version_ = board_.version();
    auto& kept = cache_[asked.request.target];
    if (kept.body.empty()) {
        kept = route.resource(board_, asked.target);
        if (kept.status == 200) {
            kept.headers.push_back({"ETag", etag});
            kept.headers.push_back({"Cache-Control", "no-cache"});
        }
    }
    return kept;
}

HttpResponse Api::asset(const Asked& asked) {
    const PageAsset& asset = *find_page_asset(asset_path(asked.target));
    const std::string etag = fmt::format("\"{}\"", asset.etag);
    const char* kept = asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache";
    HttpResponse response{200, {{"ETag", etag}, {"Cache-Control", kept}}, {}};
    if (matches_etag(find_header(asked.request.headers, "if-none-match").value_or(std::string_view{}), etag)) {
        response.status = 304;
        return response;
    }
    response.headers.push_back({"Content-Type", std::string{asset.content_type}});
    response.body = asset.bytes;
    return response;
}

HttpResponse Api::events(const Asked& asked) {
    HttpResponse response{200, {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}}, {}};
    if (asked.request.method == "HEAD") return response;
    response.stream = hub_.subscribe(find_header(asked.request.headers, "last-event-id").value_or(std::string_view{}));
    if (response.stream != nullptr) return response;
    response = problem(503, "too many listen already, or the run has ended");
    response.headers.push_back({"Retry-After", "10"});
    return response;
}

HttpResponse Api::openapi(const Asked&) {
    return {
        200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}}, std::string{openapi_document()}};
}

HttpResponse Api::metrics(const Asked&) {
    if (board_.view() == nullptr) return plain(503, "nothing is known yet\n");
    return {200,
            {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}},
            exposition(board_, {requests_, refused_})};
}

HttpResponse Api::health(const Asked&) {
    return plain(200, "ok\n");
}

/// Ready: what is decided on is of now.
HttpResponse Api::ready(const Asked&) {
    const StatusView* view = board_.view();
    if (view == nullptr) return plain(503, "not ready: starting\n");
    const FeedStatus& feed = view->report.feed;
    if (feed.health != FeedHealth::kLive) return plain(503, fmt::format("not ready: {}\n", to_string(feed.health)));
    const auto quiet = feed.quiet + board_.quiet();
    if (quiet > std::max(feed.stall_after, kLeastStall))
        return plain(503, fmt::format("not ready: nothing new for {} s\n", quiet.count() / 1000));
    return plain(200, "ready\n");
}

Task<HttpResponse> Api::control(ControlRequest request) {
    if (!options_.control) co_return problem(503, "this run takes no such requests");
    const auto reply = std::make_shared<Reply>(executor_);
    options_.control(std::move(request), [reply, executor = executor_](ControlAnswer answer) {
        boost::asio::post(executor, [reply, answer = std::move(answer)]() mutable {
            reply->answer = std::move(answer);
            reply->arrived.notify();
        });
    });
    const bool has_arrived = co_await reply->arrived.wait_for(kControlTimeout);
    if (!has_arrived) co_return problem(504, "handed over, but not answered within 5 s; look at the status");
    if (reply->answer->status >= 400) co_return problem(reply->answer->status, reply->answer->detail);
    co_return plain(reply->answer->status, reply->answer->detail + "\n");
}

}  // namespace dexarb
