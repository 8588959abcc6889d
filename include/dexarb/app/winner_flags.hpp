#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dexarb {

/// What concerns `export-winner`; run, time and rules are those of the verbs that read the journal.
struct WinnerFlags {
    enum class Format { kByName, kEnv, kJson };

    bool chosen = false;
    std::string name;  ///< An id, or a name as it is shown.
    Format format = Format::kByName;
    std::vector<std::filesystem::path> outputs;  ///< Empty, or "-": stdout.
    bool even_if_not_passed = false;
};

struct ReadingFlags;

/// Adds the verb.
void add_winner_verb(CLI::App& app, WinnerFlags& flags, ReadingFlags& reading);

}  // namespace dexarb
