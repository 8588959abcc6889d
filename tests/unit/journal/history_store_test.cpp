#include "dexarb/journal/history_store.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "support/random.hpp"
#include "support/replica_chain.hpp"
#include "unit/journal/recording_support.hpp"

namespace dexarb {
namespace {

using Kind = HistoryPiece::Kind;
constexpr std::size_t kPools = 7;

PoolChange random_change(test::Random& random) {
    switch (random.between(0, 3)) {
        case 0:
            return SyncChange{random.magnitude(112).low_u64(), random.magnitude(64).low_u64()};
        case 1:
            return InitializeChange{random.magnitude(160),
                                    static_cast<std::int32_t>(random.between(-887'272, 887'272))};
        case 2:
            return SwapChange{random.magnitude(160), random.magnitude(64).low_u64(),
                              static_cast<std::int32_t>(random.between(-887'272, 887'272))};
        default:
            return LiquidityChange{-60, 120, random.coin() ? i128{-5'000'000'000'000} : i128{7}};
    }
}

FetchedPiece random_piece(std::uint64_t seed) {
    test::Random random{seed};
    FetchedPiece fetched;
    fetched.piece = {static_cast<Kind>(seed % 3), 1000 * seed, 1000 * seed + 99};
    if (fetched.piece.kind == Kind::kFees) {
        for (int i = 0; i < 100; ++i)
            fetched.base_fees.push_back(random.next());
        return fetched;
    }
    for (BlockNumber block = 1000 * seed; block < 1000 * seed + 100;
         block += static_cast<BlockNumber>(random.between(0, 9))) {
        PastEvent past;
        past.block = block;
        past.event = {PoolIndex(static_cast<std::size_t>(random.between(0, kPools - 1))), 3,
                      static_cast<std::uint32_t>(fetched.events.size()), random_change(random)};
        fetched.events.push_back(std::move(past));
        if (fetched.piece.kind == Kind::kBlocks && random.coin())
            fetched.headers.push_back(testing::block_header(block));
    }
    return fetched;
}

void expect_same(const FetchedPiece& a, const FetchedPiece& b) {
    EXPECT_EQ(a.piece, b.piece);
    EXPECT_EQ(a.base_fees, b.base_fees);
    ASSERT_EQ(a.events.size(), b.events.size());
    for (std::size_t i = 0; i < a.events.size(); ++i) {
        const PoolEvent& x = a.events[i].event;
        const PoolEvent& y = b.events[i].event;
        EXPECT_EQ(a.events[i].block, b.events[i].block);
        EXPECT_TRUE(x.pool == y.pool && x.transaction_index == y.transaction_index && x.log_index == y.log_index);
        ASSERT_EQ(x.change.index(), y.change.index());
        if (const auto* swap = std::get_if<SwapChange>(&x.change)) {
            const auto& other = std::get<SwapChange>(y.change);
            EXPECT_TRUE(swap->sqrt_price_x96 == other.sqrt_price_x96 && swap->liquidity == other.liquidity &&
                        swap->tick == other.tick);
        }
        if (const auto* change = std::get_if<LiquidityChange>(&x.change)) {
            EXPECT_TRUE(change->liquidity_delta == std::get<LiquidityChange>(y.change).liquidity_delta);
        }
        if (const auto* sync = std::get_if<SyncChange>(&x.change)) {
            EXPECT_TRUE(sync->reserve0 == std::get<SyncChange>(y.change).reserve0);
        }
    }
    ASSERT_EQ(a.headers.size(), b.headers.size());
    for (std::size_t i = 0; i < a.headers.size(); ++i) {
        EXPECT_EQ(a.headers[i].id, b.headers[i].id);
        EXPECT_EQ(a.headers[i].parent, b.headers[i].parent);
        EXPECT_EQ(a.headers[i].timestamp, b.headers[i].timestamp);
        EXPECT_EQ(a.headers[i].base_fee_wei, b.headers[i].base_fee_wei);
    }
}

class HistoryStoreTest : public ::testing::Test {
  protected:
    std::string path() const { return (folder_.path() / "past.part").string(); }

    void write(std::uint64_t pieces) const {
        auto store = HistoryStore::create(path(), R"({"first":1})");
        ASSERT_TRUE(store);
        for (std::uint64_t seed = 1; seed <= pieces; ++seed)
            ASSERT_TRUE(store->add(random_piece(seed)));
    }

