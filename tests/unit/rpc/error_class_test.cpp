#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/rpc/chain_reader.hpp"

#include "support/places.hpp"
#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::ScriptedHttp;

/// What a client makes of one HTTP answer to eth_getLogs, asked once.
RpcResult<std::vector<RpcLog>> ask_for_logs(const HttpResponse& answer) {
    boost::asio::io_context context;
    RpcClientOptions options;
    options.max_attempts = 1;
    auto http = std::make_unique<ScriptedHttp>([&answer](const std::string&) { return answer; });
    RpcClient client{std::move(http), "http://node", std::move(options)};
    ChainReader reader{client};
    const LogFilter filter{{Address{}}, {Hash{}}};
    return run(context, reader.logs(BlockId{}, filter));
}

RpcError error_of(unsigned status, const std::string& body, std::vector<HttpHeader> headers = {}) {
    const auto logs = ask_for_logs(HttpResponse{status, std::move(headers), body});
    EXPECT_FALSE(logs) << body;
    return logs ? RpcError{} : logs.error();
}

RpcErrorClass class_of(unsigned status, const std::string& body) {
    return error_of(status, body).error_class;
}

std::string error_body(int code, const std::string& message) {
    return json{{"jsonrpc", "2.0"}, {"id", 1}, {"error", {{"code", code}, {"message", message}}}}.dump();
}

/// The class that acts on each suggestion of the corpus. Where an entry's words alone cannot tell ("limit exceeded")
/// waiting is the answer that is right in both cases.
RpcErrorClass wanted_class(const std::string& suggested) {
    static const std::map<std::string, RpcErrorClass> kClasses{{"range_too_large", RpcErrorClass::kSplit},
                                                               {"too_many_results", RpcErrorClass::kSplit},
                                                               {"too_many_addresses", RpcErrorClass::kSplit},
                                                               {"batch_too_large", RpcErrorClass::kSplit},
                                                               {"rate_limit", RpcErrorClass::kRetryLater},
                                                               {"rate_limit_with_hint", RpcErrorClass::kRetryLater},
                                                               {"rate_limit_or_range", RpcErrorClass::kRetryLater},
                                                               {"lagging_node", RpcErrorClass::kRetryElsewhere},
                                                               {"ahead_of_head", RpcErrorClass::kRetryElsewhere},
                                                               {"provider_unavailable", RpcErrorClass::kRetryElsewhere},
                                                               {"history_unavailable", RpcErrorClass::kNotHere},
                                                               {"tag_unavailable", RpcErrorClass::kNotHere},
                                                               {"auth_permanent", RpcErrorClass::kStopEndpoint},
                                                               {"quota_exhausted_long", RpcErrorClass::kStopEndpoint},
                                                               {"timeout", RpcErrorClass::kRetryNow},
                                                               {"revert", RpcErrorClass::kRevert},
                                                               {"malformed_empty", RpcErrorClass::kMalformed},
                                                               {"malformed_error_string", RpcErrorClass::kMalformed},
                                                               {"bug_in_request", RpcErrorClass::kInvalidRequest}};
    return kClasses.at(suggested);
}

TEST(ErrorClass, RecordedRefusalsAreClassedAsTheirCollectorsSuggest) {
    const std::filesystem::path file = test::fixtures_dir() / "rpc_errors/error_corpus.json";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no recorded data at " << file;
    std::ifstream stream{file};
    const json entries = json::parse(stream);
    ASSERT_EQ(entries.size(), 58U);

    std::size_t undecided = 0;
    for (const auto& entry : entries) {
        undecided += entry["suggested_class"] == "rate_limit_or_range" ? 1U : 0U;
        const auto error = error_of(entry["http_status"].get<unsigned>(), entry["body"].get<std::string>());
        EXPECT_EQ(to_string(error.error_class), to_string(wanted_class(entry["suggested_class"].get<std::string>())))
            << entry["http_status"] << " " << entry["body"];
        EXPECT_FALSE(error.detail.empty());
        if (entry["suggested_class"] == "rate_limit_with_hint") {
            EXPECT_TRUE(error.retry_after) << entry["body"];
        }
    }
    std::printf("%zu bodies: all as suggested; %zu of them may mean a rate or a range, and waiting is right in both\n",
                entries.size(), undecided);
}

/// What the words alone decide: nothing if the code beside them does.
std::optional<RpcErrorClass> class_of_words(const std::string& words) {
    const auto with_code = [&words](std::int64_t code) { return classify({200, code, words, "", {}}).error_class; };
    if (with_code(3) != with_code(-32601)) return std::nullopt;
    return with_code(3);
}

