#include <algorithm>
#include <utility>

#include "dexarb/engine/fingerprint.hpp"
#include "dexarb/trading/checkpoint_values.hpp"

#include "engine/engine_state.hpp"

namespace dexarb {

void persist(auto& archive, Is<EdgeHistogram> auto& edges) {
    archive(edges.not_judged, edges.no_edge, edges.nets);
}

namespace {

/// Raised with every change of what is written, so that no other layout is read as this one.
constexpr std::uint32_t kLayout = 5;
constexpr std::size_t kUsualSize = 64 * 1024;

}  // namespace

void Engine::State::save_market(CheckpointWriter& writer) const {
    const std::size_t begin = writer.begin_part();
    writer(branch, arrival, today, final_block, last_events, digest.value(), nearest_miss, pair_edges);
    scanner.save(writer);
    survival.save(writer);
    writer.end_part(begin);
}

void Engine::State::load_market(CheckpointReader& reader) {
    Hash decided;
    reader(branch, arrival, today, final_block, last_events, decided, nearest_miss, pair_edges);
    scanner.load(reader);
    survival.load(reader);
    digest.resume(decided);
    last_events.resize(market->pools.size());
    pair_edges.resize(market->pairs.size());
}

void Engine::State::save_config(ConfigIndex config, CheckpointWriter& writer) const {
    const std::size_t begin = writer.begin_part();
    strategies[position(config)].save(writer);
    metrics.save(config, writer);
    executor.save(config, writer);
    booked.save(config, writer);
    latency.save(config, writer);
    writer.end_part(begin);
}

void Engine::State::load_config(ConfigIndex config, CheckpointReader& reader) {
    reader.set_owner(static_cast<std::uint32_t>(config));
    strategies[position(config)].load(reader);
    metrics.load(config, reader);
    executor.load(reader);
    booked.load(reader);
    latency.load(config, reader);
}

std::vector<std::uint8_t> Engine::checkpoint() const {
    const State& state = *state_;
    CheckpointWriter writer;
    writer.reserve(kUsualSize);
    writer(kLayout, state.market_print, state.prints);
    state.save_market(writer);
    for (std::uint32_t i = 0; i < state.configs.size(); ++i)
        state.save_config(ConfigIndex{i}, writer);
    return std::move(writer).take();
}

Result<ResumePoint> Engine::restore(std::span<const std::uint8_t> checkpoint) {
    State& state = *state_;
    check(state.branch.empty() && !state.finished, "only an engine that has seen nothing is restored");
    CheckpointReader reader{checkpoint, state.market};
    std::uint32_t layout = 0;
    Hash market_print;
    std::vector<Hash> prints;
    reader(layout);
    if (!reader.failed() && layout != kLayout)
        return Error{ErrorCode::kInvalidInput, "a checkpoint of another version of this program"};
    reader(market_print, prints);
    ResumePoint point;
    point.continued.resize(state.configs.size());
    if (!reader.failed() && market_print != state.market_print) return point;
    CheckpointReader market = reader.part();
    state.load_market(market);
    bool whole = market.at_end();
    for (std::size_t former = 0; former < prints.size(); ++former) {
        CheckpointReader part = reader.part();
        const auto place = std::ranges::find(state.prints, prints[former]) - state.prints.begin();
        if (place == std::ssize(state.prints)) continue;
        state.load_config(ConfigIndex(place), part);
        whole = whole && part.at_end();
        point.continued[static_cast<std::size_t>(place)] = former;
    }
    if (!whole || !reader.at_end()) return Error{ErrorCode::kMalformed, "the checkpoint is damaged"};
    state.executor.put_in_order();
    if (prints != state.prints) state.digest.resume({});
    point.branch.assign(state.branch.begin(), state.branch.end());
    point.arrival = state.arrival;
    point.last_events = state.last_events;
    point.in_flight = state.executor.in_flight().size();
    for (const PaperTradingStrategy& strategy : state.strategies)
        point.in_flight += strategy.undecided();
    return point;
}

void Engine::resume(const SnapshotPtr& snapshot) {
    State& state = *state_;
    check(std::ranges::find(state.branch, snapshot->header.id) != state.branch.end(),
          "a block is resumed from that was decided on before");
    if (state.newest() != nullptr && state.newest()->number() == snapshot->number()) state.history.pop_back();
    state.history.push_back(snapshot);
    state.scanner.resume(*snapshot);
}

}  // namespace dexarb
