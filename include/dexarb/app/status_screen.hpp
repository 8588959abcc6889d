#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace dexarb {

/// What a terminal can show.
struct ScreenLook {
    std::size_t columns = 80;
    bool colors = false;
    bool can_redraw = false;  ///< Takes the escapes that clear and move.
};

/// As this terminal says: no colours into a pipe, on a dumb terminal or under NO_COLOR (no-color.org).
[[nodiscard]] ScreenLook look_of_stdout();

/// The document of /api/v1/status as plain text, no line wider than the screen. What comes from the daemon is shown
/// without control characters.
[[nodiscard]] std::string render_status(const nlohmann::json& status, const ScreenLook& look);

}  // namespace dexarb
