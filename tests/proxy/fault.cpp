#include "proxy/fault.hpp"

#include <array>
#include <utility>

namespace dexarb::testing {

namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames{
    "delay",          "stall",           "drip",           "half",           "short_length",
    "long_length",    "reset",           "close",          "status",         "rpc_error",
    "garbage",        "not_http",        "null",           "wrong_id",       "swap_members",
    "double_member",  "drop_member",     "foreign_member", "stale_head",     "no_logs",
    "drop_log",       "double_log",      "reverse_logs",   "close_in_frame", "endless_body",
    "endless_header", "endless_interim", "huge",           "nesting",        "compressed",
    "redirect",       "retyped",         "escaped",        "not_a_number",   "double_key",
    "extreme",        "many_logs"};

}  // namespace

std::string_view to_string(FaultKind kind) {
    return kNames[static_cast<std::size_t>(kind)];
}

FaultScript::FaultScript(std::vector<FaultRule> rules, std::uint64_t seed)
    : rules_{std::move(rules)}, progress_(rules_.size()), random_{seed} {}

// SplitMix64; source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
double FaultScript::draw() {
    std::uint64_t mixed = random_ += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    mixed ^= mixed >> 31U;
    return static_cast<double>(mixed >> 11U) / 9007199254740992.0;
}

std::optional<Fault> FaultScript::next(std::string_view method) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const FaultRule& rule = rules_[i];
        Progress& progress = progress_[i];
        const bool is_meant = rule.method.empty() || rule.method == method;
        if (!is_meant || rule.faults.empty() || progress.seen++ < rule.after) continue;
        if (rule.count && progress.spoilt >= *rule.count) continue;
        if (draw() >= rule.rate) continue;
        ++progress.spoilt;
        const auto which = static_cast<std::size_t>(draw() * static_cast<double>(rule.faults.size()));
        Fault fault = rule.faults[which];
        if (fault.kind == FaultKind::kReset && !fault.at) fault.at = progress.bytes++;
        return fault;
    }
    return std::nullopt;
}

}  // namespace dexarb::testing
