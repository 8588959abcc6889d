#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dexarb::test {

/// WebSocket frames written by hand, for peers that speak badly on purpose.
enum class Opcode : std::uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

/// As a server sends it: not masked. `announced` is the length it claims, where that is not the payload's.
[[nodiscard]] inline std::string frame(Opcode opcode, std::string_view payload, bool is_final = true,
                                       std::uint64_t announced = 0) {
    const std::uint64_t length = announced == 0 ? payload.size() : announced;
    std::string bytes(1, static_cast<char>((is_final ? 0x80U : 0U) | static_cast<unsigned>(opcode)));
    const auto append = [&bytes, length](int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
            bytes += static_cast<char>((length >> shift) & 0xffU);
    };
    if (length < 126) {
        append(1);
    } else if (length < 65'536) {
        bytes += static_cast<char>(126);
        append(2);
    } else {
        bytes += static_cast<char>(127);
        append(8);
    }
    return bytes.append(payload);
}

[[nodiscard]] inline std::string text_frame(std::string_view payload) {
    return frame(Opcode::kText, payload);
}

/// A goodbye with `code`.
[[nodiscard]] inline std::string close_frame(std::uint16_t code) {
    const char payload[] = {static_cast<char>(code >> 8U), static_cast<char>(code & 0xffU)};
    return frame(Opcode::kClose, {payload, 2});
}

}  // namespace dexarb::test
