#include "dexarb/config/nearest_name.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace dexarb {
namespace {

constexpr std::size_t kMostListed = 24;

std::string lower_case(std::string_view name) {
    std::string lower{name};
    std::ranges::transform(lower, lower.begin(), [](unsigned char letter) {
        return letter == '-' ? '_' : static_cast<char>(std::tolower(letter));
    });
    return lower;
}

/// Levenshtein distance.
std::size_t edits_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, replaced}));
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& known) {
    const std::string lower = lower_case(name);
    std::optional<std::string> nearest;
    std::size_t fewest = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const auto& candidate : known) {
        const bool is_beginning = lower.size() > 2 && lower_case(candidate).starts_with(lower);
        const std::size_t edits = is_beginning ? 2 : edits_between(lower, lower_case(candidate));
        if (edits >= fewest || edits >= candidate.size()) continue;
        fewest = edits;
        nearest = candidate;
    }
    return nearest;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
    if (const auto nearest = nearest_name(name, known)) return fmt::format("; did you mean \"{}\"?", *nearest);
    if (known.empty()) return "";
    const auto listed = std::min(known.size(), kMostListed);
    return fmt::format("; known: {}{}",
                       fmt::join(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(listed), ", "),
                       listed < known.size() ? fmt::format(" and {} more", known.size() - listed) : "");
}

}  // namespace dexarb
