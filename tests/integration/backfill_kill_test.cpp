// A backfill that is killed goes on where it was, and makes what it would have made.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/journal/history_store.hpp"

#include "integration/program.hpp"
#include "integration/served_node.hpp"
#include "support/length.hpp"
#include "support/random.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using Kind = HistoryPiece::Kind;

constexpr BlockNumber kGenesis = 90'000'000;  ///< Of the simulated chain.
constexpr BlockNumber kFrom = kGenesis + 30;
constexpr std::size_t kInFlight = 8;    ///< Pieces of a backfill.
constexpr std::size_t kOfAPiece = 260;  ///< Questions at most: a header for each of its blocks, and its logs.

/// A question for blocks of the past.
struct Question {
    Kind kind = Kind::kBlocks;
    BlockNumber first = 0;
    BlockNumber last = 0;
};

BlockNumber number_of(const Json& quantity) {
    return std::stoull(quantity.get<std::string>(), nullptr, 16);
}

std::optional<Question> question_of(std::string_view method, std::string_view params) {
    const Json all = Json::parse(params);
    if (method == "eth_getBlockByNumber" && all[0] != "latest")
        return Question{Kind::kBlocks, number_of(all[0]), number_of(all[0])};
    if (method == "eth_getLogs")
        return Question{Kind::kBlocks, number_of(all[0]["fromBlock"]), number_of(all[0]["toBlock"])};
    if (method != "eth_feeHistory") return std::nullopt;
    const BlockNumber last = number_of(all[1]);
    return Question{Kind::kFees, last + 1 - number_of(all[0]), last};
}

/// What a node was asked of the past.
class Asked {
  public:
    Intercept note() {
        return [this](std::string_view method, std::string_view params) {
            if (auto question = question_of(method, params)) {
                const std::lock_guard lock{mutex_};
                questions_.push_back(*question);
            }
            return std::optional<ScriptedReply>{};
        };
    }
    std::size_t count() const {
        const std::lock_guard lock{mutex_};
        return questions_.size();
    }
    std::vector<Question> take() {
        const std::lock_guard lock{mutex_};
        return std::exchange(questions_, {});
    }

  private:
    mutable std::mutex mutex_;
    std::vector<Question> questions_;
};

/// The frames of a recording that hold blocks and its end, byte by byte. The head is left out, which says when it was
/// made, and the index, whose offsets move with the head's size.
std::string block_frames(const std::filesystem::path& file) {
    constexpr std::size_t kFileHead = 16;
    constexpr std::size_t kFrameHeader = 32;
    const std::string bytes = read_whole(file);
    std::string frames;
    for (std::size_t offset = kFileHead; offset + kFrameHeader <= bytes.size() && bytes[offset + 4] != 'I';) {
        std::uint32_t stored = 0;
        std::memcpy(&stored, bytes.data() + offset + 12, sizeof stored);
        if (bytes[offset + 4] != 'H') frames.append(bytes, offset, kFrameHeader + stored);
        offset += kFrameHeader + stored;
    }
    return frames;
}

bool overlap(const Question& question, const HistoryPiece& piece) {
    return piece.kind == question.kind && piece.first <= question.last && question.first <= piece.last;
}

class KilledBackfill : public Program {
  protected:
    KilledBackfill() : node_{node_options()} {}

    [[nodiscard]] std::unique_ptr<ChildProcess> start_backfill(const std::string& output) const {
        return start({"backfill", "--rpc", node_.url(), "--json", "--from", std::to_string(kFrom), "--to",
                      std::to_string(kFrom + blocks_ - 1), "-o", output});
    }

    /// Makes it without being killed.
    void make(const std::string& output) {
        const auto before = kept(output);
        const ProcessEnd end = end_of(*start_backfill(output));
        EXPECT_EQ(end.exit_code, 0) << end.err;
        expect_nothing_again(before);
    }

