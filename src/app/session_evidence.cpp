#include "dexarb/app/session_evidence.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

namespace dexarb {

namespace {

constexpr const char* kNotYet = "the trades are being weighed";
constexpr const char* kNotInTime = "resampling all trades was not ready in time";

bool moves_trades(const EngineRecord& record) {
    const auto* outcome = std::get_if<TradeOutcome>(&record);
    return std::holds_alternative<Correction>(record) || (outcome != nullptr && is_booked(outcome->result()));
}

}  // namespace

std::vector<TradeSamples> samples_of(const Engine& engine) {
    std::vector<TradeSamples> samples;
    for (std::size_t i = 0; i < engine.configs().size(); ++i)
        samples.push_back(engine.samples(static_cast<ConfigIndex>(i)));
    return samples;
}

SessionEvidence::SessionEvidence(const Engine& engine, std::uint64_t seed, Weigh weigh)
    : engine_{engine}, seed_{seed}, weigh_{std::move(weigh)}, worker_{{}} {
    newest_.note = kNotYet;
}

SessionEvidence::~SessionEvidence() {
    give_up();
}

void SessionEvidence::begin_anew(std::uint64_t seed) {
    give_up();
    seed_ = seed;
    newest_ = {};
    newest_.note = kNotYet;
    has_news_ = true;
    rests_until_.reset();
}

void SessionEvidence::on_records(std::span<const EngineRecord> records) {
    has_news_ = has_news_ || std::ranges::any_of(records, moves_trades);
}

void SessionEvidence::on_block(BlockNumber block, Clock::time_point now) {
    block_ = block;
    if (weighing_ && take_over(std::chrono::milliseconds{0})) rests_until_ = now + kRest;
    const bool is_current = !has_news_ && !weighing_ && newest_.evidence;
    if (is_current) newest_.block = block;
    if (has_news_ && !weighing_ && (!rests_until_ || now >= *rests_until_)) begin();
}

void SessionEvidence::finish(std::chrono::milliseconds patience) {
    if (has_news_) {
        give_up();
        begin();
    }
    if (!weighing_ || take_over(patience)) return;
    newest_.note = kNotInTime;
    give_up();
}

/// Copies what there is now and has it weighed.
void SessionEvidence::begin() {
    stop_ = std::stop_source{};
    auto task = std::make_shared<std::packaged_task<Evidence()>>(
        [weigh = weigh_, samples = samples_of(engine_),
         options = ResamplingOptions{.seed = seed_, .stop = stop_.get_token()}] { return weigh(samples, options); });
    auto result = task->get_future();
    if (!worker_.try_post([task = std::move(task)] { (*task)(); })) return;
    weighing_ = std::move(result);
    weighed_block_ = block_;
    has_news_ = false;
}

void SessionEvidence::give_up() {
    stop_.request_stop();
    weighing_.reset();
}

bool SessionEvidence::take_over(std::chrono::milliseconds patience) {
    if (weighing_->wait_for(patience) != std::future_status::ready) return false;
    newest_ = {std::make_shared<const Evidence>(weighing_->get()), weighed_block_, ""};
    weighing_.reset();
    return true;
}

}  // namespace dexarb
