#include "dexarb/app/recording_head.hpp"

#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/base/hex.hpp"
#include "dexarb/config/documents.hpp"
#include "dexarb/config/json_reader.hpp"
#include "dexarb/config/market_file.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kMostMilliseconds = 1ULL << 46U;
constexpr std::uint64_t kMostGas = 1'000'000'000;
constexpr std::uint64_t kMostParts = 1'000'000;

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The plain values; market and strategies have readers of their own.
RecordingHead read_values(const JsonReader& document) {
    RecordingHead head;
    if (const auto program = document.require("program")) head.program = program->string().value_or("");
    if (const auto run = document.require("run")) head.run = run->string().value_or("");
    if (const auto part = document.require("part"))
        head.part = static_cast<unsigned>(part->whole(1, kMostParts).value_or(1));
    if (const auto live = document.require("live")) head.is_live = live->boolean().value_or(false);
    if (const auto simulated = document.require("simulated")) head.is_simulated = simulated->boolean().value_or(false);
    if (const auto started = document.require("started_at_ms"))
        head.started_at = Timestamp{
            std::chrono::milliseconds{static_cast<std::int64_t>(started->whole(0, kMostMilliseconds).value_or(0))}};
    if (const auto modelled = document.find("modelled_arrival_ms"))
        head.modelled_arrival =
            std::chrono::milliseconds{static_cast<std::int64_t>(modelled->whole(0, kMostMilliseconds).value_or(0))};
    if (const auto checkpoint = document.find("checkpoint")) {
        auto bytes = bytes_from_hex(checkpoint->string().value_or(""));
        if (bytes)
            head.checkpoint = std::move(*bytes);
        else
            checkpoint->refuse("no hexadecimal bytes");
    }
    return head;
}

GasModel read_gas(const JsonReader& document) {
    GasModel gas;
    const auto reader = document.require("gas");
    if (!reader || !reader->object({"base", "constant_product_hop", "concentrated_hop", "crossed_tick"})) return gas;
    const auto units = [&](const char* key) {
        const auto value = reader->require(key);
        return value ? value->whole(0, kMostGas).value_or(0) : 0;
    };
    gas.base = units("base");
    gas.constant_product_hop = units("constant_product_hop");
    gas.concentrated_hop = units("concentrated_hop");
    gas.crossed_tick = units("crossed_tick");
    return gas;
}

}  // namespace

std::string recording_head_text(const RecordingHead& head) {
    std::string text = fmt::format(R"({{"program":{},"run":{},"part":{},"live":{},"simulated":{},"started_at_ms":{})",
                                   quoted(head.program), quoted(head.run), head.part, head.is_live, head.is_simulated,
                                   head.started_at.time_since_epoch().count());
    if (head.modelled_arrival) text += fmt::format(R"(,"modelled_arrival_ms":{})", head.modelled_arrival->count());
    text += fmt::format(R"(,"gas":{{"base":{},"constant_product_hop":{},"concentrated_hop":{},"crossed_tick":{}}})",
                        head.gas.base, head.gas.constant_product_hop, head.gas.concentrated_hop, head.gas.crossed_tick);
    if (!head.checkpoint.empty() && head.part == 1)
        text += fmt::format(R"(,"checkpoint":{})", quoted(to_hex(head.checkpoint)));
    return text + R"(,"market":)" + market_document(*head.market) + R"(,"strategies":)" +
           strategies_document(head.strategies, *head.market) + "}";
}

Result<RecordingHead> read_recording_head(const std::string& text, const std::string& file) {
    const std::string place = file + ": head";
    const auto document = parse_json(text, place);
    if (!document) return document.error();
    Problems problems{place};
    const JsonReader reader{*document, problems};
    RecordingHead head;
    if (reader.object({"program", "run", "part", "live", "simulated", "started_at_ms", "modelled_arrival_ms", "gas",
                       "checkpoint", "market", "strategies"})) {
        head = read_values(reader);
        head.gas = read_gas(reader);
    }
    const auto market_value = reader.require("market");
    const auto strategies_value = reader.require("strategies");
    if (problems.count() > 0) return problems.error();
    auto market = read_market(market_value->node(), place + " /market");
    if (!market) return market.error();
    head.market = std::make_shared<const MarketDefinition>(std::move(*market));
    auto strategies = read_strategies(strategies_value->node(), place + " /strategies", *head.market);
    if (!strategies) return strategies.error();
    head.strategies = std::move(*strategies);
    return head;
}

}  // namespace dexarb