    testing::TemporaryFolder folder_;
};

TEST_F(HistoryStoreTest, GivesBackWhatWasAddedAndGoesOn) {
    write(9);
    {
        auto again = HistoryStore::go_on(path(), kPools);
        ASSERT_TRUE(again) << again.error().detail;
        ASSERT_TRUE(again->add(random_piece(10)));
    }

    auto read = HistoryStore::go_on(path(), kPools);

    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->head(), R"({"first":1})");
    const auto pieces = read->take_pieces();
    ASSERT_EQ(pieces.size(), 10U);
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        expect_same(pieces[seed - 1], random_piece(seed));
}

TEST_F(HistoryStoreTest, CutAnywhereItHasTheWholePiecesAndGoesOnBehindThem) {
    write(6);
    const std::string whole = testing::bytes_of(path());
    for (std::size_t size = whole.size() - 1; size > whole.size() / 2; size -= 23) {
        testing::put_bytes(path(), std::string_view{whole}.substr(0, size));
        std::size_t left = 0;
        {
            auto cut = HistoryStore::go_on(path(), kPools);
            ASSERT_TRUE(cut) << size << ": " << cut.error().detail;
            left = cut->take_pieces().size();
            EXPECT_LT(left, 6U);
            ASSERT_TRUE(cut->add(random_piece(8)));
        }
        EXPECT_EQ(HistoryStore::go_on(path(), kPools)->take_pieces().size(), left + 1);
    }
}

TEST_F(HistoryStoreTest, DamageAndForeignPoolsAreErrorsThatSayWhatToDo) {
    write(6);
    const auto foreign = HistoryStore::go_on(path(), 1);
    ASSERT_FALSE(foreign);
    EXPECT_THAT(foreign.error().detail, ::testing::HasSubstr("remove it to fetch everything anew"));
    std::string bytes = testing::bytes_of(path());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x20);
    testing::put_bytes(path(), bytes);

    EXPECT_FALSE(HistoryStore::go_on(path(), kPools));
}

TEST_F(HistoryStoreTest, WhatWasEndedBeforeItsHeadWasWrittenIsMadeAnew) {
    testing::put_bytes(path() + ".new", "DEXAR");

    write(2);

    EXPECT_EQ(HistoryStore::go_on(path(), kPools)->take_pieces().size(), 2U);
    EXPECT_FALSE(std::filesystem::exists(path() + ".new"));
}

TEST_F(HistoryStoreTest, AFileThatIsThereIsNotMadeAnew) {
    write(1);

    EXPECT_EQ(HistoryStore::create(path(), "{}").error().code, ErrorCode::kIo);
}

TEST_F(HistoryStoreTest, WhatOneWritesIsRefusedToAnother) {
    write(1);
    const auto first = HistoryStore::go_on(path(), kPools);
    ASSERT_TRUE(first);

    const auto second = HistoryStore::go_on(path(), kPools);

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kIo);
    EXPECT_THAT(second.error().detail, ::testing::HasSubstr(path() + ": another paper-trading writes it"));
}

TEST_F(HistoryStoreTest, AnotherIsRefusedWhereOneHasJustBegun) {
    const auto first = HistoryStore::create(path(), "{}");
    ASSERT_TRUE(first);

    EXPECT_FALSE(HistoryStore::go_on(path(), kPools));
    EXPECT_FALSE(HistoryStore::create(path(), "{}"));
}

TEST_F(HistoryStoreTest, AHeadThatAnotherWritesIsLeftAlone) {
    testing::put_bytes(path() + ".new", "");
    const int held = ::open((path() + ".new").c_str(), O_WRONLY | O_CLOEXEC);
    struct flock whole_file {};
    whole_file.l_type = F_WRLCK;
    ASSERT_EQ(::fcntl(held, F_OFD_SETLK, &whole_file), 0);

    const auto second = HistoryStore::create(path(), "{}");

    ::close(held);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().detail, ::testing::HasSubstr("another paper-trading writes it"));
    EXPECT_TRUE(HistoryStore::create(path(), "{}"));
}

}  // namespace
}  // namespace dexarb
