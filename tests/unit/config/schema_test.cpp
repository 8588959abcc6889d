#include <algorithm>

#include <gtest/gtest.h>

#include "dexarb/config/json_document.hpp"
#include "dexarb/config/strategy_fields.hpp"

#include "config_support.hpp"

namespace dexarb {
namespace {

std::vector<std::string> sorted(std::vector<std::string> names) {
    std::ranges::sort(names);
    return names;
}

const JsonNode& at(const JsonNode& node, std::initializer_list<const char*> path) {
    const JsonNode* here = &node;
    for (const char* key : path) {
        here = here->find(key);
        check(here != nullptr, key);
    }
    return *here;
}

/// The keys that the loader itself names when it meets one it does not know.
std::vector<std::string> known_keys(const std::string& message) {
    const std::string mark = "unknown key; known: ";
    const auto start = message.find(mark);
    check(start != std::string::npos, message.c_str());
    std::vector<std::string> keys;
    std::string rest = message.substr(start + mark.size());
    rest = rest.substr(0, rest.find('\n')) + ", ";
    for (auto end = rest.find(", "); end != std::string::npos; end = rest.find(", ")) {
        keys.push_back(rest.substr(0, end));
        rest.erase(0, end + 2);
    }
    return sorted(keys);
}

std::vector<std::string> market_keys(const std::string& text) {
    return known_keys(read_market(parse_json(text, "m").value(), "m").error().detail);
}

std::vector<std::string> strategy_keys(const std::string& text) {
    return known_keys(read_strategies(parse_json(text, "s").value(), "s", polygon()).error().detail);
}

const std::string kNonsense = "\"~~~~~~~~~~~~~~~~\": 0";

TEST(StrategiesSchema, HasTheLoadersKeysAndNoOthers) {
    const auto schema = load_json(shipped("strategies.schema.json")).value();
    const auto& entry = at(schema, {"properties", "strategies", "items", "properties"});
    const auto& simulation = at(schema, {"properties", "simulation", "properties"});

    EXPECT_EQ(sorted(at(schema, {"properties"}).keys), strategy_keys("{" + kNonsense + "}"));
    EXPECT_EQ(sorted(at(schema, {"definitions", "fields", "properties"}).keys), sorted(strategy_field_keys()));
    EXPECT_EQ(sorted(entry.keys), strategy_keys("{\"strategies\": [{" + kNonsense + "}]}"));
    EXPECT_EQ(sorted(simulation.keys), strategy_keys("{\"simulation\": {" + kNonsense + "}}"));
}

TEST(MarketSchema, HasTheLoadersKeysAndNoOthers) {
    const auto schema = load_json(shipped("market.schema.json")).value();
    const auto items = [&](const char* section) {
        return sorted(at(schema, {"properties", section, "items", "properties"}).keys);
    };

    EXPECT_EQ(sorted(at(schema, {"properties"}).keys), market_keys("{" + kNonsense + "}"));
    for (const char* section : {"tokens", "dexes", "pairs"})
        EXPECT_EQ(items(section), market_keys("{\"" + std::string{section} + "\": [{" + kNonsense + "}]}")) << section;
    const std::string before_pools =
        "{\"name\": \"x\", \"chain_id\": 1, \"native_token\": \"T\", \"tokens\": [{\"symbol\": \"T\", \"address\": "
        "\"0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174\", \"decimals\": 6}, {\"symbol\": \"U\", \"address\": "
        "\"0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359\", \"decimals\": 6}], \"dexes\": [{\"name\": \"D\", \"kind\": "
        "\"constant_product\", \"factory\": \"0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32\", \"init_code_hash\": \"0x";
    const std::string pools = "\", \"fee_ppm\": 1}], \"pairs\": [{\"base\": \"T\", \"quote\": \"U\"}], \"pools\": [{";
    EXPECT_EQ(items("pools"), market_keys(before_pools + std::string(64, '0') + pools + kNonsense + "}]}"));
}

/// Every object of a schema closes itself, so that an editor marks what the loader refuses.
void expect_closed(const JsonNode& node, const std::string& pointer) {
    if (node.find("properties") != nullptr && node.find("type") != nullptr) {
        const auto* closed = node.find("additionalProperties");
        EXPECT_TRUE(closed != nullptr && closed->kind == JsonNode::Kind::kBoolean && !closed->boolean) << pointer;
    }
    for (std::size_t i = 0; i < node.elements.size(); ++i)
        expect_closed(node.elements[i], pointer + "/" + (node.keys.empty() ? std::to_string(i) : node.keys[i]));
}

TEST(Schemas, CloseEveryObject) {
    expect_closed(load_json(shipped("market.schema.json")).value(), "market");
    expect_closed(load_json(shipped("strategies.schema.json")).value(), "strategies");
}

}  // namespace
}  // namespace dexarb
