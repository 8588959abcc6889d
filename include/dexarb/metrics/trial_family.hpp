#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dexarb {

/// Results of several configurations on the same sequence of episodes, the luck of each shared by all.
struct TrialFamily {
    /// One configuration: what it netted, in USD, on the rows on which it traded, in order of row.
    struct Column {
        std::vector<std::uint32_t> rows;
        std::vector<double> nets;
    };

    std::vector<std::uint32_t> day_of_row;  ///< Per episode, in order of time: the number of its UTC day, from 0.
    std::size_t days = 0;                   ///< On which anybody traded.
    std::vector<Column> columns;

    [[nodiscard]] std::size_t rows() const { return day_of_row.size(); }
};

/// How many of the configurations are different bets: r + (1 - r) M, r the mean correlation of their results (an
/// episode without a trade counts as zero; a negative mean as none), M their number. Bailey and Lopez de Prado 2014,
/// "The Deflated Sharpe Ratio", appendix 3. Columns without variance do not count.
[[nodiscard]] double effective_trials(const TrialFamily& family);

}  // namespace dexarb
