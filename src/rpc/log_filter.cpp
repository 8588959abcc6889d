#include "dexarb/rpc/log_filter.hpp"

#include <algorithm>

#include "dexarb/base/check.hpp"

#include "rpc/json.hpp"

namespace dexarb {

namespace {

template <typename Item>
void append_list(std::string& json, const std::vector<Item>& items) {
    json += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) json += ',';
        append_hex(json, items[i].bytes);
    }
    json += ']';
}

template <typename Item>
void sort_unique(std::vector<Item>& items) {
    std::ranges::sort(items);
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

LogFilter::LogFilter(std::vector<Address> addresses, std::vector<Hash> topics)
    : addresses_{addresses.begin(), addresses.end()}, topics_{std::move(topics)} {
    check(!addresses.empty() && !topics_.empty(), "to a node an empty filter means everything");
    sort_unique(addresses);
    sort_unique(topics_);
    json_ = R"("address":)";
    append_list(json_, addresses);
    json_ += R"(,"topics":[)";
    append_list(json_, topics_);
    json_ += ']';
}

bool LogFilter::admits(const RpcLog& log) const {
    return log.topic_count > 0 && addresses_.contains(log.address) &&
           std::ranges::binary_search(topics_, log.topics[0]);
}

}  // namespace dexarb
