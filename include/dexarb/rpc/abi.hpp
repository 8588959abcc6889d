#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "dexarb/base/address.hpp"
#include "dexarb/base/integers.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

using Bytes = std::vector<std::uint8_t>;
using AbiWord = std::array<std::uint8_t, 32>;
using Selector = std::array<std::uint8_t, 4>;

/// First four bytes of the hash of a signature such as "getPair(address,address)".
[[nodiscard]] Selector function_selector(std::string_view signature);

[[nodiscard]] AbiWord abi_word(const U256& value);
[[nodiscard]] AbiWord abi_word(const Address& address);
/// Sign-extended to 256 bits, as for every int type of the ABI.
[[nodiscard]] AbiWord abi_word(i128 value);

/// A selector and static arguments.
[[nodiscard]] Bytes encode_call(std::string_view signature, std::span<const AbiWord> arguments = {});

/// A 256-bit two's complement number, as int256 events carry it.
struct I256 {
    U256 magnitude;
    bool is_negative = false;

    friend bool operator==(const I256&, const I256&) = default;
};

/// Reads ABI data word by word; each offset and length is checked against the data. A failed read is remembered and
/// gives zero, as do all reads after it, so a struct is read whole and `finish` asked once. The data outlives it.
class AbiReader {
  public:
    explicit AbiReader(std::span<const std::uint8_t> data) : data_{data} {}

    [[nodiscard]] U256 read_u256();
    /// An unsigned integer of `bits`; higher bits must be clear.
    [[nodiscard]] U256 read_uint(unsigned bits);
    [[nodiscard]] u128 read_u128(unsigned bits = 128);
    [[nodiscard]] std::uint32_t read_u32(unsigned bits = 32);
    /// A signed integer of `bits`, at most 128; higher bits must repeat the sign.
    [[nodiscard]] i128 read_int(unsigned bits);
    [[nodiscard]] std::int32_t read_int24();
    [[nodiscard]] I256 read_i256();
    [[nodiscard]] Address read_address();
    [[nodiscard]] bool read_bool();

    /// A dynamic `bytes` whose offset is the next word, relative to this reader's start.
    [[nodiscard]] std::span<const std::uint8_t> read_bytes();
    /// A reader at the place that the next word points to, relative to this reader's start.
    [[nodiscard]] AbiReader read_offset();
    /// The length of an array of elements of at least `element_words` words each, which must fit what is left.
    [[nodiscard]] std::size_t read_length(std::size_t element_words);
    /// A reader of what is left, whose start is here: array elements count their offsets from behind the length.
    [[nodiscard]] AbiReader rest() const;

    [[nodiscard]] bool ok() const { return !failed_; }
    /// Also false if `other`, a reader made from this one, failed.
    void merge(const AbiReader& other) { failed_ = failed_ || other.failed_; }
    void refuse() { failed_ = true; }
    [[nodiscard]] std::size_t remaining() const { return failed_ ? 0 : data_.size() - at_; }

    /// kMalformed, naming `what`, if any read failed.
    [[nodiscard]] Result<void> finish(std::string_view what) const;

  private:
    [[nodiscard]] std::span<const std::uint8_t, 32> next_word();

    std::span<const std::uint8_t> data_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

}  // namespace dexarb
