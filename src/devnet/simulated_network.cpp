#include "dexarb/devnet/simulated_network.hpp"

#include <utility>

namespace dexarb {

SimulatedNetwork::SimulatedNetwork(MarketDefinitionPtr market, const NetworkOptions& options)
    : market_{std::move(market)},
      genesis_{make_genesis(*market_, options.genesis, options.chain.first_block)},
      flow_{market_, genesis_, options.flow},
      chain_{genesis_.world, options.chain},
      history_{options.chain.history} {
    states_.push_back(flow_.initial_state(genesis_.prices_usd));
}

BlockBuilder SimulatedNetwork::next_block() const {
    const SimulatedBlock& parent = chain_.head();
    return BlockBuilder{*market_, *parent.world, parent.header.number + 1};
}

const SimulatedBlock& SimulatedNetwork::mine() {
    BlockBuilder block = next_block();
    states_.push_back(states_.back());
    flow_.fill(block, states_.back());
    const std::uint64_t fee = flow_.next_base_fee(chain_.head().header.base_fee->low_u64(), states_.back());
    if (states_.size() > history_) states_.pop_front();
    return chain_.append(std::move(block).finish(), fee);
}

const SimulatedBlock& SimulatedNetwork::mine(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        mine();
    return chain_.head();
}

const SimulatedBlock& SimulatedNetwork::mine(BlockBuilder block) {
    states_.push_back(states_.back());
    const std::uint64_t fee = flow_.next_base_fee(chain_.head().header.base_fee->low_u64(), states_.back());
    if (states_.size() > history_) states_.pop_front();
    return chain_.append(std::move(block).finish(), fee);
}

void SimulatedNetwork::reorganise(std::size_t depth) {
    check(depth > 0 && depth < states_.size(), "a reorganisation replaces blocks that are kept");
    Random other{states_.back().random.next()};
    chain_.rewind(depth);
    states_.resize(states_.size() - depth, states_.front());
    states_.back().random = other;
    mine(depth + 1);
}

}  // namespace dexarb
