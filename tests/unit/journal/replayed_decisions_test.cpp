// What an engine decides on a recording: the same as live, the same for a prefix, and for another configuration what
// that one would have decided live.

#include <algorithm>

#include "dexarb/report/event_log_line.hpp"

#include "recording_support.hpp"
#include "support/random.hpp"
#include "unit/engine/simulation.hpp"

namespace dexarb::testing {
namespace {

/// Everything an engine said of a feed, item by item, and its digest after each.
struct Story {
    std::vector<std::vector<std::string>> lines;
    std::vector<Hash> digests;

    friend bool operator==(const Story&, const Story&) = default;

    [[nodiscard]] Story prefix(std::size_t items) const {
        const auto end = static_cast<std::ptrdiff_t>(items);
        return {{lines.begin(), lines.begin() + end}, {digests.begin(), digests.begin() + end}};
    }
    [[nodiscard]] std::size_t count(std::string_view what) const {
        std::size_t found = 0;
        for (const auto& item : lines)
            for (const std::string& line : item)
                found += line.find(what) != std::string::npos ? 1U : 0U;
        return found;
    }
};

class Narrator {
  public:
    Narrator(const MarketDefinitionPtr& market, std::vector<StrategyConfig> configs)
        : engine_{market, std::move(configs), {}} {}

    void hear(const FeedItem& item) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&item);
        const auto records =
            snapshot != nullptr ? engine_.on_snapshot(*snapshot) : engine_.on_undone(std::get<Undone>(item).fork);
        tell(records);
    }
    Story end() {
        tell(engine_.finish());
        return std::move(story_);
    }
    const Story& story() const { return story_; }

  private:
    void tell(std::span<const EngineRecord> records) {
        const EventLogNames names{engine_.market(), engine_.routes(), engine_.configs()};
        auto& lines = story_.lines.emplace_back();
        for (const EngineRecord& record : records)
            lines.push_back(event_log_line(names, record));
        story_.digests.push_back(engine_.digest());
    }

    Engine engine_;
    Story story_;
};

StrategyConfig patient() {
    StrategyConfig config = eager();
    config.submit_latency = std::chrono::milliseconds{4500};
    config.min_profit_usd = dollars(0.5);
    config.competition_rate = 0.5;
    config.pairs = {0, 1};
    return config;
}

class ReplayedDecisions : public RecordingFile {
  protected:
    Story live(const std::vector<StrategyConfig>& configs) const {
        Narrator narrator{feed.market, configs};
        for (const FeedItem& item : feed.items)
            narrator.hear(item);
        return narrator.end();
    }

    Story replayed(const std::vector<StrategyConfig>& configs) const {
        RecordingReader reader = open(feed.market);
        Narrator narrator{feed.market, configs};
        for (const RecordedItem& item : read_all(reader))
            narrator.hear(item.item);
        return narrator.end();
    }

    RandomFeed feed = random_feed({.seed = 5, .blocks = 120, .pools = 8});
};

TEST_F(ReplayedDecisions, AreTheLiveOnes) {
    write(feed);
    const Story story = live({eager()});

    EXPECT_EQ(replayed({eager()}), story);
    EXPECT_GT(story.count(R"("type":"action")"), 5U);
    EXPECT_GT(story.count(R"("result":"filled")"), 1U);
}

TEST_F(ReplayedDecisions, OfAnotherConfigurationAreWhatItWouldHaveDecidedLive) {
    write(feed);
    const Story story = live({patient()});

    EXPECT_EQ(replayed({patient()}), story);
    EXPECT_NE(story, live({eager()}));
    EXPECT_GT(story.count(R"("type":"action")"), 0U);
}

TEST_F(ReplayedDecisions, OfAPrefixAreThePrefixOfTheDecisions) {
    feed = random_feed({.seed = 6, .blocks = 80, .pools = 4});
    write(feed, 4, false);
    const std::string whole = bytes_of(path());
    const Story story = live({eager(), patient()});
    test::Random random{11};
    std::size_t different = 0;
    std::size_t before = 0;
    for (int cut = 0; cut < 100; ++cut) {
        const auto size = random.between(1000, static_cast<std::int64_t>(whole.size()));
        put_bytes(path(), std::string_view{whole}.substr(0, static_cast<std::size_t>(size)));
        RecordingReader reader = open(feed.market);
        Narrator narrator{feed.market, {eager(), patient()}};
        const auto items = read_all(reader);
        for (const RecordedItem& item : items)
            narrator.hear(item.item);

        ASSERT_EQ(narrator.story(), story.prefix(items.size())) << "cut at byte " << size;
        different += items.size() != before ? 1U : 0U;
        before = items.size();
    }
    EXPECT_GT(different, 50U) << "cuts in many places";
}

}  // namespace
}  // namespace dexarb::testing
