// Two hundred listeners and fifty requests a second beside a run: what they cost the thread that trades.
#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <poll.h>

#include "integration/served_demo.hpp"
#include "support/length.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kListeners = 200;
constexpr auto kBetweenRequests = 20ms;

/// What the service may hold for its listeners: the ring of events, and of each listener a piece being filled and one
/// being written (EventHubOptions); and as much again as the ring for all else. Anything that kept what was sent would
/// be past it soon: some 40 MB go out a second.
constexpr std::int64_t kMostHeld = (4 << 20) + std::int64_t{kListeners} * 2 * (64 << 10) + (4 << 20);

/// How many decisions took at most so long, in seconds: the buckets of the histogram.
std::map<double, double> decisions(const std::string& metrics) {
    std::map<double, double> buckets;
    const std::string mark = "dexarb_decision_duration_seconds_bucket{le=\"";
    for (auto at = metrics.find(mark); at != std::string::npos; at = metrics.find(mark, at + 1)) {
        const std::string bound =
            metrics.substr(at + mark.size(), metrics.find('"', at + mark.size()) - at - mark.size());
        const auto value = metrics.find("} ", at) + 2;
        buckets[bound == "+Inf" ? 1e9 : std::stod(bound)] = std::stod(metrics.substr(value));
    }
    return buckets;
}

/// The bound below which 99 of 100 decisions between two looks stayed.
double p99(const std::map<double, double>& before, const std::map<double, double>& after) {
    const double all = after.at(1e9) - before.at(1e9);
    for (const auto& [bound, count] : after)
        if (count - before.at(bound) >= 0.99 * all) return bound;
    return 1e9;
}

/// Reads what comes from all clients, and drops it, until told to stop.
class Listeners {
  public:
    explicit Listeners(std::uint16_t port) {
        for (std::size_t i = 0; i < kListeners; ++i) {
            clients_.push_back(std::make_unique<RawClient>(port));
            clients_.back()->send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            polled_.push_back({clients_.back()->handle(), POLLIN, 0});
        }
        thread_ = std::thread{[this] { read(); }};
    }
    ~Listeners() {
        stop_ = true;
        thread_.join();
    }
    Listeners(const Listeners&) = delete;
    Listeners& operator=(const Listeners&) = delete;

    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] std::size_t ended() const { return ended_; }

  private:
    void read() {
        std::array<char, 65536> chunk{};
        while (!stop_) {
            ::poll(polled_.data(), polled_.size(), 50);
            for (pollfd& each : polled_) {
                if (each.revents == 0) continue;
                const auto got = ::recv(each.fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
                if (got > 0) bytes_ += static_cast<std::uint64_t>(got);
                if (got == 0) {
                    ++ended_;
                    each.fd = -1;
                }
            }
        }
    }

    std::vector<std::unique_ptr<RawClient>> clients_;
    std::vector<pollfd> polled_;
    std::atomic<std::uint64_t> bytes_ = 0;
    std::atomic<std::size_t> ended_ = 0;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

class HttpLoad : public ServedDemo {
  protected:
    [[nodiscard]] std::size_t resident() const {
        std::size_t pages = 0;
        std::size_t ignored = 0;
        std::ifstream{"/proc/" + std::to_string(demo->pid()) + "/statm"} >> ignored >> pages;
        return pages * 4096;
    }

    struct Asked {
        std::size_t answered = 0;           ///< With 200.
        std::vector<std::size_t> resident;  ///< Bytes, looked at now and then.

        [[nodiscard]] std::int64_t usual_memory() const {
            std::vector<std::size_t> sorted = resident;
            std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2));
            return static_cast<std::int64_t>(sorted.at(sorted.size() / 2));
        }
    };

    /// Fifty requests a second for so long.
    Asked ask_for(std::chrono::milliseconds duration) {
        const std::array<const char*, 8> targets{
            "/api/v1/status", "/api/v1/trades?limit=500", "/api/v1/equity", "/api/v1/opportunities", "/api/v1/configs",
            "/metrics",       "/api/v1/report",           "/api/v1/pools"};
        Asked asked;
        const auto started = Clock::now();
        auto due = started;
        for (std::size_t i = 0; due < started + duration; ++i) {
            std::this_thread::sleep_until(due);
            asked.answered += get(targets[i % targets.size()]).status == 200 ? 1U : 0U;
            if (i % targets.size() == 0) asked.resident.push_back(resident());
            due += kBetweenRequests;
        }
        return asked;
    }
};

TEST_F(HttpLoad, TradingDoesNotFeelIt) {
    const auto idle_time = test::runs_full_length() ? 60s : 3s;
    const auto load_time = test::runs_full_length() ? 600'000ms : 5'000ms;
    // AddressSanitizer keeps what is freed for a while, which is no growth of ours.
    begin({"--duration", "30m"}, {{"ASAN_OPTIONS", "quarantine_size_mb=4"}});
    std::this_thread::sleep_for(1s);
    const auto before = decisions(get("/metrics").body);
    std::this_thread::sleep_for(idle_time);
    const auto idle = decisions(get("/metrics").body);

    const Listeners listeners{port()};
    const Asked early = ask_for(load_time / 2);
    const Asked late = ask_for(load_time / 2);
    const std::string metrics = get("/metrics").body;
    const double p99_idle = p99(before, idle);
    const double p99_loaded = p99(idle, decisions(metrics));
    const std::size_t answered = early.answered + late.answered;
    const std::int64_t growth = late.usual_memory() - early.usual_memory();
    std::printf(
        "p99 of a decision: %g ms idle, %g ms under load; %zu requests answered, %.1f MB of events read; memory "
        "%.1f MB, %+.1f MB in the second half\n",
        p99_idle * 1e3, p99_loaded * 1e3, answered, static_cast<double>(listeners.bytes()) / 1e6,
        static_cast<double>(late.usual_memory()) / 1e6, static_cast<double>(growth) / 1e6);

    // The short form runs on machines that do other things too.
    EXPECT_LE(p99_loaded, test::runs_full_length() ? p99_idle + 0.005 : 5 * p99_idle + 0.1);
    EXPECT_EQ(listeners.ended(), 0U);
    EXPECT_GT(listeners.bytes(), 200U * 10'000U);
    EXPECT_EQ(answered, static_cast<std::size_t>(load_time / 2 / kBetweenRequests) * 2);
    EXPECT_LT(growth, kMostHeld);
    EXPECT_NE(metrics.find("dexarb_records_lost_total 0"), std::string::npos);
}

}  // namespace
}  // namespace dexarb::testing