/// A phrase as it stands in a collection, with a number in the place of a pattern for one.
std::string words_of(std::string entry) {
    static const std::regex kNumber{R"(\(.d\+\)|\(\[[^\]]*\]\+\))"};
    entry = std::regex_replace(entry.substr(1, entry.size() - 2), kNumber, "1,000");
    std::erase(entry, '\\');
    return entry;
}

TEST(ErrorClass, EveryCollectedPhraseDecidesAsExpectedOrHasAReasonNotTo) {
    std::map<std::string, std::string> expected;
    std::ifstream table{test::source_dir() / "tests/unit/rpc/expected_phrases.txt"};
    for (std::string line; std::getline(table, line);)
        if (!line.starts_with('#')) expected.emplace(line.substr(0, line.find('\t')), line.substr(line.find('\t') + 1));
    const auto folder = test::fixtures_dir() / "rpc_errors";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded data at " << folder;
    std::map<std::string, unsigned> reasons;

    std::size_t phrases = 0;
    for (const char* file : {"erpc_error_phrases.txt", "ponder_getLogs_patterns.txt"}) {
        std::ifstream stream{folder / file};
        for (std::string line; std::getline(stream, line);) {
            if (line.size() < 3) continue;
            ++phrases;
            const bool is_pattern = line.starts_with('/') || file == std::string_view{"ponder_getLogs_patterns.txt"};
            const auto entry = expected.find(is_pattern ? line : line.substr(1, line.size() - 2));
            ASSERT_NE(entry, expected.end()) << "no class for " << line;
            const auto decided = class_of_words(words_of(line));
            if (entry->second.starts_with("- ")) {
                EXPECT_FALSE(decided) << line << " decides after all: " << to_string(*decided);
                ++reasons[entry->second.substr(2)];
            } else {
                ASSERT_TRUE(decided) << line;
                EXPECT_EQ(to_string(*decided), entry->second) << line;
            }
        }
    }

    EXPECT_GT(phrases, 140U);
    for (const auto& [reason, count] : reasons)
        std::printf("%u phrases decide nothing: %s\n", count, reason.c_str());
}

TEST(ErrorClass, WhatIsMissingIsNamedBetweenTheWords) {
    EXPECT_EQ(class_of(200, error_body(-32000, "block #123456 was not found")), RpcErrorClass::kRetryElsewhere);
    EXPECT_EQ(class_of(200, error_body(-32000, "Header 0xab is not found")), RpcErrorClass::kRetryElsewhere);
    EXPECT_EQ(class_of(200, error_body(-32000, "method eth_feeHistory not found")), RpcErrorClass::kNotHere);
    EXPECT_EQ(class_of(200, error_body(-32000, "state at block #123 not available")), RpcErrorClass::kNotHere);
    EXPECT_EQ(class_of(200, error_body(-32000, "eth_getLogs is limited to 1,000 blocks")), RpcErrorClass::kSplit);
    EXPECT_EQ(class_of(200, error_body(-32000, "queries are limited to 10k blocks")), RpcErrorClass::kSplit);
    EXPECT_EQ(class_of(200, error_body(-32000, "requests limited to 10 per second")), RpcErrorClass::kRetryLater);
}

TEST(ErrorClass, RecordedErrorExchangesNeverReadAsSuccess) {
    const std::filesystem::path file = test::fixtures_dir() / "rpc_errors/rotki_error_exchanges.json";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no recorded data at " << file;
    std::ifstream stream{file};
    for (const auto& entry : json::parse(stream))
        static_cast<void>(error_of(entry["status"].get<unsigned>(), entry["response"].get<std::string>()));
}

TEST(ErrorClass, HintsAreRead) {
    EXPECT_EQ(error_of(429, "", {{"Retry-After", "7"}}).retry_after, 7s);
    EXPECT_EQ(error_of(429, error_body(-32005, "rate limited, try again in 4ms")).retry_after, 4ms);
    EXPECT_EQ(error_of(429, error_body(-32090, "Too many requests, retry in 10m0s")).retry_after, 10min);
    EXPECT_EQ(error_of(429, error_body(-32090, "Too many requests, retry in 1h2m3.5s")).retry_after, 3723500ms);
    EXPECT_EQ(error_of(429, R"({"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"m",)"
                            R"("data":{"rate":{"backoff_seconds": 30}}}})")
                  .retry_after,
              30s);
}

