#include "dexarb/journal/recorder.hpp"

#include <csignal>
#include <numeric>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "recording_support.hpp"
#include "unit/engine/simulation.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// No file of this process may grow beyond `bytes` while it lives: a full disk that needs no privileges.
class FullDisk {
  public:
    explicit FullDisk(std::uint64_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

/// A feed through an engine with a recorder beside it.
class RecordedRun : public ::testing::Test {
  protected:
    void begin(const RandomFeed& feed, RecorderOptions options) {
        engine.emplace(feed.market, std::vector<StrategyConfig>{eager()}, EngineOptions{});
        options.folder = folder.path();
        options.run = "run";
        options.head = [](unsigned part) { return R"({"part":)" + std::to_string(part) + "}"; };
        options.first_day = utc_day(std::get<SnapshotPtr>(feed.items.front())->arrival);
        auto started = Recorder::start(std::move(options), {engine->market(), engine->routes(), engine->configs()});
        ASSERT_TRUE(started) << started.error().detail;
        recorder = *std::move(started);
    }

    void play(const FeedItem& item) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&item);
        if (snapshot != nullptr)
            engine->on_snapshot(*snapshot);
        else
            engine->on_undone(std::get<Undone>(item).fork);
        recorder->record(item, engine->records(), engine->digest());
    }

    void play(const RandomFeed& feed) {
        for (const FeedItem& item : feed.items)
            play(item);
    }

    void finish() {
        const auto records = engine->finish();
        recorder->finish(records, engine->digest());
    }

    std::vector<std::filesystem::path> files() const {
        std::vector<std::filesystem::path> list;
        for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
            list.push_back(entry.path());
        std::ranges::sort(list);
        return list;
    }

    /// All items of a file, and the end it had.
    static std::vector<RecordedItem> read(const std::filesystem::path& path, const RandomFeed& feed,
                                          std::optional<RecordingEnd>& end) {
        auto reader = RecordingReader::open(path.string());
        if (!reader) throw std::runtime_error{reader.error().detail};
        reader->set_market(feed.market);
        std::vector<RecordedItem> items;
        for (auto item = reader->next(); item && *item; item = reader->next())
            items.push_back(**std::move(item));
        end = reader->end();
        return items;
    }

    TemporaryFolder folder;
    std::optional<Engine> engine;
    std::unique_ptr<Recorder> recorder;
};

TEST_F(RecordedRun, WritesEveryItemWithItsEvidence) {
    const RandomFeed feed = random_feed({.blocks = 200});
    begin(feed, {});
    play(feed);
    finish();

    ASSERT_EQ(files().size(), 1U);
    std::optional<RecordingEnd> end;
    const auto items = read(files().front(), feed, end);
    ASSERT_EQ(items.size(), feed.items.size());
    EXPECT_EQ(recorder->status().trouble, "");
    EXPECT_EQ(recorder->status().bytes, std::filesystem::file_size(files().front()));

    Engine again{feed.market, {eager()}, {}};
    const EventLogNames names{again.market(), again.routes(), again.configs()};
    for (const RecordedItem& item : items) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&item.item);
        const auto records =
            snapshot != nullptr ? again.on_snapshot(*snapshot) : again.on_undone(std::get<Undone>(item.item).fork);
        ASSERT_EQ(item.evidence.records.size(), records.size());
        for (std::size_t i = 0; i < records.size(); ++i)
            EXPECT_EQ(item.evidence.records[i], record_mark(names, records[i]));
        EXPECT_EQ(item.evidence.digest, again.digest());
    }
    again.finish();
    ASSERT_TRUE(end);
    EXPECT_EQ(end->reason, RecordingEnd::Reason::kEnded);
    EXPECT_EQ(end->evidence.digest, again.digest());
    EXPECT_NE(again.digest(), Hash{}) << "a run in which nothing was decided shows nothing";
}

TEST_F(RecordedRun, EndsWithWhatAnotherGoesOnFrom) {
    const RandomFeed feed = random_feed({.blocks = 60});
    begin(feed, {});
    play(feed);
    const Handover handover{{ConfigIndex{0}}, {}, {}};
    const auto records = engine->hand_over(handover);
    recorder->leave(handover, records, engine->digest());

    std::optional<RecordingEnd> end;
    EXPECT_EQ(read(files().front(), feed, end).size(), feed.items.size());
    ASSERT_TRUE(end);
    EXPECT_EQ(end->reason, RecordingEnd::Reason::kHandedOver);
    EXPECT_EQ(end->handover, handover);
    EXPECT_EQ(end->evidence.digest, engine->digest());
    EXPECT_EQ(end->evidence.records.size(), records.size());
}

