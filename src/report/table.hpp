#pragma once

#include <string>
#include <vector>

namespace dexarb {

/// Rows of text in columns: the first to the left, the others to the right, each as wide as its widest cell.
class Table {
  public:
    explicit Table(std::vector<std::string> heads) { rows_.push_back(std::move(heads)); }

    /// A row of one cell is a line of its own, as wide as it is.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    /// Lines with a rule below the heads; two spaces between columns, one where two would not fit.
    [[nodiscard]] std::string render() const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace dexarb
