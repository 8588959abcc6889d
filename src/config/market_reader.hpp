#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dexarb/config/json_reader.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// Fills a MarketDefinition section by section; later sections resolve names in earlier ones and
/// are left unread where those are wrong, so that one mistake is not reported many times.
class MarketReader {
  public:
    MarketReader(const JsonNode& document, Problems& problems, MarketDefinition& market)
        : document_{document, problems}, problems_{problems}, market_{market} {}

    void read();

  private:
    void read_header();
    void read_tokens();
    void read_token(const JsonReader& entry);
    void read_dexes();
    void read_dex(const JsonReader& entry);
    void read_init_code_hash(const JsonReader& entry, Dex& dex);
    void read_kind(const JsonReader& entry, Dex& dex);
    void read_tiers(const JsonReader& entry, Dex& dex);
    void read_pairs();
    void read_pair(const JsonReader& entry);
    void read_pools();
    void read_pool(const JsonReader& entry);
    void derive_pools();
    void check_pairs(const JsonReader& pairs);

    [[nodiscard]] std::optional<Address> address(const JsonReader& entry, std::string_view key) const;
    [[nodiscard]] std::optional<TokenIndex> token(const JsonReader& value) const;
    [[nodiscard]] std::optional<std::uint32_t> dex(const JsonReader& value) const;
    [[nodiscard]] std::optional<FeeTier> pool_fee(const JsonReader& entry, const Dex& dex) const;
    [[nodiscard]] bool address_fits(const JsonReader& entry, const PoolDefinition& pool) const;
    [[nodiscard]] bool is_new_pool(const JsonReader& entry, const Address& address) const;

    JsonReader document_;
    Problems& problems_;
    MarketDefinition& market_;
};

}  // namespace dexarb
