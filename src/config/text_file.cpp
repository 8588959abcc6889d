#include "dexarb/config/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace dexarb {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Error unreadable(const std::string& path, int reason) {
    if (reason == ENOENT || reason == ENOTDIR) return {ErrorCode::kNotFound, path + ": no such file"};
    return {ErrorCode::kIo, fmt::format("{}: cannot be read: {}", path, std::strerror(reason))};
}

/// Bytes of the UTF-8 sequence that starts `rest`; 0 if it is not well-formed.
std::size_t sequence_length(std::string_view rest) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
    const auto continues = [&](std::size_t i) { return i < rest.size() && (byte(i) & 0xC0U) == 0x80U; };
    const auto first = byte(0);
    if (first < 0x80U) return 1;
    if (first < 0xC2U || first > 0xF4U || !continues(1)) return 0;
    if (first < 0xE0U) return 2;
    const auto second = byte(1);
    const bool overlong = (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
    const bool outside = (first == 0xEDU && second > 0x9FU) || (first == 0xF4U && second > 0x8FU);
    if (overlong || outside || !continues(2)) return 0;
    if (first < 0xF0U) return 3;
    return continues(3) ? 4 : 0;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

std::string place_of(const std::string& file, std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return fmt::format("{}:{}:{}", file, line, before.size() - line_start + 1);
}

Result<std::string> read_text_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return Error{ErrorCode::kIo, path + ": is a directory, not a file"};
    const std::unique_ptr<std::FILE, CloseFile> file{std::fopen(path.c_str(), "rb")};
    if (!file) return unreadable(path, errno);
    std::string text(kLargestConfigFile + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return unreadable(path, errno);
    if (text.size() > kLargestConfigFile)
        return Error{ErrorCode::kInvalidInput, path + ": is larger than 4 MiB; is this the right file?"};
    if (const auto bad = find_invalid_utf8(text); bad != std::string_view::npos)
        return Error{ErrorCode::kInvalidInput,
                     fmt::format("{}: not UTF-8 (byte 0x{:02x}): save the file as UTF-8", place_of(path, text, bad),
                                 static_cast<std::uint8_t>(text[bad]))};
    return text;
}

}  // namespace dexarb
