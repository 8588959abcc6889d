#include "dexarb/app/session_http.hpp"

#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "dexarb/app/http_options.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;

constexpr auto kFreshFor = 2s;
/// For answers that are being sent when the run ends.
constexpr auto kGrace = 500ms;

std::shared_ptr<const ViewNames> names_of(const Engine& engine) {
    return std::make_shared<const ViewNames>(std::make_shared<const MarketDefinition>(engine.market()),
                                             engine.configs());
}

std::string run_name() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return fmt::format("{:x}", std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::string url_of(const std::string& address, std::uint16_t port) {
    const bool is_v6 = address.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}/", is_v6 ? "[" : "", address, is_v6 ? "]" : "", port);
}

}  // namespace

Result<std::unique_ptr<SessionHttp>> SessionHttp::begin(boost::asio::io_context& context, const Setup& setup,
                                                        const HttpFlags& flags, const Engine& engine,
                                                        HttpSource source) {
    auto options = make_service_options(flags, setup.settings);
    if (!options) return options.error();
    if (!*options) return std::unique_ptr<SessionHttp>{};
    std::unique_ptr<SessionHttp> session{new SessionHttp{context, engine, std::move(source)}};
    ServiceOptions& chosen = **options;
    const std::string address = chosen.address;
    chosen.run = run_name();
    if (session->source_.control)
        chosen.control = [window = session.get()](ControlRequest request, ControlReply reply) {
            window->take_control(std::move(request), std::move(reply));
        };
    auto service = HttpService::start(std::move(chosen));
    if (!service && setup.settings.http_listen) return Error{ErrorCode::kInvalidInput, service.error().detail};
    if (!service) {
        spdlog::warn("no page and no API: {}; --listen names another port, --no-http none", service.error().detail);
        return std::unique_ptr<SessionHttp>{};
    }
    session->service_ = *std::move(service);
    session->url_ = url_of(address, session->service_->port());
    session->publish();
    session->keep_fresh();
    return session;
}

SessionHttp::SessionHttp(boost::asio::io_context& context, const Engine& engine, HttpSource source)
    : context_{context}, engine_{engine}, source_{std::move(source)}, names_{names_of(engine)}, timer_{context} {}

void SessionHttp::on_step(const FeedItem* item, std::span<const EngineRecord> records) {
    records_.insert(records_.end(), records.begin(), records.end());
    const auto* snapshot = item == nullptr ? nullptr : std::get_if<SnapshotPtr>(item);
    if (snapshot != nullptr) newest_ = *snapshot;
}

void SessionHttp::publish() {
    const auto begun = std::chrono::steady_clock::now();
    auto view = std::make_shared<StatusView>();
    view->report = source_.report();
    view->snapshot = newest_;
    view->names = names_;
    view->decisions = decisions_;
    view->publications = publications_;
    if (source_.queues) view->queues = source_.queues();
    if (source_.alerts) view->alerts = source_.alerts();
    service_->publish(std::move(view), std::exchange(records_, {}));
    has_published_ = true;
    publications_.add(std::chrono::steady_clock::now() - begun);
}

/// So that what stands still is seen to stand still.
void SessionHttp::keep_fresh() {
    timer_.expires_after(kFreshFor);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        if (!std::exchange(has_published_, false)) publish();
        keep_fresh();
    });
}

void SessionHttp::take_control(ControlRequest request, ControlReply reply) {
    boost::asio::post(context_, [this, request = std::move(request), reply = std::move(reply)] {
        reply(source_.control(request));
        publish();
    });
}

/// Records name configurations by their places, so they go out before these change.
void SessionHttp::on_last_step(std::span<const EngineRecord> records) {
    if (records.empty()) return;
    on_step(nullptr, records);
    publish();
}

void SessionHttp::begin_anew(const FeedItem* item, std::span<const EngineRecord> records) {
    names_ = names_of(engine_);
    on_step(item, records);
    publish();
}

void SessionHttp::end() {
    timer_.cancel();
    service_->stop(kGrace);
}

}  // namespace dexarb
