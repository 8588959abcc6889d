#include "integration/demo_journal.hpp"

namespace dexarb::testing {
namespace {

class PlayedDemo : public Program {
  public:
    PlayedDemo()
        : end{run({"demo", "--seed", "7", "--max-blocks", "60", "--block-interval", "2ms", "--json", "--log-level",
                   "warn", "--record", "--state-dir", "state"})} {}
    void TestBody() override {}
    [[nodiscard]] std::filesystem::path state() const { return folder() / "state"; }

    ProcessEnd end;
};

const PlayedDemo& played() {
    static const PlayedDemo demo;
    return demo;
}

}  // namespace

void ProgramWithJournal::SetUp() {
    ASSERT_EQ(played().end.exit_code, 0) << played().end.err;
    std::filesystem::copy(played().state(), folder() / "state", std::filesystem::copy_options::recursive);
}

ProcessEnd ProgramWithJournal::read(const std::string& verb, const Words& more) const {
    Words words{verb, "--state-dir", "state"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
}

const std::string& ProgramWithJournal::demo_output() const {
    return played().end.out;
}

}  // namespace dexarb::testing
