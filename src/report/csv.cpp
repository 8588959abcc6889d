#include "dexarb/report/csv.hpp"

#include <fmt/format.h>

namespace dexarb {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"') out += '"';
        out += letter;
    }
    return out + "\"";
}

}  // namespace

CsvRow& CsvRow::add(std::string_view text) {
    if (!is_first_) text_ += ',';
    is_first_ = false;
    text_ += text.find_first_of(",\"\r\n") == std::string_view::npos ? std::string{text} : quoted(text);
    return *this;
}

CsvRow& CsvRow::add(MicroUsd dollars) {
    return add(exact_usd(dollars));
}

CsvRow& CsvRow::add(double number) {
    return add(fmt::format("{}", number));
}

CsvRow& CsvRow::add(const std::vector<U256>& amounts) {
    std::string list;
    for (const U256& amount : amounts)
        list += (list.empty() ? "" : " ") + to_decimal(amount);
    return add(list);
}

std::string csv_header(std::initializer_list<std::string_view> names) {
    CsvRow row;
    for (const std::string_view name : names)
        row.add(name);
    return row.line();
}

std::string exact_usd(MicroUsd amount) {
    const bool negative = amount.value < 0;
    const auto bits = static_cast<std::uint64_t>(amount.value);
    const std::uint64_t magnitude = negative ? 0 - bits : bits;
    return fmt::format("{}{}.{:06}", negative ? "-" : "", magnitude / 1'000'000, magnitude % 1'000'000);
}

std::string exact_gwei(std::uint64_t wei) {
    std::string text = fmt::format("{}.{:09}", wei / 1'000'000'000, wei % 1'000'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace dexarb
