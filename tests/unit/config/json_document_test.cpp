#include "dexarb/config/json_document.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

std::string document_refusal(const std::string& text) {
    const auto document = parse_json(text, "f.json");
    return document ? "" : document.error().detail;
}

TEST(JsonDocument, KeepsTheTextOfNumbersAndTheOrderOfKeys) {
    const auto document =
        parse_json(R"({"b": 0.10, "a": [true, null, "x", -3, 18446744073709551615]})", "f.json").value();

    EXPECT_EQ(document.keys, (std::vector<std::string>{"b", "a"}));
    EXPECT_EQ(document.find("b")->text, "0.10");
    const auto& list = document.find("a")->elements;
    ASSERT_EQ(list.size(), 5U);
    EXPECT_TRUE(list[0].boolean);
    EXPECT_EQ(list[1].kind, JsonNode::Kind::kNull);
    EXPECT_EQ(list[2].text, "x");
    EXPECT_EQ(list[3].text, "-3");
    EXPECT_EQ(list[4].text, "18446744073709551615");
}

TEST(JsonDocument, ReadsComments) {
    EXPECT_EQ(document_refusal("// one\n{/* two */\"a\": 1 // three\n}"), "");
}

TEST(JsonDocument, NamesLineAndColumnOfASyntaxError) {
    const std::pair<const char*, const char*> cases[] = {
        {"{\n  \"a\": 1\n  \"b\": 2\n}", "f.json:3:5: "},
        {"{\n  \"a\": 1,\n}", "f.json:3:1: "},
        {"{\"a\": tru}", "f.json:1:10: "},
        {"", "f.json:1:1: "},
        {"{\"a\": 1} x", "f.json:1:10: "},
        {"{\"a\": \"open", "f.json:1:12: "},
        {"{\"a\": NaN}", "f.json:1:7: "},
        {"{\"a\": 1e999}", "f.json:1:11: "},
    };
    for (const auto& [text, place] : cases)
        EXPECT_EQ(document_refusal(text).substr(0, std::string{place}.size()), place) << text << "\n"
                                                                                      << document_refusal(text);
}

TEST(JsonDocument, NamesEveryDuplicateKeyWithPointerAndLine) {
    EXPECT_EQ(document_refusal("{\n\"a\": [{\"x\": 1,\n  \"x\": 2}],\n\"a\": 3}"),
              "f.json:3:5: /a/0/x: duplicate key \"x\"\nf.json:4:3: /a: duplicate key \"a\"");
}

TEST(JsonDocument, RefusesBottomlessNesting) {
    EXPECT_EQ(document_refusal(std::string(100'000, '[')), "f.json:1:65: nested deeper than 64 levels");
}

TEST(JsonDocument, EscapesPointers) {
    EXPECT_EQ(child_pointer("/a", "b/c~d"), "/a/b~1c~0d");
}

}  // namespace
}  // namespace dexarb
