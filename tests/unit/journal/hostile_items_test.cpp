// Items with sound checksums and other people's content: the decoder and whoever uses its snapshots must take them or
// refuse them, and nothing else.

#include <gtest/gtest.h>

#include "dexarb/journal/block_codec.hpp"

#include "journal/bytes.hpp"
#include "support/random.hpp"
#include "support/random_feed.hpp"
#include "unit/engine/simulation.hpp"

namespace dexarb::testing {
namespace {

/// One feed as bytes, and where each item begins.
struct Encoded {
    RandomFeed feed;
    std::string bytes;
    std::vector<std::size_t> starts;
};

Encoded encoded(std::uint64_t seed) {
    Encoded result{random_feed({.seed = seed, .blocks = 30, .trouble_one_in = 4}), {}, {}};
    BlockEncoder encoder;
    ByteWriter out;
    for (const FeedItem& item : result.feed.items) {
        result.starts.push_back(out.size());
        encoder.encode(out, {item, {}}, false);
    }
    result.bytes = out.bytes();
    return result;
}

/// Feeds an engine with whatever comes; how many items it took.
std::size_t use(const MarketDefinitionPtr& market, std::string_view bytes) {
    BlockDecoder decoder{market};
    Engine engine{market, {eager()}, {}};
    ByteReader in{as_bytes(bytes)};
    std::size_t taken = 0;
    while (!in.at_end()) {
        const RecordedItem item = decoder.decode(in);
        if (in.failed()) break;
        if (const auto* snapshot = std::get_if<SnapshotPtr>(&item.item))
            engine.on_snapshot(*snapshot);
        else
            engine.on_undone(std::get<Undone>(item.item).fork);
        ++taken;
    }
    engine.finish();
    return taken;
}

TEST(HostileItems, SoundOnesAreTaken) {
    const Encoded sound = encoded(1);

    EXPECT_EQ(use(sound.feed.market, sound.bytes), sound.feed.items.size());
}

TEST(HostileItems, EveryPrefixIsTakenAsFarAsItGoes) {
    const Encoded sound = encoded(2);
    for (std::size_t i = 1; i < sound.starts.size(); ++i)
        EXPECT_EQ(use(sound.feed.market, std::string_view{sound.bytes}.substr(0, sound.starts[i] - 1)), i - 1);
}

TEST(HostileItems, ChangedBytesAreTakenOrRefused) {
    test::Random random{3};
    std::size_t refused = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Encoded sound = encoded(seed);
        for (int i = 0; i < 60; ++i) {
            std::string bytes = sound.bytes;
            for (std::int64_t k = random.between(1, 3); k > 0; --k)
                bytes[random.next() % bytes.size()] = static_cast<char>(random.next());
            refused += use(sound.feed.market, bytes) < sound.feed.items.size() ? 1U : 0U;
        }
    }

    EXPECT_GT(refused, 60U);
}

TEST(HostileItems, NoiseIsRefused) {
    test::Random random{4};
    const Encoded sound = encoded(1);
    for (int i = 0; i < 150; ++i) {
        std::string bytes(static_cast<std::size_t>(random.between(1, 200)), '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(random.next());
        EXPECT_LE(use(sound.feed.market, bytes), 100U);
    }
}

}  // namespace
}  // namespace dexarb::testing
