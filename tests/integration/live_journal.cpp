#include "integration/live_journal.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>

#include <gmock/gmock.h>

#include "dexarb/journal/journal_check.hpp"
#include "dexarb/journal/journal_file.hpp"

namespace dexarb::testing {

using ::testing::IsEmpty;

Words LiveJournal::run_words(const Words& more, const std::string& url) {
    Words words{"run", "--rpc", url, "--state-dir", "state", "--no-http", "--set", "*.min_profit_usd=0.01", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::int64_t LiveJournal::number(const std::string& sql) const {
    const auto journal = read_journal(state());
    if (!journal) return -1;
    const auto found = journal->number(sql, "asking");
    return found && *found ? **found : -1;
}

void LiveJournal::wait_for_blocks(std::int64_t more) const {
    const std::int64_t before = std::max<std::int64_t>(blocks(), 0);
    EXPECT_TRUE(eventually([&] { return blocks() >= before + more; }));
}

void LiveJournal::expect_sound() const {
    const auto journal = read_journal(state());
    ASSERT_TRUE(journal) << journal.error().detail;
    const auto checked = check_journal(*journal);
    ASSERT_TRUE(checked) << checked.error().detail;
    EXPECT_THAT(checked->problems, IsEmpty());
    EXPECT_EQ(number("SELECT count(*) FROM (SELECT 1 FROM block_quality WHERE NOT is_undone "
                     "GROUP BY number HAVING count(*) > 1)"),
              0)
        << "a block was booked twice";
    EXPECT_EQ(number("SELECT max(number) - min(number) + 1 - count(*) - "
                     "(SELECT total(missed) FROM block_quality WHERE NOT is_undone) "
                     "FROM block_quality WHERE NOT is_undone"),
              0)
        << "a block is neither there nor counted as missed";
}

void LiveJournal::expect_sums(const nlohmann::json& report) const {
    std::int64_t net = 0;
    for (const auto& config : report["configurations"])
        net += std::llround(config["metrics"]["net_usd"].get<double>() * 1e6);
    EXPECT_EQ(net, number("SELECT (SELECT total(net_usd) FROM outcomes) + (SELECT total(net_usd) FROM corrections)"));
}

nlohmann::json LiveJournal::last_report(const ProcessEnd& end) {
    return nlohmann::json::parse(lines_of(end.out).back(), nullptr, false);
}

ProcessEnd LiveJournal::stop(ChildProcess& daemon) {
    daemon.send(SIGTERM);
    return end_of(daemon);
}

}  // namespace dexarb::testing
