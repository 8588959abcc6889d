#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "dexarb/base/address.hpp"
#include "dexarb/base/hash.hpp"
#include "dexarb/rpc/rpc_request.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// A value of the document being read, once, front to back.
class JsonValue {
  public:
    explicit JsonValue(simdjson::ondemand::value value) : value_{value} {}

    [[nodiscard]] simdjson::ondemand::value& get() { return value_; }
    [[nodiscard]] bool is_null();
    /// The text of a string without escapes, as all hex is; false for anything else.
    [[nodiscard]] bool read_text(std::string_view& out);

  private:
    simdjson::ondemand::value value_;
};

// All are strict ("0x", no leading zeros in quantities, whole bytes of the very length in data) and false if refused.
[[nodiscard]] bool read_quantity(JsonValue& value, std::uint64_t& out);
[[nodiscard]] bool read_quantity(JsonValue& value, std::uint32_t& out);
[[nodiscard]] bool read_quantity(JsonValue& value, U256& out);
[[nodiscard]] bool read_fixed(JsonValue& value, std::span<std::uint8_t> out);
[[nodiscard]] bool read_bytes(JsonValue& value, Bytes& out);
[[nodiscard]] bool read_bool(JsonValue& value, bool& out);

/// Appends "0x.." in quotes.
void append_hex(std::string& json, std::span<const std::uint8_t> bytes);

}  // namespace dexarb
