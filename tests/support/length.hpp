#pragma once

namespace dexarb::test {

/// Whether tests run in their full length: DEXARB_FULL is 1, as scripts/test --full sets it.
[[nodiscard]] bool runs_full_length();

}  // namespace dexarb::test
