#include "dexarb/metrics/trade_samples.hpp"

#include <algorithm>

#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {

TradeSample sample_of(const TradeOutcome& outcome) {
    TradeSample sample{outcome.episode, outcome.inclusion_time, outcome.net_usd(), {}};
    for (std::size_t model = 0; model < kFillModelCount; ++model)
        sample.nets[model] = outcome.models[model].net_usd;
    return sample;
}

void TradeSamples::add(const TradeSample& sample) {
    trades_.push_back(sample);
    if (trades_.size() > kTrades) {
        trades_.pop_front();
        ++forgotten_;
    }
    move_day(sample.day(), sample.net_usd);
}

void TradeSamples::take_out(const TradeSample& sample) {
    const auto found = std::ranges::find(trades_, sample.episode, &TradeSample::episode);
    if (found != trades_.end()) trades_.erase(found);
    const bool is_kept = !days_.empty() && sample.day() >= days_.front().day;
    if (is_kept) move_day(sample.day(), -sample.net_usd);
}

void TradeSamples::move_day(UtcDay day, MicroUsd change) {
    auto place = std::ranges::lower_bound(days_, day, {}, &DayNet::day);
    if (place == days_.end() || place->day != day) place = days_.insert(place, {day, {}});
    place->net_usd = saturating_sum(place->net_usd, change);
    if (days_.size() > kDays) days_.pop_front();
}

}  // namespace dexarb
