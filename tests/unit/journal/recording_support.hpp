#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dexarb/journal/recording_reader.hpp"
#include "dexarb/journal/recording_writer.hpp"

#include "support/child_process.hpp"
#include "support/random_feed.hpp"

namespace dexarb::testing {

inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline void put_bytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream file{path, std::ios::binary};
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Where two items differ; empty where they do not.
inline std::string difference(const FeedItem& a, const FeedItem& b) {
    if (a.index() != b.index()) return "one is a block, the other blocks undone";
    if (const auto* undone = std::get_if<Undone>(&a)) return *undone == std::get<Undone>(b) ? "" : "another fork";
    return difference(*std::get<SnapshotPtr>(a), *std::get<SnapshotPtr>(b));
}

/// A folder with a recording in it, and how it reads.
class RecordingFile : public ::testing::Test {
  protected:
    std::filesystem::path path() const { return folder_.path() / "test.dxrec"; }

    /// Writes all items, a frame each `per_frame`, and the end unless a crash comes before it.
    void write(const RandomFeed& feed, std::size_t per_frame = 10, bool ends = true,
               RecordingWriterOptions options = {}) {
        std::filesystem::remove(path());
        auto writer = RecordingWriter::create(path().string(), R"({"of":"a test"})", options);
        ASSERT_TRUE(writer) << writer.error().detail;
        for (std::size_t i = 0; i < feed.items.size(); ++i) {
            ASSERT_TRUE(writer->add({feed.items[i], evidence(i)}));
            const bool is_full = i % per_frame == per_frame - 1;
            ASSERT_TRUE(!is_full || writer->cut().has_value());
        }
        if (!ends) return;
        ASSERT_TRUE(writer->end({.incomplete_from = 0, .evidence = evidence(feed.items.size())}));
    }

    static DecisionEvidence evidence(std::size_t i) {
        DecisionEvidence evidence;
        evidence.digest.bytes[0] = static_cast<std::uint8_t>(1 + i / 7);
        for (std::size_t k = 0; k < i % 4; ++k)
            evidence.records.push_back(i * 1'000'003 + k);
        return evidence;
    }

    RecordingReader open(const MarketDefinitionPtr& market) const {
        auto reader = RecordingReader::open(path().string());
        if (!reader) throw std::runtime_error{reader.error().detail};
        reader->set_market(market);
        return *std::move(reader);
    }

    /// All items up to the end or the first error, which `error` then holds.
    static std::vector<RecordedItem> read_all(RecordingReader& reader, std::string* error = nullptr) {
        std::vector<RecordedItem> items;
        while (true) {
            auto item = reader.next();
            if (!item && error != nullptr) *error = item.error().detail;
            if (!item || !*item) return items;
            items.push_back(**std::move(item));
        }
    }

    TemporaryFolder folder_;
};

}  // namespace dexarb::testing
