#include "journal/bytes.hpp"

#include <algorithm>
#include <cstring>

namespace dexarb {
namespace {

constexpr std::uint8_t kMore = 0x80;
constexpr std::uint8_t kNegative = 0x80;
constexpr std::size_t kLongestAmount = 32;

using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

/// Table k advances a byte by k more bytes, so that eight are taken at once.
constexpr CrcTables make_crc_tables() {
    CrcTables tables{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xedb88320U : 0U);
        tables[0][i] = value;
    }
    for (std::size_t k = 1; k < tables.size(); ++k)
        for (std::size_t i = 0; i < 256; ++i)
            tables[k][i] = (tables[k - 1][i] >> 8U) ^ tables[0][tables[k - 1][i] & 0xffU];
    return tables;
}

constexpr CrcTables kCrcTables = make_crc_tables();

}  // namespace

void ByteWriter::varint(std::uint64_t value) {
    for (; value >= kMore; value >>= 7U)
        byte(static_cast<std::uint8_t>(value) | kMore);
    byte(static_cast<std::uint8_t>(value));
}

void ByteWriter::zigzag(std::int64_t value) {
    const auto doubled = static_cast<std::uint64_t>(value) << 1U;
    varint(value < 0 ? ~doubled : doubled);
}

void ByteWriter::magnitude(const U256& value, bool is_negative) {
    const std::size_t count = (value.bit_length() + 7) / 8;
    byte(static_cast<std::uint8_t>(count) | (is_negative ? kNegative : 0U));
    for (std::size_t i = 0; i < count; ++i)
        byte(static_cast<std::uint8_t>(value.limb(i / 8) >> (8 * (i % 8))));
}

void ByteWriter::difference(const U256& now, const U256& before) {
    const bool is_less = now < before;
    magnitude(is_less ? before - now : now - before, is_less);
}

void ByteWriter::signed_amount(i128 value) {
    const auto bits = static_cast<u128>(value);
    magnitude(U256{value < 0 ? ~bits + 1 : bits}, value < 0);
}

void ByteWriter::hash(const Hash& value) {
    out_.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}

void ByteWriter::fixed32(std::uint32_t value) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        byte(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::fixed64(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8)
        byte(static_cast<std::uint8_t>(value >> shift));
}

const std::uint8_t* ByteReader::take(std::size_t count) {
    if (count > left()) refuse("it ends too early");
    if (failed_) return nullptr;
    const std::uint8_t* bytes = bytes_.data() + place_;
    place_ += count;
    return bytes;
}

std::uint8_t ByteReader::byte() {
    const std::uint8_t* next = take(1);
    return next == nullptr ? std::uint8_t{0} : *next;
}

std::uint64_t ByteReader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t next = byte();
        const std::uint64_t bits = next & 0x7fU;
        if (shift == 63 && bits > 1) break;
        value |= bits << shift;
        if ((next & kMore) == 0) return value;
    }
    refuse("a number beyond 64 bits");
    return 0;
}

std::int64_t ByteReader::zigzag() {
    const std::uint64_t value = varint();
    const std::uint64_t half = value >> 1U;
    return static_cast<std::int64_t>((value & 1U) != 0 ? ~half : half);
}

std::uint64_t ByteReader::step(std::uint64_t before) {
    return before + static_cast<std::uint64_t>(zigzag());
}

ByteReader::Signed ByteReader::magnitude() {
    const std::uint8_t head = byte();
    const std::size_t count = head & 0x7fU;
    if (count > kLongestAmount) refuse("an amount beyond 256 bits");
    const std::uint8_t* bytes = take(count);
    if (bytes == nullptr) return {};
    std::array<std::uint64_t, 4> limbs{};
    for (std::size_t i = 0; i < count; ++i)
        limbs[i / 8] |= static_cast<std::uint64_t>(bytes[i]) << (8 * (i % 8));
    return {U256{limbs}, (head & kNegative) != 0};
}

U256 ByteReader::amount() {
    const Signed read = magnitude();
    if (read.is_negative) refuse("a negative amount");
    return read.magnitude;
}

u128 ByteReader::amount128() {
    const U256 value = amount();
    if (!value.fits_u128()) refuse("an amount beyond 128 bits");
    return failed_ ? 0 : value.low_u128();
}

U256 ByteReader::difference(const U256& before) {
    const Signed read = magnitude();
    const U256 room = read.is_negative ? before : ~before;
    if (read.magnitude > room) refuse("an amount below zero or beyond 256 bits");
    return read.is_negative ? before - read.magnitude : before + read.magnitude;
}

i128 ByteReader::signed_amount() {
    const Signed read = magnitude();
    const u128 most = (static_cast<u128>(1) << 127) - (read.is_negative ? 0 : 1);
    if (!read.magnitude.fits_u128() || read.magnitude.low_u128() > most) refuse("an amount beyond 127 bits");
    if (failed_) return 0;
    const u128 bits = read.magnitude.low_u128();
    return static_cast<i128>(read.is_negative ? ~bits + 1 : bits);
}

Hash ByteReader::hash() {
    Hash value;
    if (const std::uint8_t* bytes = take(value.bytes.size()))
        std::copy_n(bytes, value.bytes.size(), value.bytes.begin());
    return value;
}

std::uint32_t ByteReader::fixed32() {
    std::uint32_t value = 0;
    if (const std::uint8_t* bytes = take(4))
        for (unsigned i = 0; i < 4; ++i)
            value |= static_cast<std::uint32_t>(bytes[i]) << (8 * i);
    return value;
}

std::uint64_t ByteReader::fixed64() {
    const std::uint64_t low = fixed32();
    return low | static_cast<std::uint64_t>(fixed32()) << 32U;
}

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
    const auto& t = kCrcTables;
    std::uint32_t crc = 0xffffffffU;
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
        ByteReader eight{bytes.first(8)};
        const std::uint32_t low = eight.fixed32() ^ crc;
        const std::uint32_t high = eight.fixed32();
        crc = t[7][low & 0xffU] ^ t[6][(low >> 8U) & 0xffU] ^ t[5][(low >> 16U) & 0xffU] ^ t[4][low >> 24U] ^
              t[3][high & 0xffU] ^ t[2][(high >> 8U) & 0xffU] ^ t[1][(high >> 16U) & 0xffU] ^ t[0][high >> 24U];
    }
    for (const std::uint8_t byte : bytes)
        crc = (crc >> 8U) ^ t[0][(crc ^ byte) & 0xffU];
    return ~crc;
}

}  // namespace dexarb
