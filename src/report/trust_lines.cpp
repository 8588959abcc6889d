#include "report/trust_lines.hpp"

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string parity_text(const Parity& parity) {
    if (parity.audits == 0 && parity.skipped == 0) return "not audited yet";
    std::string text = fmt::format("{} of {} checks agree with the chain, {} audits", grouped(parity.agreed),
                                   grouped(parity.checks), grouped(parity.audits));
    if (parity.skipped > 0)
        text += fmt::format(", {} skipped: the node did not give that state", grouped(parity.skipped));
    if (parity.distrusted > 0)
        text += fmt::format("; {} times a pool was taken out and read anew", grouped(parity.distrusted));
    return text;
}

std::string refused_lines(const FeedStatus& feed) {
    std::string lines;
    for (const EndpointStatus& endpoint : feed.endpoints) {
        std::string kinds;
        for (const auto& [kind, count] : endpoint.refused)
            kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", grouped(count), kind);
        if (!kinds.empty()) lines += labelled("refused", fmt::format("{}: {}", endpoint.name.substr(0, 60), kinds));
    }
    return lines;
}

std::string bloom_lines(const FeedStatus& feed) {
    if (feed.blooms_contradicted > 0)
        return labelled("bloom filters",
                        fmt::format("not believed: the chain's own state contradicted {}; {} blocks' "
                                    "logs were taken in spite of theirs",
                                    grouped(feed.blooms_contradicted), grouped(feed.bloom_exceptions)));
    if (feed.bloom_exceptions == 0) return "";
    return labelled("bloom filters",
                    fmt::format("{} blocks with logs came with an empty one", grouped(feed.bloom_exceptions)));
}

}  // namespace

std::string alarm_lines(const FeedStatus& feed) {
    if (feed.health == FeedHealth::kStalled)
        return labelled("ALARM",
                        fmt::format("no new block for {} (alarm after {}): nothing below is of now, and nothing is "
                                    "decided until a new block comes. Is the node in sync and reachable?",
                                    duration(feed.quiet), duration(feed.stall_after)));
    if (feed.health == FeedHealth::kBehind)
        return labelled("ALARM",
                        fmt::format("the newest block is {} old: the node is behind its chain, or this machine's "
                                    "clock is wrong. Nothing is decided on such blocks",
                                    duration(feed.head_age)));
    return "";
}

std::string trust_lines(const FeedStatus& feed) {
    std::string lines = labelled("parity", parity_text(feed.parity));
    for (const std::string& difference : feed.parity.differences)
        lines += labelled("", difference);
    if (feed.blocks_stale > 0)
        lines += labelled("stale", fmt::format("{} blocks were old when they came; nothing was decided on them",
                                               grouped(feed.blocks_stale)));
    if (feed.blocks_undone_beyond > 0)
        lines +=
            labelled("undone", fmt::format("{} blocks were replaced deeper than states are kept; outcomes on them are "
                                           "taken out of the sums",
                                           grouped(feed.blocks_undone_beyond)));
    return lines + refused_lines(feed) + bloom_lines(feed);
}

}  // namespace dexarb
