#include "dexarb/metrics/edge_histogram.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace dexarb {
namespace {

EdgeHistogram histogram_of(MicroUsd net) {
    EdgeHistogram histogram;
    histogram.add(PairEdge{PairEdge::Kind::kNet, net});
    return histogram;
}

std::size_t bucket_of(MicroUsd net) {
    const auto nets = histogram_of(net).nets;
    return static_cast<std::size_t>(std::ranges::find(nets, 1U) - nets.begin());
}

TEST(EdgeHistogram, ABoundBelongsToTheBucketBelowIt) {
    for (std::size_t i = 0; i < EdgeHistogram::kBounds.size(); ++i) {
        const MicroUsd bound = EdgeHistogram::kBounds[i];

        EXPECT_EQ(bucket_of(bound), i);
        EXPECT_EQ(bucket_of(bound + MicroUsd{1}), i + 1);
    }
}

TEST(EdgeHistogram, HasNoNetItCannotPlace) {
    EXPECT_EQ(bucket_of({INT64_MIN}), 0U);
    EXPECT_EQ(bucket_of({INT64_MAX}), EdgeHistogram::kBounds.size());
}

TEST(EdgeHistogram, ZeroIsNotOpen) {
    const auto zero = std::ranges::find(EdgeHistogram::kBounds, MicroUsd{0});

    ASSERT_NE(zero, EdgeHistogram::kBounds.end());
    EXPECT_LT(bucket_of({0}), bucket_of({1}));
}

TEST(EdgeHistogram, CountsBlocksWithoutAnEdgeApartFromThoseNotJudged) {
    EdgeHistogram histogram = histogram_of({-500'000});
    histogram.add(PairEdge{PairEdge::Kind::kNoEdge, {}});
    histogram.add(PairEdge{PairEdge::Kind::kNotJudged, {}});
    EdgeHistogram sum = histogram;
    sum.add(histogram);

    EXPECT_EQ(histogram.judged(), 2U);
    EXPECT_EQ(histogram.not_judged, 1U);
    EXPECT_EQ(sum.no_edge, 2U);
    EXPECT_EQ(sum.nets[1], 2U);
    EXPECT_EQ(sum.judged(), 4U);
    EXPECT_EQ(sum.not_judged, 2U);
}

}  // namespace
}  // namespace dexarb
