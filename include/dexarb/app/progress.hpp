#pragma once

#include <string>

namespace dexarb {

/// A line on stderr that the next one writes over; silent where stderr is no terminal or it is not wanted.
class Progress {
  public:
    explicit Progress(bool wanted);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Nothing is written where it stands there already.
    void show(const std::string& text);
    /// Before anything else is written.
    void clear();

  private:
    bool active_;
    std::string shown_;
};

}  // namespace dexarb
