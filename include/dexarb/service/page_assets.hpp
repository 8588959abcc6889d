#pragma once

#include <span>
#include <string_view>

namespace dexarb {

/// One file of the page, embedded in the program.
struct PageAsset {
    std::string_view path;  ///< Without the leading slash; "index.html" is served at "/".
    std::string_view content_type;
    std::string_view bytes;
    std::string_view etag;      ///< Of the bytes, without quotes.
    bool is_immutable = false;  ///< Its name changes with its bytes, so that browsers may keep it for good.
};

/// All files of the page.
[[nodiscard]] std::span<const PageAsset> page_assets();

/// One file that shows a past run, without its figures (`history_page` puts them in); empty where the page was not
/// built.
[[nodiscard]] std::string_view report_page();

/// The one at that path, or null.
[[nodiscard]] const PageAsset* find_page_asset(std::string_view path);

}  // namespace dexarb
