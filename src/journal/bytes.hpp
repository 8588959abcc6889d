#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dexarb/base/hash.hpp"
#include "dexarb/base/integers.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

/// Writes the numbers of a recording as docs/recording-format.md lays them out.
class ByteWriter {
  public:
    void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
    /// Seven bits a byte, lowest first, the top bit set on all but the last.
    void varint(std::uint64_t value);
    /// 0, -1, 1, -2, 2 .. as 0, 1, 2, 3, 4 ..
    void zigzag(std::int64_t value);
    /// `now - before` modulo 2^64, as zigzag.
    void step(std::uint64_t now, std::uint64_t before) { zigzag(static_cast<std::int64_t>(now - before)); }
    /// How many bytes (0 to 32), then those, lowest first.
    void amount(const U256& value) { magnitude(value, false); }
    /// As `amount` of |now - before|, the count with its top bit set where `now` is less.
    void difference(const U256& now, const U256& before);
    void signed_amount(i128 value);
    void hash(const Hash& value);
    /// Lowest byte first.
    void fixed32(std::uint32_t value);
    void fixed64(std::uint64_t value);
    void text(std::string_view value) { out_ += value; }

    [[nodiscard]] const std::string& bytes() const { return out_; }
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    void clear() { out_.clear(); }

  private:
    void magnitude(const U256& value, bool is_negative);

    std::string out_;
};

/// Reads what `ByteWriter` wrote out of bytes that nobody vouches for. Once something does not fit, every further read
/// gives zeros and `failed` holds.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_{bytes} {}

    [[nodiscard]] std::uint8_t byte();
    [[nodiscard]] std::uint64_t varint();
    [[nodiscard]] std::int64_t zigzag();
    /// `before` plus a step, modulo 2^64.
    [[nodiscard]] std::uint64_t step(std::uint64_t before);
    [[nodiscard]] U256 amount();
    /// An amount up to 128 bits.
    [[nodiscard]] u128 amount128();
    /// `before` plus a difference; fails where that leaves 0 .. 2^256 - 1.
    [[nodiscard]] U256 difference(const U256& before);
    [[nodiscard]] i128 signed_amount();
    [[nodiscard]] Hash hash();
    [[nodiscard]] std::uint32_t fixed32();
    [[nodiscard]] std::uint64_t fixed64();

    /// Refuses what was read: it is well-formed, but cannot be. The first reason stays.
    void refuse(const char* reason) {
        if (!failed_) reason_ = reason;
        failed_ = true;
    }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] const char* reason() const { return reason_; }
    [[nodiscard]] bool at_end() const { return failed_ || place_ == bytes_.size(); }
    [[nodiscard]] std::size_t place() const { return place_; }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - place_; }

  private:
    struct Signed {
        U256 magnitude;
        bool is_negative = false;
    };
    [[nodiscard]] Signed magnitude();
    /// The next `count` bytes, or nothing after a failure.
    [[nodiscard]] const std::uint8_t* take(std::size_t count);

    std::span<const std::uint8_t> bytes_;
    std::size_t place_ = 0;
    bool failed_ = false;
    const char* reason_ = "";
};

[[nodiscard]] inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// CRC-32 as zip, PNG and Ethernet have it (polynomial 0xedb88320, reflected, inverted at both ends).
[[nodiscard]] std::uint32_t crc32(std::span<const std::uint8_t> bytes);

}  // namespace dexarb
