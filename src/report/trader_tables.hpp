#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// At most five letters: "12345", "99k".
[[nodiscard]] std::string count(std::uint64_t value);

/// As many decimals as all amounts of a table can share.
class Amounts {
  public:
    void see(MicroUsd amount);
    [[nodiscard]] std::string operator()(MicroUsd amount) const;
    /// A dash for nothing, so that what is there stands out.
    [[nodiscard]] std::string or_dash(MicroUsd amount) const { return amount == MicroUsd{} ? "-" : (*this)(amount); }

  private:
    std::int64_t largest_ = 0;
};

/// Sections that the report of a run and one of its history share; each with its heading, empty if there is nothing to
/// say.
[[nodiscard]] std::string assumed(const RunReport& report);
/// Pauses, quarantined fills, corrections: what a reader must not overlook.
[[nodiscard]] std::string remarks(const RunReport& report);
[[nodiscard]] std::string nothing_traded(const RunReport& report);
[[nodiscard]] std::string funnel_table(const RunReport& report);
[[nodiscard]] std::string model_table(const RunReport& report);

}  // namespace dexarb
