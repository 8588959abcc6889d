#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace dexarb {

/// What `replay` alone takes.
struct ReplayOptions {
    enum class Arrival { kRecorded, kModelled };

    bool chosen = false;  ///< The verb was given.
    std::vector<std::filesystem::path> files;
    std::optional<std::uint64_t> from;  ///< First block.
    std::optional<std::uint64_t> to;    ///< Last block.
    Arrival arrival = Arrival::kRecorded;
    std::optional<std::chrono::milliseconds> latency;  ///< In place of every configuration's submit latency.
    bool verify = false;
};

/// Adds the verb `replay`.
void add_replay_options(CLI::App& app, ReplayOptions& options);

}  // namespace dexarb
