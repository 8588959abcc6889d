#include "served_run.hpp"

#include <thread>

#include "dexarb/report/run_report.hpp"

#include "unit/engine/simulation.hpp"

namespace dexarb::testing {

namespace {

using namespace std::chrono_literals;

StrategyConfig named(std::string id, double min_profit) {
    StrategyConfig config = eager();
    config.id = std::move(id);
    config.min_profit_usd = dollars(min_profit);
    return config;
}

}  // namespace

void ServedRun::serve(ServiceOptions options) {
    RandomFeedOptions random;
    random.blocks = 100;
    feed = random_feed(random);
    engine = std::make_unique<Engine>(feed.market, std::vector{named("eager", 0.01), named("choosy", 1'000.0)},
                                      EngineOptions{});
    names = std::make_shared<const ViewNames>(feed.market, engine->configs());
    options.port = 0;
    if (options.run.empty()) options.run = "r1";
    auto started = HttpService::start(std::move(options));
    ASSERT_TRUE(started) << started.error().detail;
    service = *std::move(started);
}

void ServedRun::play() {
    for (const FeedItem& item : feed.items) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&item);
        const auto made =
            snapshot != nullptr ? engine->on_snapshot(*snapshot) : engine->on_undone(std::get<Undone>(item).fork);
        records.insert(records.end(), made.begin(), made.end());
        if (snapshot == nullptr) continue;
        newest = *snapshot;
        publish();
        if (published % 50 == 0) std::this_thread::sleep_for(5ms);  // The server takes 256 at once.
    }
}

void ServedRun::publish() {
    RunContext context;
    context.version = "1.2.3";
    if (newest) {
        context.feed.head = newest->header.id;
        context.feed.head_timestamp = newest->header.timestamp;
        context.feed.health = FeedHealth::kLive;
        context.made_at = newest->arrival;
    }
    context.feed.stall_after = 20s;
    EndpointStatus endpoint;
    endpoint.name = "https://node.example";
    endpoint.state = "serving";
    context.feed.endpoints.push_back(endpoint);
    auto view = std::make_shared<StatusView>();
    view->report = make_run_report(*engine, std::move(context));
    view->snapshot = newest;
    view->names = names;
    view->decisions.add(30us);
    view->queues.push_back({"journal", 3, 100});
    view->alerts.push_back({"ops", "https://hooks.example", 1, 64, 5, 2, 4, 1, 3, "https://hooks.example: HTTP 503"});
    service->publish(std::move(view), std::exchange(records, {}));
    ++published;
}

RawAnswer ServedRun::ask(const std::string& method, const std::string& target, const std::string& more_headers) const {
    RawClient client{port()};
    const std::string host = more_headers.find("Host:") == std::string::npos ? "Host: 127.0.0.1\r\n" : "";
    client.send(method + " " + target + " HTTP/1.1\r\n" + host + more_headers + "Connection: close\r\n\r\n");
    return parse_answer(client.read_to_end());
}

RawAnswer ServedRun::get_when_there(const std::string& target) const {
    const auto until = std::chrono::steady_clock::now() + 10s;
    RawAnswer answer = get(target);
    while (answer.status == 503 && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(2ms);
        answer = get(target);
    }
    return answer;
}

}  // namespace dexarb::testing
