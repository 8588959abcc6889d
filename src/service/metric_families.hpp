#pragma once

#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include "dexarb/metrics/latency_histogram.hpp"

namespace dexarb {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// Collects metric families: a name is said once, with its help, then gets its values. All names get `dexarb_` in
/// front.
class MetricFamilies {
  public:
    class Family {
      public:
        explicit Family(prometheus::MetricFamily& family) : family_{&family} {}
        Family& add(double value, const MetricLabels& labels = {});
        Family& add(std::uint64_t value, const MetricLabels& labels = {});
        Family& add(const LatencyHistogram& durations);

      private:
        prometheus::MetricFamily* family_;
    };

    /// Valid until the next is begun.
    Family gauge(const std::string& name, const std::string& help);
    Family counter(const std::string& name, const std::string& help);
    Family histogram(const std::string& name, const std::string& help);

    /// The text format; families without values are left out.
    [[nodiscard]] std::string text() const;

  private:
    Family begin(const std::string& name, const std::string& help, prometheus::MetricType type);

    std::vector<prometheus::MetricFamily> families_;
};

}  // namespace dexarb
