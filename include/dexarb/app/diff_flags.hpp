#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dexarb/base/result.hpp"

namespace CLI {
class App;
}

namespace dexarb {

struct ReadingFlags;

/// What concerns `diff`; run and time are those of the verbs that read the journal.
struct DiffFlags {
    bool chosen = false;
    std::string a;
    std::string b;
    std::uint64_t limit = 20;
};

/// One side as it was named: "moderate", "3:moderate", or "3" for all of a run.
struct DiffName {
    std::optional<std::int64_t> run;
    std::string config;  ///< Empty for all.
};
[[nodiscard]] DiffName parse_diff_name(const std::string& text);

/// Adds the verb.
void add_diff_verb(CLI::App& app, DiffFlags& flags, ReadingFlags& reading);

}  // namespace dexarb
