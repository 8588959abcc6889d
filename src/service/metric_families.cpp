#include "service/metric_families.hpp"

#include <limits>
#include <sstream>

#include <prometheus/text_serializer.h>

namespace dexarb {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricType;

double seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>{duration}.count();
}

}  // namespace

MetricFamilies::Family& MetricFamilies::Family::add(double value, const MetricLabels& labels) {
    ClientMetric& metric = family_->metric.emplace_back();
    for (const auto& [name, text] : labels)
        metric.label.push_back({name, text});
    if (family_->type == MetricType::Counter)
        metric.counter.value = value;
    else
        metric.gauge.value = value;
    return *this;
}

MetricFamilies::Family& MetricFamilies::Family::add(std::uint64_t value, const MetricLabels& labels) {
    return add(static_cast<double>(value), labels);
}

MetricFamilies::Family& MetricFamilies::Family::add(const LatencyHistogram& durations) {
    auto& histogram = family_->metric.emplace_back().histogram;
    histogram.sample_sum = seconds(durations.sum);
    for (std::size_t i = 0; i < durations.counts.size(); ++i) {
        histogram.sample_count += durations.counts[i];
        const bool is_last = i == LatencyHistogram::kBounds.size();
        const double bound = is_last ? std::numeric_limits<double>::infinity() : seconds(LatencyHistogram::kBounds[i]);
        histogram.bucket.push_back({histogram.sample_count, bound});
    }
    return *this;
}

MetricFamilies::Family MetricFamilies::gauge(const std::string& name, const std::string& help) {
    return begin(name, help, MetricType::Gauge);
}

MetricFamilies::Family MetricFamilies::counter(const std::string& name, const std::string& help) {
    return begin(name, help, MetricType::Counter);
}

MetricFamilies::Family MetricFamilies::histogram(const std::string& name, const std::string& help) {
    return begin(name, help, MetricType::Histogram);
}

MetricFamilies::Family MetricFamilies::begin(const std::string& name, const std::string& help, MetricType type) {
    auto& family = families_.emplace_back();
    family.name = "dexarb_" + name;
    family.help = help;
    family.type = type;
    return Family{family};
}

std::string MetricFamilies::text() const {
    std::vector<prometheus::MetricFamily> filled;
    for (const auto& family : families_)
        if (!family.metric.empty()) filled.push_back(family);
    std::ostringstream out;
    prometheus::TextSerializer{}.Serialize(out, filled);
    return std::move(out).str();
}

}  // namespace dexarb
