#include "service/event_hub.hpp"

#include <charconv>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "dexarb/async/notifier.hpp"

namespace dexarb {

struct EventHub::Ring {
    Ring(const Executor& on, EventHubOptions given) : executor{on}, options{std::move(given)}, client_left{on} {}

    [[nodiscard]] std::uint64_t oldest() const { return next - events.size(); }

    void push(std::string text) {
        bytes += text.size();
        events.push_back(std::move(text));
        ++next;
        while (events.size() > options.most_events || bytes > options.most_bytes) {
            bytes -= events.front().size();
            events.pop_front();
        }
    }

    /// The number behind "RUN-NUMBER", where that is of this run and not of the future.
    [[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view id) const {
        if (!id.starts_with(options.run) || id.size() <= options.run.size() + 1) return std::nullopt;
        id.remove_prefix(options.run.size() + 1);
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
        if (error != std::errc{} || end != id.data() + id.size() || number >= next) return std::nullopt;
        return number;
    }

    void wake();

    Executor executor;
    EventHubOptions options;
    std::deque<std::string> events;
    std::uint64_t next = 1;
    std::size_t bytes = 0;
    std::set<Client*> clients;
    Notifier client_left;
    std::uint64_t dropped = 0;
    bool is_closed = false;
};

class EventHub::Client final : public HttpBodyStream {
  public:
    Client(std::shared_ptr<Ring> ring, std::string_view last_id) : ring_{std::move(ring)}, news_{ring_->executor} {
        const auto last = ring_->number_of(last_id);
        const bool is_resumed = last && *last + 1 >= ring_->oldest();
        cursor_ = is_resumed ? *last + 1 : ring_->next;
        hello_ = fmt::format("retry: 1000\nevent: hello\nid: {0}-{1}\ndata: {{\"run\":\"{0}\",\"resumed\":{2}}}\n\n",
                             ring_->options.run, cursor_ - 1, is_resumed);
        ring_->clients.insert(this);
    }
    ~Client() override {
        ring_->clients.erase(this);
        ring_->client_left.notify();
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Task<std::optional<std::string>> next() override {
        if (!hello_.empty()) co_return std::exchange(hello_, {});
        while (!has_ended_) {
            if (cursor_ < ring_->next) co_return take();
            if (ring_->is_closed) break;
            const bool is_news = co_await news_.wait_for(ring_->options.heartbeat);
            if (!is_news) co_return std::string{":\n\n"};
        }
        co_return std::nullopt;
    }

    void end() override {
        has_ended_ = true;
        news_.notify();
    }

    /// Something was published, or the ring is closed. What this client had yet to read may be gone: that ends it,
    /// also while it is stuck in a write.
    void wake() {
        if (cursor_ < ring_->oldest() && !std::exchange(has_ended_, true)) ++ring_->dropped;
        news_.notify();
    }

  private:
    std::string take() {
        std::string piece;
        while (cursor_ < ring_->next) {
            const std::string& event = ring_->events[cursor_ - ring_->oldest()];
            if (!piece.empty() && piece.size() + event.size() > ring_->options.piece_bytes) break;
            piece += event;
            ++cursor_;
        }
        return piece;
    }

    std::shared_ptr<Ring> ring_;
    Notifier news_;
    std::string hello_;
    std::uint64_t cursor_ = 0;
    bool has_ended_ = false;
};

void EventHub::Ring::wake() {
    for (Client* client : clients)
        client->wake();
}

EventHub::EventHub(const Executor& executor, EventHubOptions options)
    : ring_{std::make_shared<Ring>(executor, std::move(options))} {}

EventHub::~EventHub() = default;

void EventHub::publish(std::string_view kind, std::string_view data) {
    ring_->push(fmt::format("id: {}-{}\nevent: {}\ndata: {}\n\n", ring_->options.run, ring_->next, kind, data));
    ring_->wake();
}

std::shared_ptr<HttpBodyStream> EventHub::subscribe(std::string_view last_id) {
    if (ring_->is_closed || ring_->clients.size() >= ring_->options.most_clients) return nullptr;
    return std::make_shared<Client>(ring_, last_id);
}

void EventHub::close() {
    ring_->is_closed = true;
    ring_->wake();
}

Task<void> EventHub::wait_for_clients(std::chrono::milliseconds limit) {
    const auto ring = ring_;
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!ring->clients.empty() && std::chrono::steady_clock::now() < until)
        co_await ring->client_left.wait_for(until - std::chrono::steady_clock::now());
}

EventHubStats EventHub::stats() const {
    return {ring_->clients.size(), ring_->next - 1, ring_->dropped};
}

std::string EventHub::newest_id() const {
    return fmt::format("{}-{}", ring_->options.run, ring_->next - 1);
}

}  // namespace dexarb
