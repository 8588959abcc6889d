#include "log_query.hpp"

#include <algorithm>

#include "json_arguments.hpp"

namespace dexarb {
namespace {

/// More of either is no filter but a mistake. Source: go-ethereum's limits.
constexpr std::size_t kMostAddresses = 1'000;
constexpr std::size_t kMostTopics = 1'000;
constexpr std::size_t kTopicPlaces = 4;

/// What a filter admits; an empty list admits all.
struct LogMatch {
    std::vector<Address> addresses;
    std::vector<std::vector<Hash>> topics;

    [[nodiscard]] bool admits(const RpcLog& log) const {
        if (!addresses.empty() && std::ranges::find(addresses, log.address) == addresses.end()) return false;
        if (topics.size() > log.topic_count) return false;
        for (std::size_t i = 0; i < topics.size(); ++i)
            if (!topics[i].empty() && std::ranges::find(topics[i], log.topics[i]) == topics[i].end()) return false;
        return true;
    }
};

/// A value alone, or each of a list.
std::vector<Json> as_list(const Json& value) {
    if (value.is_null()) return {};
    if (!value.is_array()) return {value};
    return {value.begin(), value.end()};
}

Argument<std::vector<Address>> addresses_of(const Json& filter) {
    std::vector<Address> addresses;
    for (const Json& item : as_list(filter.value("address", Json()))) {
        const auto address = address_argument(item, 0);
        if (!address) return address.error();
        addresses.push_back(*address);
    }
    if (addresses.size() > kMostAddresses)
        return invalid_argument(0, "exceed max addresses or topics per search position");
    return addresses;
}

Argument<std::vector<Hash>> alternatives_of(const Json& place) {
    std::vector<Hash> hashes;
    for (const Json& item : as_list(place)) {
        if (item.is_null()) return std::vector<Hash>{};
        const auto hash = hash_argument(item, 0);
        if (!hash) return hash.error();
        hashes.push_back(*hash);
    }
    if (hashes.size() > kMostTopics) return invalid_argument(0, "exceed max addresses or topics per search position");
    return hashes;
}

Argument<LogMatch> match_of(const Json& filter) {
    LogMatch match;
    auto addresses = addresses_of(filter);
    if (!addresses) return addresses.error();
    match.addresses = *std::move(addresses);
    const Json topics = filter.value("topics", Json::array());
    if (!topics.is_array() && !topics.is_null()) return invalid_argument(0, "invalid topics");
    if (topics.size() > kTopicPlaces) return invalid_argument(0, "exceed max topics");
    for (const Json& place : topics) {
        auto alternatives = alternatives_of(place);
        if (!alternatives) return alternatives.error();
        match.topics.push_back(*std::move(alternatives));
    }
    return match;
}

Argument<std::vector<SimulatedBlockPtr>> block_by_hash(const NodeRpc& node, const Json& filter) {
    if (filter.contains("fromBlock") || filter.contains("toBlock"))
        return invalid_argument(0, "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
    const auto hash = hash_argument(filter["blockHash"], 0);
    if (!hash) return hash.error();
    auto block = node.find(*hash);
    if (!block) return RpcFault{-32000, "unknown block"};
    return std::vector<SimulatedBlockPtr>{std::move(block)};
}

/// One end of a range as a number: a tag or a number, which may lie outside what is shown.
Argument<BlockNumber> range_end(const NodeRpc& node, const Json& value) {
    if (value == Json("latest") || value == Json("pending")) return node.head()->header.number;
    if (value == Json("earliest")) return BlockNumber{0};
    if (value == Json("finalized") || value == Json("safe")) {
        const auto block = block_by_tag(node, value, 0);
        return block.error();
    }
    return quantity_argument(value, 0);
}

Argument<std::vector<SimulatedBlockPtr>> blocks_in_range(const NodeRpc& node, const Json& filter) {
    const auto first = range_end(node, filter.value("fromBlock", Json("latest")));
    if (!first) return first.error();
    const auto last = range_end(node, filter.value("toBlock", Json("latest")));
    if (!last) return last.error();
    if (*first > *last) return RpcFault{-32602, "invalid block range params"};
    if (*last > node.head()->header.number) return RpcFault{-32602, "block range extends beyond current head block"};
    const std::uint64_t largest = node.options().max_log_range;
    if (*last - *first >= largest) return RpcFault{-32005, "exceed maximum block range: " + std::to_string(largest)};
    std::vector<SimulatedBlockPtr> blocks;
    for (BlockNumber number = *first; number <= *last; ++number) {
        auto block = node.at(number);
        if (!block) return RpcFault{-32000, "history has been pruned for this block"};
        blocks.push_back(std::move(block));
    }
    return blocks;
}

}  // namespace

JsonResult query_logs(const NodeRpc& node, const Json& filter) {
    if (!filter.is_object()) return invalid_argument(0, "a filter object is wanted");
    const auto match = match_of(filter);
    if (!match) return match.error();
    const auto blocks = filter.contains("blockHash") ? block_by_hash(node, filter) : blocks_in_range(node, filter);
    if (!blocks) return blocks.error();
    Json found = Json::array();
    for (const SimulatedBlockPtr& block : *blocks) {
        node.note_logs(*block);
        for (const RpcLog& log : block->logs)
            if (match->admits(log)) found.push_back(log_json(log, block->header.timestamp));
    }
    const std::size_t most = node.options().max_logs;
    if (found.size() > most) return RpcFault{-32005, "query returned more than " + std::to_string(most) + " results"};
    return found;
}

}  // namespace dexarb