TEST(ErrorClass, HintsThatAreNoneAreIgnored) {
    EXPECT_FALSE(error_of(429, "", {{"Retry-After", "soon"}}).retry_after);
    EXPECT_FALSE(error_of(429, "", {{"Retry-After", "-1"}}).retry_after);
    EXPECT_FALSE(error_of(429, error_body(-32005, "try again in a while")).retry_after);
    EXPECT_EQ(error_of(429, "", {{"Retry-After", "99999999999999999999"}}).retry_after, 24h) << "bounded";
}

TEST(ErrorClass, StatusDecidesWhereNothingIsSaid) {
    EXPECT_EQ(class_of(401, ""), RpcErrorClass::kStopEndpoint);
    EXPECT_EQ(class_of(404, "<html>not found</html>"), RpcErrorClass::kStopEndpoint);
    EXPECT_EQ(class_of(413, ""), RpcErrorClass::kSplit);
    EXPECT_EQ(class_of(429, "<html>"), RpcErrorClass::kRetryLater);
    EXPECT_EQ(class_of(502, "<html>"), RpcErrorClass::kRetryElsewhere);
    EXPECT_EQ(class_of(504, ""), RpcErrorClass::kRetryNow);
    EXPECT_EQ(class_of(400, ""), RpcErrorClass::kRetryLater);
}

TEST(ErrorClass, UnknownRefusalsCountAsLater) {
    EXPECT_EQ(class_of(200, error_body(-32000, "the moon is in the wrong house")), RpcErrorClass::kRetryLater);
    EXPECT_EQ(class_of(200, error_body(12345, "")), RpcErrorClass::kRetryLater);
}

TEST(ErrorClass, ComplaintsOfMegabytesAreNotSearched) {
    const std::string body = error_body(-32000, "rate limit " + std::string(1'000'000, 'x'));

    EXPECT_EQ(class_of(200, body), RpcErrorClass::kMalformed);
    EXPECT_EQ(class_of(429, body), RpcErrorClass::kRetryLater);
}

TEST(ErrorClass, RevertsKeepTheirReason) {
    const auto error = error_of(
        200, R"({"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted","data":"0x77209fe8"}})");

    EXPECT_EQ(error.error_class, RpcErrorClass::kRevert);
    EXPECT_EQ(error.revert_data, (std::vector<std::uint8_t>{0x77, 0x20, 0x9f, 0xe8}));
}

TEST(ErrorClass, ShapesThatAreNoAnswerAreMalformed) {
    for (const char* body : {"",
                             " ",
                             "null",
                             "1",
                             "\"x\"",
                             "[]",
                             "{}",
                             "{",
                             "[{}]",
                             "not json",
                             "{\"result\":[]}",
                             R"({"jsonrpc":"2.0","id":null,"result":[]})",
                             R"({"jsonrpc":"2.0","id":"1","result":[]})",
                             R"({"jsonrpc":"2.0","id":2,"result":[]})",
                             R"({"jsonrpc":"2.0","id":1})",
                             R"({"jsonrpc":"2.0","id":1,"result":[]} trailing)",
                             R"({"jsonrpc":"2.0","id":1,"result":[])",
                             R"([{"jsonrpc":"2.0","id":1,"result":[]}])",
                             R"({"jsonrpc":"2.0","id":1,"result":[],"result":[]})",
                             R"({"jsonrpc":"2.0","id":1,"id":2,"result":[]})",
                             R"({"jsonrpc":"2.0","id":1,"result":null})",
                             R"({"jsonrpc":"2.0","id":1,"result":{}})",
                             R"({"jsonrpc":"2.0","id":1,"error":null})",
                             "\x80\x81"})
        EXPECT_EQ(to_string(class_of(200, body)), "malformed") << body;
    EXPECT_EQ(class_of(200, std::string(200'000, '[')), RpcErrorClass::kMalformed);
}

TEST(ErrorClass, AnErrorBesideAResultIsAnError) {
    EXPECT_EQ(class_of(200, R"({"jsonrpc":"2.0","id":1,"result":[],"error":{"code":-32000,"message":"timeout"}})"),
              RpcErrorClass::kRetryNow);
}

TEST(ErrorClass, WordsOfTheNodeAreShortAndOnOneLine) {
    const auto error = error_of(200, error_body(-32000, "first\nsecond\x1b[31m" + std::string(5000, 'x')));

    EXPECT_EQ(error.detail.find('\n'), std::string::npos);
    EXPECT_EQ(error.detail.find('\x1b'), std::string::npos);
    EXPECT_LT(error.detail.size(), 450U);
}

TEST(ErrorClass, NamesAreDistinct) {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kRpcErrorClasses; ++i)
        names.insert(to_string(static_cast<RpcErrorClass>(i)));
    EXPECT_EQ(names.size(), kRpcErrorClasses);
}

}  // namespace
}  // namespace dexarb
