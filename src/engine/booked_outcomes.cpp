#include "dexarb/engine/booked_outcomes.hpp"

#include <algorithm>

#include "dexarb/trading/checkpoint_values.hpp"

namespace dexarb {
namespace {

BlockNumber block_of(const OutcomePtr& outcome) {
    return outcome->inclusion_block->number;
}

}  // namespace

void BookedOutcomes::add(const OutcomePtr& outcome) {
    if (is_booked(outcome->result())) all_.push_back({outcome, false});
}

void BookedOutcomes::mark(const OutcomePtr& outcome, bool is_out) {
    const auto found = std::ranges::find(all_, outcome, &Booked::outcome);
    if (found != all_.end()) found->is_out = is_out;
}

std::vector<OutcomePtr> BookedOutcomes::take_above(BlockNumber fork) {
    std::vector<OutcomePtr> taken;
    std::erase_if(all_, [&](const Booked& booked) {
        if (block_of(booked.outcome) <= fork) return false;
        if (!booked.is_out) taken.push_back(booked.outcome);
        return true;
    });
    return taken;
}

void BookedOutcomes::forget_before(BlockNumber newest) {
    while (!all_.empty() && block_of(all_.front().outcome) + blocks_ < newest)
        all_.pop_front();
}

void BookedOutcomes::save(ConfigIndex config, CheckpointWriter& writer) const {
    const auto is_its = [config](const Booked& booked) { return booked.outcome->config == config; };
    writer.length(static_cast<std::size_t>(std::ranges::count_if(all_, is_its)));
    for (const Booked& booked : all_)
        if (is_its(booked)) writer(booked.outcome, booked.is_out);
}

void BookedOutcomes::load(CheckpointReader& reader) {
    for (std::size_t left = reader.length(); left > 0 && !reader.failed(); --left) {
        Booked booked;
        reader(booked.outcome, booked.is_out);
        if (!reader.failed()) all_.push_back(std::move(booked));
    }
    std::ranges::stable_sort(all_, {}, [](const Booked& booked) { return block_of(booked.outcome); });
}

}  // namespace dexarb
