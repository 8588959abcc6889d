#include <algorithm>

#include <gmock/gmock.h>

#include "recording_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::HasSubstr;

class EveryFeed : public RecordingFile, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(EveryFeed, ReadsBackToTheLastTick) {
    const RandomFeed feed = random_feed({.seed = GetParam()});
    write(feed, 7, true, {.whole_every = 50});

    RecordingReader reader = open(feed.market);
    const auto items = read_all(reader);

    ASSERT_EQ(items.size(), feed.items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        ASSERT_EQ(difference(items[i].item, feed.items[i]), "") << "item " << i;
        EXPECT_EQ(items[i].evidence, evidence(i)) << "item " << i;
    }
    EXPECT_FALSE(reader.torn());
    ASSERT_TRUE(reader.end());
    EXPECT_EQ(reader.end()->evidence, evidence(items.size()));
    EXPECT_EQ(reader.head(), R"({"of":"a test"})");
}

INSTANTIATE_TEST_SUITE_P(Seeds, EveryFeed, ::testing::Range<std::uint64_t>(1, 9));

class Recording : public RecordingFile {};

TEST_F(Recording, SharesWhatDidNotChangeAsTheFeedDid) {
    const RandomFeed feed = random_feed({.blocks = 120, .trouble_one_in = 0});
    write(feed, 10, true, {.whole_every = 40});

    RecordingReader reader = open(feed.market);
    const auto items = read_all(reader);

    for (std::size_t i = 1; i < items.size(); ++i) {
        const auto& was = *std::get<SnapshotPtr>(items[i - 1].item);
        const auto& now = *std::get<SnapshotPtr>(items[i].item);
        for (std::size_t pool = 0; pool < now.pools->size(); ++pool) {
            const bool changed = std::ranges::find(now.changed, PoolIndex(pool)) != now.changed.end();
            EXPECT_EQ((*now.pools)[pool] == (*was.pools)[pool], !changed) << "block " << i << ", pool " << pool;
        }
    }
}

TEST_F(Recording, SeeksToTheWholeSnapshotBeforeAnyBlock) {
    const RandomFeed feed = random_feed({.blocks = 200, .trouble_one_in = 0});
    for (const bool ends : {true, false}) {
        write(feed, 9, ends, {.whole_every = 50});
        for (const BlockNumber block : {999U, 1000U, 1049U, 1050U, 1199U, 5000U}) {
            RecordingReader reader = open(feed.market);
            ASSERT_TRUE(reader.seek(block));
            const auto items = read_all(reader);

            const BlockNumber expected = block < 1000 ? 1000 : std::min<BlockNumber>(block, 1199) / 50 * 50;
            const auto skipped = static_cast<std::size_t>(expected - 1000);
            ASSERT_EQ(items.size(), feed.items.size() - skipped) << "block " << block;
            for (std::size_t i = 0; i < items.size(); ++i)
                ASSERT_EQ(difference(items[i].item, feed.items[skipped + i]), "");
            EXPECT_EQ(items.front().evidence.digest, evidence(skipped).digest);
        }
    }
}

TEST_F(Recording, TornAtAnyByteGivesItsWholeFramesAndSaysSo) {
    const RandomFeed feed = random_feed({.blocks = 40});
    write(feed, 8, false);
    const std::string whole = bytes_of(path());
    std::size_t longest = 0;
    for (std::size_t size = whole.size(); size > 200; size -= std::min<std::size_t>(size, 1 + size % 5)) {
        put_bytes(path(), std::string_view{whole}.substr(0, size));
        auto opened = RecordingReader::open(path().string());
        if (!opened) {
            EXPECT_THAT(opened.error().detail, HasSubstr("head is missing or torn"));
            continue;
        }
        opened->set_market(feed.market);
        std::string error;
        const auto items = read_all(*opened, &error);

        ASSERT_EQ(error, "") << "cut at " << size;
        for (std::size_t i = 0; i < items.size(); ++i)
            ASSERT_EQ(difference(items[i].item, feed.items[i]), "");
        EXPECT_TRUE(items.size() == feed.items.size() || items.size() % 8 == 0) << "whole frames only";
        EXPECT_FALSE(opened->end());
        const auto& torn = opened->torn();
        EXPECT_EQ(torn ? torn->offset + torn->bytes : size, size);
        longest = std::max(longest, items.size());
    }
    EXPECT_EQ(longest, feed.items.size());
}

