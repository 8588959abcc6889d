#include "dexarb/rpc/abi.hpp"

#include <algorithm>
#include <string>

#include "dexarb/base/hash.hpp"

namespace dexarb {

namespace {

constexpr std::size_t kWord = 32;
constexpr AbiWord kZeroWord{};

i128 magnitude_of(u128 value) {
    return static_cast<i128>(value);
}

}  // namespace

Selector function_selector(std::string_view signature) {
    const Hash hash = keccak256(signature);
    return {hash.bytes[0], hash.bytes[1], hash.bytes[2], hash.bytes[3]};
}

AbiWord abi_word(const U256& value) {
    return to_big_endian(value);
}

AbiWord abi_word(const Address& address) {
    AbiWord word{};
    std::ranges::copy(address.bytes, word.begin() + 12);
    return word;
}

AbiWord abi_word(i128 value) {
    const U256 low{static_cast<u128>(value)};
    return to_big_endian(value < 0 ? low | (U256::max() << 128) : low);
}

Bytes encode_call(std::string_view signature, std::span<const AbiWord> arguments) {
    const Selector selector = function_selector(signature);
    Bytes data{selector.begin(), selector.end()};
    data.reserve(selector.size() + kWord * arguments.size());
    for (const AbiWord& word : arguments)
        data.insert(data.end(), word.begin(), word.end());
    return data;
}

std::span<const std::uint8_t, 32> AbiReader::next_word() {
    if (remaining() < kWord) {
        failed_ = true;
        return std::span<const std::uint8_t, kWord>{kZeroWord};
    }
    const auto word = data_.subspan(at_).first<kWord>();
    at_ += kWord;
    return word;
}

U256 AbiReader::read_u256() {
    return u256_from_big_endian(next_word());
}

U256 AbiReader::read_uint(unsigned bits) {
    const U256 value = read_u256();
    if (value.bit_length() > bits) failed_ = true;
    return failed_ ? U256{} : value;
}

u128 AbiReader::read_u128(unsigned bits) {
    return read_uint(std::min(bits, 128U)).low_u128();
}

std::uint32_t AbiReader::read_u32(unsigned bits) {
    return static_cast<std::uint32_t>(read_uint(std::min(bits, 32U)).low_u64());
}

i128 AbiReader::read_int(unsigned bits) {
    const U256 value = read_u256();
    const bool negative = value.bit_length() == 256;
    // All bits from the sign upwards are equal: so are those of the number or of its complement, and then clear.
    const U256 above_sign = negative ? ~value : value;
    if (bits == 0 || bits > 128 || above_sign.bit_length() >= bits) failed_ = true;
    return failed_ ? 0 : magnitude_of(value.low_u128());
}

std::int32_t AbiReader::read_int24() {
    return static_cast<std::int32_t>(read_int(24));
}

I256 AbiReader::read_i256() {
    const U256 value = read_u256();
    const bool negative = value.bit_length() == 256;
    return {negative ? U256{} - value : value, negative};
}

Address AbiReader::read_address() {
    const auto word = next_word();
    if (std::ranges::any_of(word.first<12>(), [](std::uint8_t byte) { return byte != 0; })) failed_ = true;
    Address address;
    if (!failed_) std::ranges::copy(word.last<20>(), address.bytes.begin());
    return address;
}

bool AbiReader::read_bool() {
    return !read_uint(1).is_zero();
}

AbiReader AbiReader::read_offset() {
    const U256 offset = read_u256();
    if (!offset.fits_u64() || offset.low_u64() > data_.size()) failed_ = true;
    AbiReader target{failed_ ? data_.first(0) : data_.subspan(offset.low_u64())};
    target.failed_ = failed_;
    return target;
}

std::span<const std::uint8_t> AbiReader::read_bytes() {
    AbiReader target = read_offset();
    const U256 length = target.read_u256();
    if (!target.ok() || !length.fits_u64() || length.low_u64() > target.remaining()) failed_ = true;
    if (failed_) return {};
    return target.data_.subspan(target.at_, length.low_u64());
}

std::size_t AbiReader::read_length(std::size_t element_words) {
    const U256 length = read_u256();
    const std::size_t room = remaining() / (kWord * std::max<std::size_t>(element_words, 1));
    if (!length.fits_u64() || length.low_u64() > room) failed_ = true;
    return failed_ ? 0 : length.low_u64();
}

AbiReader AbiReader::rest() const {
    AbiReader reader{failed_ ? data_.first(0) : data_.subspan(at_)};
    reader.failed_ = failed_;
    return reader;
}

Result<void> AbiReader::finish(std::string_view what) const {
    if (!failed_) return {};
    return Error{ErrorCode::kMalformed, std::string{what} + ": data that does not fit its type"};
}

}  // namespace dexarb
