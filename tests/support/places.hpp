#pragma once

#include <filesystem>

namespace dexarb::test {

/// The root of this checkout.
[[nodiscard]] std::filesystem::path source_dir();

/// Recorded outside data; tests that need it skip, saying so, where it is absent.
[[nodiscard]] std::filesystem::path fixtures_dir();

}  // namespace dexarb::test
