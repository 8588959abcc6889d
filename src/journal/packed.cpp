#include "journal/packed.hpp"

#include <zstd.h>

#include "dexarb/base/check.hpp"

namespace dexarb {

namespace {

constexpr int kQuickest = 1;
constexpr unsigned long long kMostBytes = 64U << 20U;

Error damaged() {
    return {ErrorCode::kMalformed, "the packed bytes are damaged"};
}

}  // namespace

std::vector<std::uint8_t> pack(std::span<const std::uint8_t> bytes) {
    std::vector<std::uint8_t> packed(ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), kQuickest);
    check(ZSTD_isError(size) == 0, "zstd packs what there is room for");
    packed.resize(size);
    return packed;
}

Result<std::vector<std::uint8_t>> unpack(std::span<const std::uint8_t> packed) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size > kMostBytes) return damaged();  // Errors and an unknown size are numbers above it.
    std::vector<std::uint8_t> bytes(size);
    const std::size_t got = ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
    if (ZSTD_isError(got) != 0 || got != size) return damaged();
    return bytes;
}

}  // namespace dexarb
