#include "dexarb/service/page_assets.hpp"

#include <algorithm>

namespace dexarb {

const PageAsset* find_page_asset(std::string_view path) {
    const auto assets = page_assets();
    const auto found = std::ranges::find(assets, path, &PageAsset::path);
    return found == assets.end() ? nullptr : &*found;
}

}  // namespace dexarb
