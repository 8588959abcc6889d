#include "report/budget_lines.hpp"

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string whole(double value) {
    return grouped(static_cast<std::uint64_t>(value + 0.5));
}

std::string minute(Timestamp time) {
    const auto text = to_rfc3339(time);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string units_line(const FeedStatus& feed) {
    return fmt::format("{:.1f} per block, {} a day for {} requests{}; {} in all", feed.units_per_block,
                       whole(feed.units_per_day), whole(feed.requests_per_day),
                       feed.is_measured ? " at this rate" : " as planned", grouped(feed.units));
}

std::string quota_line(const EndpointStatus& endpoint) {
    if (endpoint.is_spent)
        return fmt::format("{}: spent; nothing is sent until {}", endpoint.name.substr(0, 40),
                           minute(endpoint.quota_renewed));
    return fmt::format("{}: {} of today's {} units left{}; {}", endpoint.name.substr(0, 40),
                       grouped(endpoint.today_left), grouped(*endpoint.today),
                       endpoint.is_low ? ", which is little: they are spread over the rest of the UTC day" : "",
                       endpoint.spent_at
                           ? fmt::format("the quota would end {} at this rate", minute(*endpoint.spent_at))
                           : std::string{"the quota lasts at this rate"});
}

std::string pace_line(const FeedStatus& feed) {
    const char* why = feed.blocks_at_a_time > feed.blocks_asked_at_a_time ? "to spread what is left of today's units"
                                                                          : "as asked for";
    return fmt::format("{} blocks at a time, {}; {} timestamps interpolated, {} ranges read block by block",
                       feed.blocks_at_a_time, why, grouped(feed.blocks_interpolated), grouped(feed.ranges_refused));
}

}  // namespace

std::string budget_lines(const FeedStatus& feed) {
    if (feed.requests == 0 && feed.units_per_day <= 0.0) return "";  // Nothing is asked of a node, as in a replay.
    std::string lines = labelled("units", units_line(feed));
    for (const EndpointStatus& endpoint : feed.endpoints)
        if (endpoint.today) lines += labelled("quota", quota_line(endpoint));
    if (feed.blocks_at_a_time > 1 || feed.blocks_interpolated > 0) lines += labelled("pace", pace_line(feed));
    return lines;
}

}  // namespace dexarb
