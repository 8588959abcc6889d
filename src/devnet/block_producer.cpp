#include "dexarb/devnet/block_producer.hpp"

#include <algorithm>
#include <utility>

namespace dexarb {

BlockProducer::BlockProducer(SimulatedNetwork& network, NodeRpc& node, ProducerOptions options)
    : network_{&network}, node_{&node}, options_{std::move(options)} {}

void BlockProducer::produce() {
    ++produced_;
    const auto planned = std::ranges::find(options_.reorganisations, produced_, &PlannedReorganisation::at);
    if (planned == options_.reorganisations.end())
        network_->mine();
    else
        network_->reorganise(planned->depth);
    show();
}

/// Hides what is withheld: from the first such block on, for a node that lacks a block lacks its children.
void BlockProducer::show() {
    std::optional<BlockNumber> newest;
    const BlockNumber head = network_->chain().head().header.number;
    for (const WithheldBlock& withheld : options_.withheld) {
        const bool is_hidden = withheld.at <= produced_ && produced_ < withheld.at + withheld.blocks;
        if (is_hidden) newest = std::min(newest.value_or(head), head - (produced_ - withheld.at) - 1);
    }
    node_->hide_above(newest);
}

Task<void> BlockProducer::wait_for_reader() {
    constexpr std::chrono::milliseconds kGlance{2};
    const auto until = std::chrono::steady_clock::now() + options_.reader_patience;
    while (!node_->head_was_read() && std::chrono::steady_clock::now() < until)
        co_await sleep_for(kGlance);
}

Task<void> BlockProducer::run() {
    auto due = std::chrono::steady_clock::now();
    while (!is_done()) {
        due = std::max(due + options_.block_interval, std::chrono::steady_clock::now());
        co_await sleep_for(due - std::chrono::steady_clock::now());
        if (options_.waits_for_reader) co_await wait_for_reader();
        produce();
    }
}

}  // namespace dexarb
