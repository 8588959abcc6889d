#include "report/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace dexarb {

std::string heading(const std::string& title) {
    return "\n" + title + "\n";
}

std::string labelled(const std::string& name, const std::string& text, std::size_t label, std::size_t columns) {
    std::string lines;
    std::string line = fmt::format("  {:<{}}", name, label - 2);
    for (std::size_t start = 0; start < text.size();) {
        // A word longer than a line is cut.
        const auto end = std::min({text.find(' ', start), text.size(), start + columns - label});
        if (line.size() + end - start > columns && line.size() > label) {
            lines += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            line = std::string(label, ' ');
        }
        line += text.substr(start, end - start);
        start = end;
        if (start == text.size() || text[start] != ' ') continue;
        line += ' ';
        ++start;
    }
    return lines + line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::size_t name_label(const RunReport& report) {
    std::size_t longest = kLabel - 4;
    for (const auto& trader : report.traders)
        longest = std::max(longest, trader.config.name.size());
    return longest + 4;
}

std::string shared_lines(const RunReport& report, const std::function<std::string(const TraderReport&)>& words_of) {
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;
    for (const TraderReport& trader : report.traders) {
        const std::string words = words_of(trader);
        if (words.empty()) continue;
        auto group = std::ranges::find(groups, words, [](const auto& known) { return known.first; });
        if (group == groups.end()) group = groups.insert(group, {words, {}});
        group->second.push_back(trader.config.name);
    }
    const std::size_t label = name_label(report);
    std::string text;
    for (const auto& [words, names] : groups) {
        const bool everybody = names.size() == report.traders.size();
        if (names.size() == 1)
            text += labelled(names[0], words, label);
        else
            text += labelled(fmt::format("{}{}", everybody ? "all " : "", names.size()),
                             everybody ? words : fmt::format("{} ({})", words, fmt::join(names, ", ")), label);
    }
    return text;
}

}  // namespace dexarb
