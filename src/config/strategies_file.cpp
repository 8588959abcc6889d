#include "dexarb/config/strategies_file.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

#include <fmt/format.h>

#include "dexarb/config/json_reader.hpp"
#include "dexarb/config/nearest_name.hpp"
#include "dexarb/config/strategy_fields.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kLongestName = 24;  // the column of a report
constexpr std::uint64_t kLongestDelayMs = 60'000;

std::vector<std::string> keys_with_fields(std::vector<std::string> keys) {
    std::ranges::copy(strategy_field_keys(), std::back_inserter(keys));
    return keys;
}

bool is_plain_name(const std::string& name) {
    const auto plain = [](unsigned char letter) {
        return std::isalnum(letter) != 0 || letter == ' ' || letter == '-' || letter == '_';
    };
    return name.size() <= kLongestName && std::ranges::all_of(name, plain) &&
           std::isalnum(static_cast<unsigned char>(name.front())) != 0;
}

class StrategiesReader {
  public:
    StrategiesReader(const JsonNode& document, Problems& problems, const MarketDefinition& market)
        : document_{document, problems}, problems_{problems}, market_{market} {}

    ResolvedStrategies read() {
        if (!document_.object({"$schema", "simulation", "defaults", "strategies"})) return {};
        read_simulation();
        read_defaults();
        const auto entries = document_.require("strategies");
        if (!entries) return std::move(resolved_);
        for (const auto& entry : entries->list())
            read_entry(entry);
        entries->refuse_if_empty();
        return std::move(resolved_);
    }

  private:
    void read_simulation() {
        const auto simulation = document_.find("simulation");
        if (!simulation || !simulation->object({"seed", "modelled_arrival_ms"})) return;
        auto& options = resolved_.simulation;
        if (const auto seed = simulation->find("seed")) {
            options.seed = seed->whole(0, std::numeric_limits<std::int64_t>::max()).value_or(1);
            options.seed_origin = origin(OriginKind::kFileEntry, *seed);
        }
        if (const auto delay = simulation->find("modelled_arrival_ms")) {
            const auto time = delay->whole(0, kLongestDelayMs).value_or(0);
            options.modelled_arrival = std::chrono::milliseconds{static_cast<std::int64_t>(time)};
            options.modelled_arrival_origin = origin(OriginKind::kFileEntry, *delay);
        }
    }

    void read_defaults() {
        defaults_.config = built_in_strategy();
        defaults_.origins.assign(strategy_fields().size(), Origin{});
        const auto defaults = document_.find("defaults");
        if (defaults && defaults->object(strategy_field_keys()))
            read_fields(*defaults, OriginKind::kFileDefault, defaults_);
    }

    void read_entry(const JsonReader& entry) {
        if (!entry.object(keys_with_fields({"name", "as"}))) return;
        ResolvedStrategy strategy = start_of(entry);
        const auto name_value = entry.require("name");
        const auto name = name_value ? name_value->string() : std::nullopt;
        const auto problems_before = problems_.count();
        read_fields(entry, OriginKind::kFileEntry, strategy);
        if (problems_.count() == problems_before) check_whole(entry, strategy.config);
        if (!name) return;
        strategy.config.name = *name;
        strategy.config.id = strategy_id(*name);
        if (!is_plain_name(*name))
            return name_value->refuse(
                fmt::format("\"{}\": a name has up to {} letters, digits, spaces, - and _", *name, kLongestName));
        if (const auto* other = find(strategy.config.id))
            return name_value->refuse(fmt::format("duplicate name: \"{}\" and \"{}\" are both {}", other->config.name,
                                                  *name, strategy.config.id));
        resolved_.strategies.push_back(std::move(strategy));
    }

    void check_whole(const JsonReader& entry, const StrategyConfig& config) const {
        if (config.pairs.empty()) entry.refuse("\"pairs\" is missing, here and in the defaults");
        check_gas_cap(config, entry.pointer(), problems_);
    }

    /// The values an entry begins with.
    [[nodiscard]] ResolvedStrategy start_of(const JsonReader& entry) const {
        const auto as = entry.find("as");
        const auto name = as ? as->string() : std::nullopt;
        if (!name) return defaults_;
        if (const auto* other = find(strategy_id(*name))) return *other;
        std::vector<std::string> known;
        for (const auto& each : resolved_.strategies)
            known.push_back(each.config.id);
        as->refuse(fmt::format("no entry before this one is called \"{}\"{}", *name, suggestion(*name, known)));
        return defaults_;
    }

    void read_fields(const JsonReader& object, OriginKind kind, ResolvedStrategy& strategy) const {
        const auto fields = strategy_fields();
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto value = object.find(fields[i].key);
            if (!value) continue;
            fields[i].read(*value, market_, strategy.config);
            strategy.origins[i] = origin(kind, *value);
        }
    }

    [[nodiscard]] const ResolvedStrategy* find(const std::string& id) const {
        for (const auto& strategy : resolved_.strategies)
            if (strategy.config.id == id) return &strategy;
        return nullptr;
    }

    [[nodiscard]] Origin origin(OriginKind kind, const JsonReader& value) const {
        return {kind, problems_.source() + " " + value.pointer()};
    }

    JsonReader document_;
    Problems& problems_;
    const MarketDefinition& market_;
    ResolvedStrategy defaults_;
    ResolvedStrategies resolved_;
};

}  // namespace

std::vector<StrategyConfig> ResolvedStrategies::configs() const {
    std::vector<StrategyConfig> configs;
    for (const auto& strategy : strategies)
        configs.push_back(strategy.config);
    return configs;
}

std::string strategy_id(std::string_view name) {
    std::string id{name};
    std::ranges::transform(id, id.begin(), [](unsigned char letter) {
        return letter == ' ' || letter == '-' ? '_' : static_cast<char>(std::tolower(letter));
    });
    return id;
}

Result<ResolvedStrategies> read_strategies(const JsonNode& document, const std::string& file,
                                           const MarketDefinition& market) {
    Problems problems{file};
    auto resolved = StrategiesReader{document, problems, market}.read();
    if (problems.count() > 0) return problems.error();
    return resolved;
}

Result<ResolvedStrategies> load_strategies(const std::string& path, const MarketDefinition& market) {
    const auto document = load_json(path);
    if (!document) return document.error();
    return read_strategies(*document, path, market);
}

}  // namespace dexarb
