#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dexarb/metrics/proportion.hpp"

namespace dexarb {

/// Dollars that are no booked amounts but means and differences, with as many decimals as all of a table can share.
/// At most nine characters.
class Figures {
  public:
    void see(double value);
    void see(const std::optional<Interval>& interval);
    [[nodiscard]] std::string operator()(double value) const;
    /// "-0.0123 to 1.2000"; a dash for nothing.
    [[nodiscard]] std::string operator()(const std::optional<Interval>& interval) const;

  private:
    double largest_ = 0.0;
};

/// "0.034", "<0.001", ">0.999": never certain where it is not.
[[nodiscard]] std::string probability_text(double probability);

/// A number without a unit, such as a t or a ratio: at most six characters where it has two decimals.
[[nodiscard]] std::string plain_number(double value, int decimals = 2);

/// "12 s", "4 min 09 s", "4 h 05 min", "12 d 03 h".
[[nodiscard]] std::string span_text(std::chrono::seconds span);

/// A value and its threshold, told apart: with as many decimals as that takes.
struct Against {
    std::string value;
    std::string threshold;
};
[[nodiscard]] Against told_apart(double value, double threshold);

}  // namespace dexarb
