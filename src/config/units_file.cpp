#include "dexarb/config/units_file.hpp"

#include "dexarb/config/json_reader.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kMostUnits = 1'000'000;

void read_methods(const JsonReader& reader, MethodUnits& units) {
    const JsonNode& node = reader.node();
    if (!reader.object(node.keys)) return;
    for (const std::string& method : node.keys)
        if (const auto cost = reader.require(method)->whole(0, kMostUnits)) units.by_method[method] = *cost;
}

}  // namespace

const std::vector<std::string>& asked_methods() {
    static const std::vector<std::string> methods{
        "eth_chainId", "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getLogs", "eth_call", "eth_feeHistory"};
    return methods;
}

MethodUnits usual_method_units() {
    MethodUnits units;
    units.otherwise = 20;
    units.by_method = {{"eth_chainId", 0},         {"eth_blockNumber", 10},    {"eth_getBlockByNumber", 16},
                       {"eth_getBlockByHash", 16}, {"eth_getLogs", 75},        {"eth_call", 26},
                       {"eth_feeHistory", 10},     {"eth_gasPrice", 19},       {"eth_syncing", 0},
                       {"net_version", 0},         {"web3_clientVersion", 15}, {"eth_subscribe", 10},
                       {"eth_unsubscribe", 10}};
    return units;
}

Result<MethodUnits> read_method_units(const JsonNode& document, const std::string& file) {
    Problems problems{file};
    MethodUnits units;
    const JsonReader reader{document, problems};
    if (reader.object({"$schema", "units", "otherwise"})) {
        if (const auto methods = reader.require("units")) read_methods(*methods, units);
        if (const auto otherwise = reader.require("otherwise"))
            units.otherwise = otherwise->whole(0, kMostUnits).value_or(0);
    }
    if (problems.count() > 0) return problems.error();
    return units;
}

Result<MethodUnits> load_method_units(const std::string& path) {
    const auto document = load_json(path);
    if (!document) return document.error();
    return read_method_units(*document, path);
}

}  // namespace dexarb
