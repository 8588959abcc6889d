#include "report/table.hpp"

#include <algorithm>
#include <numeric>

#include "dexarb/report/text_report.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kIndent = 2;

std::string render_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths, std::size_t gap) {
    std::string line(kIndent, ' ');
    if (cells.size() < widths.size()) return line + cells[0] + "\n";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string padding(widths[i] - cells[i].size(), ' ');
        if (i > 0) line.append(gap, ' ');
        line += i == 0 ? cells[i] + padding : padding + cells[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

}  // namespace

std::string Table::render() const {
    std::vector<std::size_t> widths(rows_[0].size(), 0);
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size() && row.size() == widths.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    const auto cells = std::accumulate(widths.begin(), widths.end(), kIndent);
    const auto fits = [&](std::size_t gap) { return cells + gap * (widths.size() - 1) <= kReportColumns; };
    const std::size_t gap = fits(3) ? 3 : fits(2) ? 2 : 1;
    std::string text = render_row(rows_[0], widths, gap);
    text += "  " + std::string(cells - kIndent + gap * (widths.size() - 1), '-') + "\n";
    for (std::size_t i = 1; i < rows_.size(); ++i)
        text += render_row(rows_[i], widths, gap);
    return text;
}

}  // namespace dexarb
