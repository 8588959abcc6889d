#include "rpc/json.hpp"

#include <limits>

#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/quantity.hpp"

namespace dexarb {

namespace {

/// The digits behind "0x" of a string of data; a prefix is not optional here.
bool read_digits(JsonValue& value, std::string_view& digits) {
    if (!value.read_text(digits) || !digits.starts_with("0x")) return false;
    digits.remove_prefix(2);
    return !digits.starts_with("0x") && !digits.starts_with("0X");
}

template <typename Number, typename Parse>
bool read_number(JsonValue& value, Number& out, Parse parse) {
    std::string_view text;
    if (!value.read_text(text)) return false;
    const auto number = parse(text);
    if (number) out = *number;
    return number.has_value();
}

}  // namespace

bool JsonValue::is_null() {
    bool null = false;
    return value_.is_null().get(null) == simdjson::SUCCESS && null;
}

bool JsonValue::read_text(std::string_view& out) {
    simdjson::ondemand::json_type type{};
    if (value_.type().get(type) != simdjson::SUCCESS || type != simdjson::ondemand::json_type::string) return false;
    std::string_view token = value_.raw_json_token();
    while (!token.empty() && token.back() != '"')
        token.remove_suffix(1);
    if (token.size() < 2 || token.front() != '"') return false;
    out = token.substr(1, token.size() - 2);
    return out.find('\\') == std::string_view::npos;
}

bool read_quantity(JsonValue& value, std::uint64_t& out) {
    return read_number(value, out, u64_from_quantity);
}

bool read_quantity(JsonValue& value, U256& out) {
    return read_number(value, out, u256_from_quantity);
}

bool read_quantity(JsonValue& value, std::uint32_t& out) {
    std::uint64_t wide = 0;
    if (!read_quantity(value, wide) || wide > std::numeric_limits<std::uint32_t>::max()) return false;
    out = static_cast<std::uint32_t>(wide);
    return true;
}

bool read_fixed(JsonValue& value, std::span<std::uint8_t> out) {
    std::string_view digits;
    return read_digits(value, digits) && fill_from_hex(digits, out);
}

bool read_bytes(JsonValue& value, Bytes& out) {
    std::string_view digits;
    if (!read_digits(value, digits)) return false;
    out.resize(digits.size() / 2);
    return fill_from_hex(digits, out);
}

bool read_bool(JsonValue& value, bool& out) {
    return value.get().get_bool().get(out) == simdjson::SUCCESS;
}

void append_hex(std::string& json, std::span<const std::uint8_t> bytes) {
    json += "\"0x";
    json += to_hex(bytes);
    json += '"';
}

}  // namespace dexarb
