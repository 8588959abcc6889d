#include "dexarb/app/session_control.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "dexarb/config/nearest_name.hpp"
#include "dexarb/config/strategies_file.hpp"

namespace dexarb {

namespace {

ControlPlan no_such(const std::string& name, const std::vector<StrategyConfig>& configs) {
    std::vector<std::string> known;
    for (const StrategyConfig& config : configs)
        known.push_back(config.id);
    return {{404, fmt::format("no configuration \"{}\"{}", name, suggestion(name, known))}, std::nullopt};
}

ControlPlan plan_pause(const std::string& id, ConfigIndex config, const std::optional<Pause>& pause) {
    if (pause && pause->reason == RejectReason::kPausedByHand)
        return {{200, id + " is paused by hand already, until it is resumed"}, std::nullopt};
    return {{200, id + " is paused by hand: from the next block on it decides nothing until it is resumed; what was "
                       "decided before still settles"},
            Handover{{}, {config}, {}}};
}

ControlPlan plan_resume(const std::string& id, ConfigIndex config, const std::optional<Pause>& pause) {
    if (!pause) return {{409, id + " is not paused: there is nothing to resume"}, std::nullopt};
    const bool is_by_hand = pause->reason == RejectReason::kPausedByHand;
    const std::string limit = is_by_hand ? "a limit that was reached" : std::string{to_string(pause->reason)};
    return {{200, fmt::format("{} decides again from the next block on; {} counts anew until 00:00 UTC", id, limit)},
            Handover{{}, {}, {config}}};
}

ControlPlan plan_reset(const std::string& id, ConfigIndex config) {
    return {{200, id + " begins new books with the next block; those before stay readable in the journal, and what it "
                       "had in flight is unknown"},
            Handover{{config}, {}, {}}};
}

}  // namespace

ControlPlan plan_control(const ControlRequest& request, const Engine& engine) {
    const std::vector<StrategyConfig>& configs = engine.configs();
    const std::string id = strategy_id(request.config);
    const auto found = std::ranges::find(configs, id, &StrategyConfig::id);
    if (found == configs.end()) return no_such(request.config, configs);
    const ConfigIndex config{static_cast<std::uint32_t>(found - configs.begin())};
    switch (request.action) {
        case ControlAction::kPause:
            return plan_pause(id, config, engine.pause(config));
        case ControlAction::kResume:
            return plan_resume(id, config, engine.pause(config));
        case ControlAction::kReset:
            return plan_reset(id, config);
        case ControlAction::kReload:
            break;
    }
    return {{400, "a reload is of no single configuration"}, std::nullopt};
}

}  // namespace dexarb
