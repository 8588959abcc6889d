#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dexarb/report/verdict_report.hpp"

namespace dexarb {

/// A key of the strategies file with its value as it would be written there.
struct WinnerField {
    std::string key;
    std::string text;
};

/// A pair by its tokens, of which the quote is the one that trades start and end in.
struct WinnerPair {
    std::string symbol;
    std::string base;  ///< Address, EIP-55.
    std::string quote;
};

/// One configuration of a verdict as a live trader takes it over. Nothing in it is secret.
struct Winner {
    std::size_t config = 0;  ///< Its place in the verdict.
    std::string name;        ///< As the strategies file has it.
    std::vector<WinnerField> fields;
    std::vector<WinnerPair> pairs;
};

/// A variable of the `.env`.
struct WinnerVariable {
    std::string name;
    std::string value;
    std::string note;  ///< Why the line is a comment; empty where it is none.
};

/// CHAIN_ID, TRADING_PAIRS by addresses, POLL_INTERVAL_MS, and every other field under its key in capitals.
[[nodiscard]] std::vector<WinnerVariable> winner_variables(const VerdictReport& verdict, const Winner& winner);

/// The beginnings of what both files begin with: "PASSED: ", "NOT PASSED: ".
inline constexpr const char* kPassed = "PASSED: ";
inline constexpr const char* kNotPassed = "NOT PASSED: ";

/// The variables below comments that say what they rest on: the verdict first, then trades, intervals, doubts, every
/// gate and what is assumed. ASCII, no comment wider than `kReportColumns`.
[[nodiscard]] std::string winner_env(const VerdictReport& verdict, const Winner& winner);

/// The same as a strategies file with this one entry, which `--strategies` takes.
[[nodiscard]] std::string winner_strategies(const VerdictReport& verdict, const Winner& winner);

/// Evidence, variables and the entry as one line of plain JSON, with the `files` that were written.
[[nodiscard]] std::string winner_json(const VerdictReport& verdict, const Winner& winner,
                                      const std::vector<std::string>& files);

}  // namespace dexarb
