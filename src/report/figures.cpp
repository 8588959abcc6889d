#include "report/figures.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace dexarb {
namespace {

constexpr int kMostDecimals = 3;

/// Without the sign of what is shown as zero.
std::string unsigned_zero(std::string text) {
    if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
    return text;
}

}  // namespace

void Figures::see(double value) {
    largest_ = std::max(largest_, std::abs(value));
}

void Figures::see(const std::optional<Interval>& interval) {
    if (!interval) return;
    see(interval->low);
    see(interval->high);
}

std::string Figures::operator()(double value) const {
    if (std::abs(value) >= 99'999.5) return fmt::format("{:.1e}", value);
    const int decimals = largest_ < 0.01 ? 6 : largest_ < 9.99995 ? 4 : largest_ < 999.995 ? 2 : 0;
    return unsigned_zero(fmt::format("{:.{}f}", value, decimals));
}

std::string Figures::operator()(const std::optional<Interval>& interval) const {
    return interval ? fmt::format("{} to {}", (*this)(interval->low), (*this)(interval->high)) : "-";
}

std::string probability_text(double probability) {
    if (probability < 0.0005) return "<0.001";
    if (probability >= 0.9995 && probability < 1.0) return ">0.999";
    return fmt::format("{:.3f}", probability);
}

std::string plain_number(double value, int decimals) {
    if (std::abs(value) >= 99'999.5) return fmt::format("{:.0e}", value);
    return unsigned_zero(fmt::format("{:.{}f}", value, std::abs(value) < 999.5 ? decimals : 0));
}

std::string span_text(std::chrono::seconds span) {
    const auto seconds = span.count();
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3'600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    if (seconds < 86'400) return fmt::format("{} h {:02} min", seconds / 3'600, seconds / 60 % 60);
    return fmt::format("{} d {:02} h", seconds / 86'400, seconds / 3'600 % 24);
}

Against told_apart(double value, double threshold) {
    Against texts;
    for (int decimals = 1; decimals <= kMostDecimals; ++decimals) {
        texts = {plain_number(value, decimals), plain_number(threshold, decimals)};
        if (texts.value != texts.threshold) return texts;
    }
    if (value >= threshold) return texts;
    // Level to the last decimal, and yet below: down and up say so.
    const double unit = std::pow(10.0, -kMostDecimals);
    return {plain_number(std::floor(value / unit) * unit, kMostDecimals),
            plain_number(std::ceil(threshold / unit) * unit, kMostDecimals)};
}

}  // namespace dexarb
