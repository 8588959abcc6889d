#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

/// One record of CSV by RFC 4180: commas, quotes only where a field needs them, lines end in CR LF.
///
/// Amounts are decimal digits, dollars have exactly six decimals, times are RFC 3339, what is absent is empty.
class CsvRow {
  public:
    CsvRow& add(std::string_view text);
    CsvRow& add(const char* text) { return add(std::string_view{text}); }
    CsvRow& add(const std::string& text) { return add(std::string_view{text}); }
    CsvRow& add(const U256& amount) { return add(to_decimal(amount)); }
    CsvRow& add(MicroUsd dollars);
    CsvRow& add(Timestamp time) { return add(to_rfc3339(time)); }
    CsvRow& add(bool yes) { return add(yes ? "1" : "0"); }
    CsvRow& add(double number);
    /// Divided by a space within one field.
    CsvRow& add(const std::vector<U256>& amounts);
    template <std::integral Integer>
    CsvRow& add(Integer number) {
        return add(std::to_string(number));
    }
    template <typename Value>
    CsvRow& add(const std::optional<Value>& value) {
        return value ? add(*value) : add("");
    }

    /// The record with its line end.
    [[nodiscard]] std::string line() const { return text_ + "\r\n"; }

  private:
    std::string text_;
    bool is_first_ = true;
};

[[nodiscard]] std::string csv_header(std::initializer_list<std::string_view> names);

/// Every micro-dollar: "-12.345678".
[[nodiscard]] std::string exact_usd(MicroUsd amount);
/// Every wei, as gwei: "312.400000001"; zeros at the end left out.
[[nodiscard]] std::string exact_gwei(std::uint64_t wei);

}  // namespace dexarb
