#include "dexarb/rpc/bloom_doubt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/rpc/pool_events.hpp"

#include "unit/rpc/bloom_bits.hpp"

namespace dexarb {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Address pool(std::uint8_t number) {
    Address address;
    address.bytes[0] = number;
    return address;
}

std::vector<Address> pools(std::uint8_t count) {
    std::vector<Address> addresses;
    for (std::uint8_t i = 1; i <= count; ++i)
        addresses.push_back(pool(i));
    return addresses;
}

/// Of a block with a swap of each of `emitters` and so many other things.
LogsBloom bloom_of(const std::vector<Address>& emitters, unsigned others) {
    LogsBloom bloom;
    add(bloom, swap_topic().bytes);
    for (const Address& emitter : emitters)
        add(bloom, emitter.bytes);
    for (unsigned i = 0; i < others; ++i) {
        const std::array<std::uint8_t, 4> item{0xee, 0, static_cast<std::uint8_t>(i / 256),
                                               static_cast<std::uint8_t>(i)};
        add(bloom, item);
    }
    return bloom;
}

TEST(ContradictedSilence, NamesThePoolsThatTheBloomNames) {
    const auto bloom = bloom_of({pool(2), pool(5)}, 20);

    EXPECT_THAT(contradicted_silence(bloom, pools(20), pool_topics()), ElementsAre(pool(2), pool(5)));
}

TEST(ContradictedSilence, SaysNothingWhereNobodyIsNamed) {
    EXPECT_THAT(contradicted_silence(bloom_of({}, 20), pools(20), pool_topics()), IsEmpty());
    EXPECT_THAT(contradicted_silence(bloom_of({pool(2)}, 20), {}, pool_topics()), IsEmpty());
}

TEST(ContradictedSilence, NeedsATopicThatIsAskedFor) {
    LogsBloom bloom;
    add(bloom, pool(2).bytes);

    EXPECT_THAT(contradicted_silence(bloom, pools(20), pool_topics()), IsEmpty());
}

TEST(ContradictedSilence, AFullFilterDoubtsNobodyAlone) {
    const auto bloom = bloom_of({pool(2)}, 450);  // About half of its bits are set, as in a busy block of Polygon.

    EXPECT_THAT(contradicted_silence(bloom, pools(60), pool_topics()), IsEmpty());
}

TEST(ContradictedSilence, AFullFilterStillDoubtsThatManyAreSilent) {
    const auto bloom = bloom_of(pools(25), 450);

    EXPECT_GE(contradicted_silence(bloom, pools(60), pool_topics()).size(), 25U);
}

TEST(ContradictedSilence, FiltersThatAreEmptyOrAllSetSayNothing) {
    LogsBloom all;
    all.bytes.fill(0xff);

    EXPECT_THAT(contradicted_silence(LogsBloom{}, pools(3), pool_topics()), IsEmpty());
    EXPECT_THAT(contradicted_silence(all, pools(3), pool_topics()), IsEmpty());
}

}  // namespace
}  // namespace dexarb
