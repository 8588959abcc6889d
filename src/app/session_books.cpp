#include "dexarb/app/session_books.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "dexarb/engine/fingerprint.hpp"

namespace dexarb {

namespace {

std::string end_text(const ResumableRun& run) {
    return fmt::format("{} at {}", run.ended, to_rfc3339(run.ended_at));
}

std::vector<std::string> names_of(const Engine& engine, const ResumePoint& point, bool continued) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < engine.configs().size(); ++i)
        if (point.continued[i].has_value() == continued) names.push_back(engine.configs()[i].name);
    return names;
}

std::optional<SessionBooks> refuse(Engine& engine, const std::function<Engine()>& make_engine, std::int64_t run,
                                   const std::string& why) {
    engine = make_engine();
    spdlog::warn("the books begin anew, those of run {} stay readable: {}", run, why);
    return std::nullopt;
}

}  // namespace

std::optional<SessionBooks> take_over_books(ResumableRun before, Engine& engine,
                                            const std::function<Engine()>& make_engine) {
    SessionBooks books{std::move(before), {}, {}};
    const std::int64_t run = books.run.run;
    if (books.run.checkpoint.empty()) return refuse(engine, make_engine, run, "it left nothing to go on from");
    auto point = engine.restore(books.run.checkpoint);
    if (!point) return refuse(engine, make_engine, run, point.error().detail);
    books.point = std::move(*point);
    if (books.point.branch.empty())
        return refuse(engine, make_engine, run, "tokens, pools, pairs, seed or gas model are others now");
    if (names_of(engine, books.point, true).empty())
        return refuse(engine, make_engine, run, "every configuration was changed");
    const auto anew = names_of(engine, books.point, false);
    spdlog::info("the books go on from run {}, {}, block {}: {} of {} configurations, {} actions in flight", run,
                 end_text(books.run), books.point.branch.back().number, engine.configs().size() - anew.size(),
                 engine.configs().size(), books.point.in_flight);
    for (const std::string& name : anew)
        spdlog::info("{}: new or changed, its books begin anew", name);
    return books;
}

std::vector<ConfigIndex> books_that_end(const Engine& engine, const std::vector<StrategyConfig>& next,
                                        const EngineOptions& options) {
    std::vector<Hash> going_on;
    for (const StrategyConfig& config : next)
        going_on.push_back(configuration_fingerprint(engine.market(), config, options));
    std::vector<ConfigIndex> ending;
    for (std::size_t i = 0; i < engine.configs().size(); ++i)
        if (std::ranges::find(going_on, engine.fingerprint(ConfigIndex(i))) == going_on.end())
            ending.emplace_back(ConfigIndex(i));
    return ending;
}

std::string handover_words(const Engine& engine, const Handover& handover) {
    std::vector<std::string> parts;
    const auto tell = [&](const char* verb, const std::vector<ConfigIndex>& configs, const char* how) {
        std::vector<std::string> ids;
        for (const ConfigIndex config : configs)
            ids.push_back(engine.configs()[position(config)].id);
        if (!ids.empty()) parts.push_back(fmt::format("{} {}{}", verb, fmt::join(ids, ", "), how));
    };
    tell("closed", handover.closed, "");
    tell("paused", handover.paused, " by hand");
    tell("resumed", handover.resumed, "");
    return parts.empty() ? "no books were closed" : fmt::format("{}", fmt::join(parts, "; "));
}

std::vector<std::string> closed_books(const Engine& engine, const std::vector<ConfigIndex>& closed) {
    std::vector<std::string> words;
    for (const ConfigIndex config : closed) {
        const TraderMetrics metrics = engine.metrics(config);
        const auto unknown = metrics.results[static_cast<std::size_t>(TradeResult::kUnknown)];
        words.push_back(fmt::format("{}: net {}${:.4f} over {} trades{}", engine.configs()[position(config)].name,
                                    metrics.net_usd < MicroUsd{} ? "-" : "", std::abs(to_double(metrics.net_usd)),
                                    metrics.booked(),
                                    unknown == 0 ? "" : fmt::format(", {} more of unknown outcome", unknown)));
    }
    return words;
}

ResumeFrom resume_from(const SessionBooks& books) {
    return {books.point.branch, books.point.arrival, books.point.last_events};
}

ResumedBooks resumed_books(const SessionBooks& books) {
    return {books.run.run, books.point.branch.back().number, books.point.continued};
}

BooksOrigin books_origin(const SessionBooks& books, const Engine& engine) {
    return {books.run.run,
            books.run.ended,
            books.run.ended_at,
            books.point.branch.back().number,
            names_of(engine, books.point, false),
            books.closed};
}

std::string resumption_text(const Resumption& resumption, const SessionBooks& books) {
    if (resumption.went_on())
        return fmt::format("the chain is followed on from block {}{}", *resumption.fork,
                           *resumption.fork < resumption.newest.number
                               ? fmt::format(", the newest of {} that was not replaced", resumption.newest.number)
                               : std::string{});
    return fmt::format("the chain is followed from its newest block, not from {}: {}{}", resumption.newest.number,
                       resumption.obstacle,
                       books.point.in_flight == 0
                           ? std::string{}
                           : fmt::format("; {} actions in flight cannot be settled any more", books.point.in_flight));
}

}  // namespace dexarb