TEST_F(Recording, TailOfZeroesIsTornToo) {
    const RandomFeed feed = random_feed({.blocks = 40});
    write(feed, 8, false);
    put_bytes(path(), bytes_of(path()) + std::string(5000, '\0'));

    RecordingReader reader = open(feed.market);

    EXPECT_EQ(read_all(reader).size(), feed.items.size());
    ASSERT_TRUE(reader.torn());
    EXPECT_EQ(reader.torn()->bytes, 5000U);
}

TEST_F(Recording, DamageWithinIsAnErrorThatNamesFileOffsetAndBlock) {
    const RandomFeed feed = random_feed({.blocks = 60, .trouble_one_in = 0});
    write(feed, 6);
    const std::string whole = bytes_of(path());
    std::size_t named = 0;
    for (std::size_t at = 300; at < whole.size() * 3 / 4; at += 37) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
        put_bytes(path(), damaged);
        auto reader = RecordingReader::open(path().string());
        if (!reader) continue;
        reader->set_market(feed.market);
        std::string error;
        const auto items = read_all(*reader, &error);

        ASSERT_NE(error, "") << "byte " << at;
        EXPECT_THAT(error, HasSubstr(path().string() + ": offset "));
        named += error.find("behind block 10") != std::string::npos ? 1U : 0U;
        for (std::size_t i = 0; i < items.size(); ++i)
            ASSERT_EQ(difference(items[i].item, feed.items[i]), "") << "nothing wrong before the error";
    }
    EXPECT_GT(named, 10U);
}

TEST_F(Recording, WhatIsNoRecordingIsSaid) {
    put_bytes(path(), "{\"type\":\"start\"}\n{\"type\":\"opportunity\"}\n");
    EXPECT_THAT(RecordingReader::open(path().string()).error().detail, HasSubstr("this is no recording"));

    EXPECT_EQ(RecordingReader::open((folder_.path() / "none").string()).error().code, ErrorCode::kNotFound);
    EXPECT_THAT(RecordingReader::open(folder_.path().string()).error().detail, HasSubstr("is no file"));
}

TEST_F(Recording, OneOfALaterFormatIsRefused) {
    write(random_feed({.blocks = 5}));
    std::string bytes = bytes_of(path());
    bytes[8] = 3;
    put_bytes(path(), bytes);

    EXPECT_THAT(RecordingReader::open(path().string()).error().detail,
                HasSubstr("format 3; this program reads formats 1 to 2"));
}

TEST_F(Recording, OneOfAnEarlierFormatIsRead) {
    const RandomFeed feed = random_feed({.blocks = 20});
    write(feed);
    std::string bytes = bytes_of(path());
    bytes[8] = 1;
    put_bytes(path(), bytes);

    RecordingReader reader = open(feed.market);

    EXPECT_EQ(read_all(reader).size(), feed.items.size());
    EXPECT_TRUE(reader.end());
}

TEST_F(Recording, SaysWhatWasHandedOver) {
    const RandomFeed feed = random_feed({.blocks = 5});
    auto writer = RecordingWriter::create(path().string(), "{}");
    ASSERT_TRUE(writer);
    const Handover handover{{ConfigIndex{3}, ConfigIndex{200}}, {ConfigIndex{1}}, {}};
    ASSERT_TRUE(
        writer->end({.reason = RecordingEnd::Reason::kHandedOver, .evidence = evidence(11), .handover = handover}));

    RecordingReader reader = open(feed.market);
    EXPECT_THAT(read_all(reader), ::testing::IsEmpty());

    ASSERT_TRUE(reader.end());
    EXPECT_EQ(reader.end()->reason, RecordingEnd::Reason::kHandedOver);
    EXPECT_EQ(reader.end()->handover, handover);
    EXPECT_EQ(reader.end()->evidence, evidence(11));
}

TEST_F(Recording, NeverWritesOverAFileThatIsThere) {
    put_bytes(path(), "precious");

    EXPECT_FALSE(RecordingWriter::create(path().string(), "{}"));
    EXPECT_EQ(bytes_of(path()), "precious");
}

TEST_F(Recording, FramesAreCutByThemselvesWhenTheyAreLarge) {
    const RandomFeed feed = random_feed({.blocks = 300});
    write(feed, 100'000, false, {.frame_size = 2000});
    const std::string bytes = bytes_of(path());
    put_bytes(path(), std::string_view{bytes}.substr(0, bytes.size() - 1));

    RecordingReader reader = open(feed.market);

    EXPECT_GT(read_all(reader).size(), 250U);
}

}  // namespace
}  // namespace dexarb::testing
