#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {

/// Runs of the real program, one after another, against one node and into one journal.
class LiveJournal : public Program {
  protected:
    [[nodiscard]] Words run_words(const Words& more = {}) const { return run_words(more, node.url()); }
    [[nodiscard]] static Words run_words(const Words& more, const std::string& url);
    [[nodiscard]] std::filesystem::path state() const { return folder() / "state"; }
    /// The first column of the first row; -1 while there is no journal to read.
    [[nodiscard]] std::int64_t number(const std::string& sql) const;
    [[nodiscard]] std::int64_t blocks() const { return number("SELECT count(*) FROM blocks"); }
    void wait_for_blocks(std::int64_t more) const;
    /// Whether the file holds together, and each block is in it once or counted as missed.
    void expect_sound() const;
    /// What the last report's books come to is the sum of the rows.
    void expect_sums(const nlohmann::json& report) const;
    [[nodiscard]] static nlohmann::json last_report(const ProcessEnd& end);
    [[nodiscard]] static ProcessEnd stop(ChildProcess& daemon);

    ServedNode node{
        {.block_interval = std::chrono::milliseconds{120}, .intercept = {}, .head_age = std::chrono::seconds{0}}};
};

}  // namespace dexarb::testing