    /// Is killed before it has made it, or just then.
    void make_and_be_killed(const std::string& output, test::Random& random) {
        const auto before = kept(output);
        went_on_ += before.empty() ? 0U : 1U;
        const auto running = start_backfill(output);
        wait_for_a_moment(output, random);
        running->send(SIGKILL);
        static_cast<void>(end_of(*running));
        expect_nothing_again(before);
    }

    [[nodiscard]] bool is_there(const std::string& name) const { return std::filesystem::exists(folder() / name); }

    /// In full length more pieces than are in flight at once.
    const BlockNumber blocks_ = test::runs_full_length() ? 2'600 : 900;
    Asked asked_;
    std::size_t all_ = 0;      ///< Questions for the past since it was last set to 0.
    std::size_t went_on_ = 0;  ///< Starts that found something.

  private:
    ServedNodeOptions node_options() {
        ServedNodeOptions options;
        options.blocks = kFrom - kGenesis + blocks_ + 200;
        options.history = 100'000;
        options.intercept = asked_.note();
        return options;
    }

    /// What a backfill has left; the file is not touched.
    [[nodiscard]] std::vector<HistoryPiece> kept(const std::string& output) const {
        std::vector<HistoryPiece> pieces;
        if (!is_there(output + ".part")) return pieces;
        const auto copy = folder() / "copy.part";
        std::filesystem::copy_file(folder() / (output + ".part"), copy,
                                   std::filesystem::copy_options::overwrite_existing);
        auto store = HistoryStore::go_on(copy.string(), shipped_market()->pools.size());
        EXPECT_TRUE(store) << store.error().detail;
        if (!store) return pieces;
        for (const FetchedPiece& fetched : store->take_pieces())
            pieces.push_back(fetched.piece);
        return pieces;
    }

    void expect_nothing_again(const std::vector<HistoryPiece>& kept) {
        const std::vector<Question> questions = asked_.take();
        all_ += questions.size();
        const auto again = std::ranges::count_if(questions, [&](const Question& question) {
            return std::ranges::any_of(kept, [&](const HistoryPiece& piece) { return overlap(question, piece); });
        });
        EXPECT_EQ(again, 0) << "questions were asked again whose answers had been kept";
    }

    /// Mostly while it fetches, now and then while it starts, or while it writes the recording.
    void wait_for_a_moment(const std::string& output, test::Random& random) {
        const auto kind = random.between(0, 5);
        const auto enough = static_cast<std::size_t>(random.between(1, static_cast<std::int64_t>(blocks_ / 2)));
        const bool came = eventually([&] {
            if (kind == 1) return is_there(output + ".new") || is_there(output);
            return kind == 0 || asked_.count() >= enough || is_there(output);
        });
        EXPECT_TRUE(came);
        std::this_thread::sleep_for(std::chrono::microseconds{random.between(0, kind == 0 ? 200'000 : 10'000)});
    }

    ServedNode node_;
};

TEST_F(KilledBackfill, StartedAgainMakesTheSameAndAsksForNothingThatWasKept) {
    const int rounds = test::runs_full_length() ? 40 : 1;
    constexpr int kKills = 4;
    test::Random random{11};
    make("undisturbed.dxrec");
    const std::string undisturbed = block_frames(folder() / "undisturbed.dxrec");
    const std::size_t without_kills = std::exchange(all_, 0);

    for (int round = 0; round < rounds; ++round) {
        int kills = 0;
        for (; kills < kKills && !is_there("killed.dxrec"); ++kills)
            make_and_be_killed("killed.dxrec", random);
        if (!is_there("killed.dxrec")) make("killed.dxrec");

        EXPECT_TRUE(block_frames(folder() / "killed.dxrec") == undisturbed) << "round " << round;
        EXPECT_LE(std::exchange(all_, 0), without_kills + static_cast<std::size_t>(kills) * kInFlight * kOfAPiece);
        std::filesystem::remove(folder() / "killed.dxrec");
        std::filesystem::remove(folder() / "killed.dxrec.part");
    }
    EXPECT_GT(undisturbed.size(), 20 * blocks_);
    EXPECT_GT(went_on_, 0U);
}

}  // namespace
}  // namespace dexarb::testing
