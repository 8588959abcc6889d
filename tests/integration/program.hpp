#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/child_process.hpp"

namespace dexarb::testing {

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

/// How a run ends (docs/operations.md, exit codes).
inline constexpr int kUsage = 2;
inline constexpr int kConfiguration = 3;
inline constexpr int kRpc = 4;
inline constexpr int kJournal = 5;
/// Where nobody answers.
inline constexpr const char* kDead = "http://127.0.0.1:9";

/// Far more than anything here needs; a program that takes longer hangs.
inline constexpr std::chrono::milliseconds kHangs{180'000};
/// What a stop may take, from signal to end.
inline constexpr std::chrono::milliseconds kStopsWithin{2'000};

/// The program as its user has it: at home in a folder with `configs` and perhaps an `.env`.
class Program : public ::testing::Test {
  protected:
    Program();

    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
    void write(const std::string& name, const std::string& text) const;
    /// A shipped file of configs/ with one text replaced, under `name` in the folder.
    void write_changed(const std::string& name, const std::string& shipped, const std::string& from,
                       const std::string& to) const;

    [[nodiscard]] std::unique_ptr<ChildProcess> start(const Words& arguments,
                                                      const Environment& environment = {}) const;
    /// From start to end; a failure of the test and an empty end if it hangs.
    [[nodiscard]] ProcessEnd run(const Words& arguments, const Environment& environment = {}) const;

  private:
    TemporaryFolder folder_;
};

/// The end of a running program, a failure of the test if it hangs.
[[nodiscard]] ProcessEnd end_of(ChildProcess& process, std::chrono::milliseconds deadline = kHangs);

/// Waits until `holds`; whether it did before `kHangs`.
[[nodiscard]] bool eventually(const std::function<bool()>& holds);

[[nodiscard]] Words lines_of(const std::string& text);

}  // namespace dexarb::testing
