// A restarted daemon goes on with its books, however the one before it ended.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/journal/journal_check.hpp"
#include "dexarb/journal/journal_file.hpp"

#include "integration/live_journal.hpp"
#include "support/length.hpp"
#include "support/random.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Resume : public LiveJournal {};

TEST_F(Resume, AfterAnyNumberOfKillsTheBooksAreTheSumsOfTheJournal) {
    const int kills = test::runs_full_length() ? 1000 : 10;
    test::Random random{7};
    for (int i = 0; i < kills; ++i) {
        const auto daemon = start(run_words({"--report-every", "100ms"}));
        // Mostly while it trades, now and then while it starts.
        if (random.between(0, 4) != 0) wait_for_blocks(random.between(1, 8));
        std::this_thread::sleep_for(std::chrono::microseconds{random.between(0, 60'000)});
        daemon->send(SIGKILL);
        static_cast<void>(end_of(*daemon));
        if (blocks() >= 0) expect_sound();
    }
    const auto daemon = start(run_words());
    wait_for_blocks(3);
    // Where the machine is busy every block may have been late until now, and nothing decided.
    EXPECT_TRUE(eventually([&] { return number("SELECT count(*) FROM actions") > 0; }));
    const ProcessEnd end = stop(*daemon);

    EXPECT_EQ(end.exit_code, 0) << end.err;
    expect_sound();
    EXPECT_GT(number("SELECT count(*) FROM actions"), 0);
    EXPECT_EQ(number("SELECT count(DISTINCT r.series) FROM steps s JOIN runs r ON r.id = s.run"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM undone"), 0) << "a block was written again, in place of itself";
    expect_sums(last_report(end));
}

TEST_F(Resume, SaysWhatGoesOnAndWhatBeginsAnewAndFreshBeginsAll) {
    const ProcessEnd first = run(run_words({"--max-blocks", "5"}));
    ASSERT_EQ(first.exit_code, 0);
    const ProcessEnd same = run(run_words({"--max-blocks", "3"}));
    const ProcessEnd changed = run(run_words({"--max-blocks", "3", "--set", "moderate.max_trade_size_usd=77"}));
    const ProcessEnd fresh = run(run_words({"--max-blocks", "3", "--fresh"}));
    const ProcessEnd seeded = run(run_words({"--max-blocks", "3", "--seed", "99"}));

    EXPECT_THAT(same.err, AllOf(HasSubstr("the books go on from run 1, stopped at "), HasSubstr("12 of 12 configur"),
                                HasSubstr("the chain is followed on from block ")));
    const Json resumed = last_report(same)["resumed"];
    EXPECT_EQ(resumed["run"], 1);
    EXPECT_EQ(resumed["begun_anew"], Json::array());
    EXPECT_THAT(changed.err, AllOf(HasSubstr("from run 2, "), HasSubstr("11 of 12"),
                                   HasSubstr("Moderate: new or changed, its books begin anew")));
    EXPECT_EQ(last_report(changed)["resumed"]["begun_anew"], Json::array({"Moderate"}));
    EXPECT_THAT(first.err, HasSubstr("the books begin: the journal has no earlier run of this market"));
    EXPECT_THAT(fresh.err, AllOf(Not(HasSubstr("the books go on")),
                                 HasSubstr("the books begin anew, as asked: those of run 3 stay readable")));
    EXPECT_EQ(last_report(fresh)["resumed"], nullptr);
    EXPECT_THAT(seeded.err,
                HasSubstr("the books begin anew, those of run 4 stay readable: tokens, pools, pairs, seed"));
    EXPECT_EQ(number("SELECT count(*) FROM series"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM epochs"), 12 + 1 + 12 + 12);
    EXPECT_THAT(check_journal(*read_journal(state()))->problems, IsEmpty());
}

TEST_F(Resume, TheRecordingOfARunThatWentOnIsVerifiedFromWhereItBegan) {
    ASSERT_EQ(run(run_words({"--max-blocks", "20"})).exit_code, 0);
    const ProcessEnd live = run(run_words({"--max-blocks", "20", "--report-every", "1h"}));
    ASSERT_EQ(live.exit_code, 0) << live.err;
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator{state() / "recordings"})
        files.push_back(entry.path().string());
    std::ranges::sort(files);
    ASSERT_EQ(files.size(), 2U);

    const ProcessEnd verified = run({"replay", files.back(), "--verify", "--json"});
    const ProcessEnd what_if = run({"replay", files.back(), "--set", "moderate.min_profit_usd=3", "--json"});

    EXPECT_EQ(verified.exit_code, 0) << verified.err;
    EXPECT_EQ(last_report(verified)["digest"], last_report(live)["digest"]);
    EXPECT_THAT(verified.err, HasSubstr("went on with earlier books; so does this replay"));
    EXPECT_THAT(what_if.err, HasSubstr("this replay begins new ones"));
}

TEST_F(Resume, ADemosBooksAreNeverGoneOnWith) {
    ASSERT_EQ(run({"demo", "--state-dir", "state", "--max-blocks", "20", "--block-interval", "2ms"}).exit_code, 0);
    const ProcessEnd first = run(run_words({"--max-blocks", "3"}));
    ASSERT_EQ(run({"demo", "--state-dir", "state", "--max-blocks", "5", "--block-interval", "2ms"}).exit_code, 0);
    const ProcessEnd second = run(run_words({"--max-blocks", "3"}));

    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_EQ(last_report(first)["resumed"], nullptr);
    EXPECT_EQ(last_report(second)["resumed"]["run"], 2) << second.err;
}

TEST_F(Resume, WhereAllBlocksWereReplacedTheirOutcomesAreTakenBackAndTheReplayDoesTheSame) {
    const auto before = start(run_words());
    ASSERT_TRUE(eventually([&] { return number("SELECT count(*) FROM outcomes WHERE inclusion_block > 0") > 0; }));
    ASSERT_EQ(stop(*before).exit_code, 0);
    const ServedNode other{{.block_interval = 60ms, .intercept = {}, .blocks = 300, .head_age = 0s}};
    const ProcessEnd live = run(run_words({"--max-blocks", "10"}, other.url()));
    ASSERT_EQ(live.exit_code, 0) << live.err;
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator{state() / "recordings"})
        files.push_back(entry.path().string());
    const ProcessEnd verified = run({"replay", *std::ranges::max_element(files), "--verify", "--json"});
    const ProcessEnd what_if =
        run({"replay", *std::ranges::max_element(files), "--set", "moderate.min_profit_usd=3", "--json"});

    EXPECT_THAT(live.err, HasSubstr("the chain is followed from its newest block"));
    EXPECT_GT(number("SELECT count(*) FROM corrections WHERE kind != 'quarantine'"), 0);
    EXPECT_THAT(check_journal(*read_journal(state()))->problems, IsEmpty());
    EXPECT_EQ(verified.exit_code, 0) << verified.err;
    EXPECT_EQ(last_report(verified)["digest"], last_report(live)["digest"]);
    EXPECT_EQ(what_if.exit_code, 0) << what_if.err;
}

}  // namespace
}  // namespace dexarb::testing
