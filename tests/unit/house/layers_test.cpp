// Holds the code against the table of rooms in docs/architecture.md: includes and CMake links.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/places.hpp"

namespace {

namespace fs = std::filesystem;
using Rooms = std::map<std::string, std::set<std::string>>;

const fs::path kRoot = dexarb::test::source_dir();
const std::set<std::string> kPure{"base", "amm", "market", "arbitrage", "trading", "metrics", "engine"};

std::string read_file(const fs::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::set<std::string> words(const std::string& text) {
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

Rooms read_table() {
    Rooms rooms;
    const std::string text = read_file(kRoot / "docs/architecture.md");
    const std::regex row{R"(\n\| `(\w+)` \|[^|]*\|([^|\n]*)\|)"};
    for (std::sregex_iterator it{text.begin(), text.end(), row}, end; it != end; ++it)
        rooms[(*it)[1]] = words((*it)[2]);
    return rooms;
}

std::vector<fs::path> sources_of(const std::string& room) {
    std::vector<fs::path> files;
    for (const char* top : {"include/dexarb", "src"}) {
        const fs::path folder = kRoot / top / room;
        if (!fs::exists(folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator{folder})
            if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp") files.push_back(entry.path());
    }
    return files;
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
    std::vector<std::string> found;
    for (std::sregex_iterator it{text.begin(), text.end(), pattern}, end; it != end; ++it)
        found.push_back((*it)[1]);
    return found;
}

TEST(House, TheTableNamesEveryRoom) {
    const Rooms rooms = read_table();

    EXPECT_GE(rooms.size(), 16U);
    for (const char* top : {"include/dexarb", "src"})
        for (const auto& entry : fs::directory_iterator{kRoot / top})
            EXPECT_TRUE(!entry.is_directory() || rooms.contains(entry.path().filename())) << entry.path();
}

TEST(House, IncludesFollowTheTable) {
    const std::regex own_include{R"(#include ["<](?:dexarb/)(\w+)/)"};
    for (const auto& [room, allowed] : read_table())
        for (const auto& file : sources_of(room))
            for (const auto& other : matches(read_file(file), own_include))
                EXPECT_TRUE(other == room || allowed.contains(other)) << file << " includes " << other;
}

TEST(House, CMakeLinksFollowTheTable) {
    const std::regex links{R"(ROOMS ([^)]*?)(?:\s+LIBRARIES|\)))"};
    for (const auto& [room, allowed] : read_table())
        for (const auto& list : matches(read_file(kRoot / "src" / room / "CMakeLists.txt"), links))
            for (const auto& other : words(list))
                EXPECT_TRUE(allowed.contains(other)) << "src/" << room << "/CMakeLists.txt links " << other;
}

TEST(House, TheTableHasNoCircle) {
    const Rooms rooms = read_table();
    for (const auto& [room, allowed] : rooms)
        for (const auto& other : allowed)
            EXPECT_FALSE(rooms.at(other).contains(room)) << room << " and " << other << " include each other";
}

TEST(House, PureRoomsStayPure) {
    const std::regex impure{
        R"(#include <((?:boost/asio|boost/beast|nlohmann|simdjson|spdlog|fstream|iostream|filesystem|thread|mutex|random|)"
        R"(unordered_map|unordered_set|ctime)[^>]*)>)"};
    for (const auto& room : kPure)
        for (const auto& file : sources_of(room))
            for (const auto& header : matches(read_file(file), impure))
                ADD_FAILURE() << file << " includes <" << header << ">";
}

/// `metrics` judges what was decided; nothing it computes with these comes back into a decision.
TEST(House, DecidingCodeUsesNoLibmButSqrt) {
    const std::regex libm{R"(std::(pow|exp|log|log2|log10|sin|cos|tan|cbrt|fma|lround|round|hypot|tgamma)\s*\()"};
    std::set<std::string> deciding = kPure;
    deciding.erase("metrics");
    for (const auto& room : deciding)
        for (const auto& file : sources_of(room))
            for (const auto& call : matches(read_file(file), libm))
                ADD_FAILURE() << file << " calls std::" << call;
}

TEST(House, OnlyNetKnowsBeastAndJsonStaysOutOfPublicHeaders) {
    const std::regex beast{R"(#include <(boost/beast[^>]*)>)"};
    const std::regex json{R"(#include <((?:nlohmann/json\.hpp|simdjson)[^>]*)>)"};
    for (const auto& [room, allowed] : read_table())
        for (const auto& file : sources_of(room)) {
            const std::string text = read_file(file);
            EXPECT_TRUE(room == "net" || matches(text, beast).empty()) << file;
            const bool is_public = file.string().find("/include/") != std::string::npos;
            EXPECT_TRUE(!is_public || matches(text, json).empty()) << file;
        }
}

}  // namespace