TEST_F(RecordedRun, EachUtcDayHasAFileThatBeginsWithAWholeSnapshot) {
    const RandomFeed feed = random_feed({.blocks = 3, .trouble_one_in = 0});
    begin(feed, {});
    std::vector<FeedItem> played;
    for (int day = 0; day < 3; ++day)
        for (const FeedItem& item : feed.items) {
            MarketSnapshot later = *std::get<SnapshotPtr>(item);
            later.header.id.number += static_cast<BlockNumber>(day) * 43'200;
            later.header.timestamp += std::chrono::days{day};
            later.arrival += std::chrono::days{day};
            played.emplace_back(std::make_shared<const MarketSnapshot>(std::move(later)));
            play(played.back());
        }
    finish();

    ASSERT_EQ(files().size(), 3U);
    EXPECT_THAT(files().front().filename().string(), ::testing::MatchesRegex("run\\.20[0-9][0-9]-[0-9-]+\\.dxrec"));
    for (std::size_t day = 0; day < 3; ++day) {
        std::optional<RecordingEnd> end;
        const auto items = read(files()[day], feed, end);
        ASSERT_EQ(items.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_EQ(difference(items[i].item, played[3 * day + i]), "");
        ASSERT_TRUE(end);
        EXPECT_EQ(end->reason, day < 2 ? RecordingEnd::Reason::kContinued : RecordingEnd::Reason::kEnded);
    }
    EXPECT_EQ(recorder->status().blocks, 9U);
}

TEST_F(RecordedRun, WhatIsCutIsOnTheDiskBeforeTheEnd) {
    const RandomFeed feed = random_feed({.blocks = 50});
    RecorderOptions options;
    options.longest_uncut = 1ms;
    begin(feed, options);
    play(feed);
    const auto until = std::chrono::steady_clock::now() + 60s;
    std::optional<RecordingEnd> end;
    std::size_t seen = 0;
    while (seen < feed.items.size() && std::chrono::steady_clock::now() < until)
        seen = read(files().front(), feed, end).size();

    EXPECT_EQ(seen, feed.items.size());
    EXPECT_FALSE(end);
    finish();
}

TEST_F(RecordedRun, FullDiskIsToldAndCostsNothingOnceThereIsRoom) {
    const RandomFeed feed = random_feed({.blocks = 300});
    RecorderOptions options;
    options.longest_uncut = 1ms;
    begin(feed, options);
    {
        const FullDisk full{4096};
        play(feed);
        const auto until = std::chrono::steady_clock::now() + 60s;
        while (recorder->status().trouble.empty() && std::chrono::steady_clock::now() < until)
            std::this_thread::yield();
        EXPECT_THAT(recorder->status().trouble, HasSubstr("cannot be written"));
        EXPECT_FALSE(recorder->status().incomplete_from);
    }
    finish();

    EXPECT_EQ(recorder->status().trouble, "");
    std::optional<RecordingEnd> end;
    EXPECT_EQ(read(files().front(), feed, end).size(), feed.items.size());
    EXPECT_EQ(end->reason, RecordingEnd::Reason::kEnded);
}

TEST_F(RecordedRun, IsIncompleteOnceMoreWaitsThanMayAndTheRestIsWhole) {
    const RandomFeed feed = random_feed({.blocks = 300, .trouble_one_in = 0});
    RecorderOptions options;
    options.longest_uncut = 0ms;
    options.writer.most_unwritten = 3000;
    begin(feed, options);
    {
        const FullDisk full{4096};
        play(feed);
        const auto until = std::chrono::steady_clock::now() + 60s;
        while (!recorder->status().incomplete_from && std::chrono::steady_clock::now() < until)
            std::this_thread::yield();
    }
    finish();

    const auto from = recorder->status().incomplete_from;
    ASSERT_TRUE(from);
    std::optional<RecordingEnd> end;
    const auto items = read(files().front(), feed, end);
    ASSERT_EQ(items.size(), *from - 1000) << "every block before it";
    ASSERT_TRUE(end);
    EXPECT_EQ(end->reason, RecordingEnd::Reason::kIncomplete);
    EXPECT_EQ(end->incomplete_from, *from);
}

TEST_F(RecordedRun, NeverHoldsUpTheRunWhenTheQueueIsFull) {
    const RandomFeed feed = random_feed({.blocks = 2000, .trouble_one_in = 0});
    RecorderOptions options;
    options.queue = 1;
    begin(feed, options);
    play(feed);
    finish();

    const auto from = recorder->status().incomplete_from;
    ASSERT_TRUE(from);
    std::optional<RecordingEnd> end;
    EXPECT_EQ(read(files().front(), feed, end).size(), *from - 1000);
    EXPECT_EQ(end->reason, RecordingEnd::Reason::kIncomplete);
}

TEST_F(RecordedRun, FolderThatTakesNoFileIsAnErrorAtTheStart) {
    RecorderOptions options;
    options.folder = "/proc/nowhere";
    options.run = "run";
    options.head = [](unsigned) { return "{}"; };
    const RandomFeed feed = random_feed({.blocks = 1});
    const Engine idle{feed.market, {eager()}, {}};

    const auto started = Recorder::start(std::move(options), {idle.market(), idle.routes(), idle.configs()});

    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::kIo);
    EXPECT_THAT(started.error().detail, HasSubstr("/proc/nowhere/run.1970-01-01.dxrec: cannot be made"));
}

TEST_F(RecordedRun, FullDiskAtTheStartLeavesNoFile) {
    const RandomFeed feed = random_feed({.blocks = 1});
    const Engine idle{feed.market, {eager()}, {}};
    RecorderOptions options;
    options.folder = folder.path();
    options.run = "run";
    options.head = [](unsigned) { return "{}"; };
    const FullDisk full{10};

    const auto started = Recorder::start(std::move(options), {idle.market(), idle.routes(), idle.configs()});

    EXPECT_FALSE(started);
    EXPECT_TRUE(files().empty());
}

}  // namespace
}  // namespace dexarb::testing
