#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "dexarb/config/market_file.hpp"
#include "dexarb/config/strategies_file.hpp"

#include "support/places.hpp"

namespace dexarb {

inline std::string shipped(const std::string& name) {
    return (test::source_dir() / "configs" / name).string();
}

inline const MarketDefinition& polygon() {
    static const MarketDefinition market = load_market(shipped("polygon.json")).value();
    return market;
}

inline const ResolvedStrategies& presets() {
    static const ResolvedStrategies strategies = load_strategies(shipped("strategies.json"), polygon()).value();
    return strategies;
}

/// `text` with the first `from` replaced by `to`; the test fails where there is none.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    check(at != std::string::npos, from.c_str());
    return text.replace(at, from.size(), to);
}

/// A file that lives as long as the test.
class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& content) {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("dexarb-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
        std::ofstream{path_, std::ios::binary} << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

}  // namespace dexarb
