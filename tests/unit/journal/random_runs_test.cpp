// Random runs with reorganisations, through the journal and back: books in memory equal the sums of rows.

#include <algorithm>

#include <gmock/gmock.h>

#include "dexarb/journal/books.hpp"
#include "dexarb/journal/journal_check.hpp"

#include "support/length.hpp"
#include "support/random.hpp"
#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::IsEmpty;

/// A twentieth of the full length.
std::size_t steps_per_run() {
    return test::runs_full_length() ? 20'000 : 1'000;
}

std::vector<StrategyConfig> various() {
    StrategyConfig suspicious = eager();
    suspicious.id = "suspicious";
    suspicious.phantom_blocks = 2;
    StrategyConfig rivalled = eager();
    rivalled.id = "rivalled";
    rivalled.competition_rate = 0.5;
    rivalled.flash_premium_ppm = 500;
    StrategyConfig tight = eager();
    tight.id = "tight";
    tight.max_slippage_ppm = 0;
    tight.max_daily_trades = 30;
    return {eager(), suspicious, rivalled, tight};
}

class RandomRun {
  public:
    RandomRun(const std::filesystem::path& folder, std::uint64_t seed) : run_{folder, various()}, random_{seed} {
        run_.block();
    }

    void go(std::size_t steps) {
        for (std::size_t i = 0; i < steps; ++i)
            step();
    }
    JournalledRun& run() { return run_; }

  private:
    std::uint64_t below(std::uint64_t bound) { return random_.next() % bound; }

    void step() {
        const auto dice = below(100);
        if (dice < 4) undo();
        if (dice >= 4 && dice < 7) run_.simulation.market.skip_blocks(1 + below(12));
        if (dice >= 20 && dice < 60) run_.spread(static_cast<double>(below(80)) / 1'000.0);
        if (dice == 60) run_.report();
        run_.block();
    }
    void undo() {
        const auto& chain = run_.simulation.chain;
        const std::size_t depth = 1 + below(std::min<std::size_t>(chain.size() - 1, 20));
        if (depth >= chain.size()) return;
        run_.undo_to(chain[chain.size() - 1 - depth]);
    }

    JournalledRun run_;
    test::Random random_;
};

EpochBooks books_of(const TraderMetrics& m) {
    EpochBooks books;
    books.actions = m.actions;
    books.results = m.results;
    books.net_usd = m.net_usd;
    books.gross_usd = m.gross_usd;
    books.gas_usd = m.gas_usd;
    books.flash_fee_usd = m.flash_fee_usd;
    books.wins = m.wins;
    books.losses = m.losses;
    books.quarantined = m.quarantined;
    books.quarantined_usd = m.quarantined_usd;
    books.corrections = m.corrections;
    books.models = m.model_net_usd;
    return books;
}

TEST(RandomRuns, BooksAreTheSumsOfTheJournal) {
    const TemporaryFolder folder;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        RandomRun random{folder.path(), seed};
        random.go(steps_per_run());
        random.run().end();
        const auto journal = read_journal(folder.path());
        const auto books = read_books(*journal, "s.run = " + std::to_string(seed));
        const auto found = check_journal(*journal);

        ASSERT_TRUE(books) << books.error().detail;
        ASSERT_EQ(books->size(), various().size());
        std::size_t config = 0;
        for (const auto& [epoch, sums] : *books)
            EXPECT_EQ(numbers_of(sums), numbers_of(books_of(random.run().simulation.metrics(ConfigIndex(config++)))));
        EXPECT_THAT(found->problems, IsEmpty());
        EXPECT_GT(found->corrections, 0);
        EXPECT_GT(number(*journal, "SELECT count(*) FROM corrections WHERE kind = 'quarantine' AND sign = 1"), 0);
        EXPECT_EQ(number(*journal, "SELECT count(DISTINCT result) FROM outcomes WHERE result != 'expired'"), 4);
    }
}

}  // namespace
}  // namespace dexarb::testing
