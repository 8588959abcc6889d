#include "dexarb/base/address.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "dexarb/base/hex.hpp"

namespace dexarb {

namespace {

bool has_letter(std::string_view digits, int (*predicate)(int)) {
    return std::any_of(digits.begin(), digits.end(), [predicate](unsigned char c) { return predicate(c) != 0; });
}

Result<Address> decode(std::string_view text) {
    Address address;
    if (!text.starts_with("0x") || !fill_from_hex(text, address.bytes))
        return Error{ErrorCode::kInvalidInput,
                     "'" + std::string{text.substr(0, 50)} + "' is not an address (0x and 40 hex digits)"};
    return address;
}

Error bad_checksum(std::string_view text, const Address& address) {
    return {ErrorCode::kInvalidInput, "address " + std::string{text} +
                                          " has a wrong EIP-55 checksum; if it is the one "
                                          "you mean, write " +
                                          to_string(address)};
}

}  // namespace

std::string to_string(const Address& address) {
    std::string text = to_hex(address.bytes);
    const Hash hash = keccak256(text);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int nibble = (hash.bytes[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15;
        if (nibble >= 8) text[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[i])));
    }
    return "0x" + text;
}

std::string to_short_string(const Address& address) {
    const std::string text = to_hex(address.bytes);
    return "0x" + text.substr(0, 4) + ".." + text.substr(36);
}

Result<Address> parse_address(std::string_view text) {
    const auto address = decode(text);
    if (!address) return address;
    const std::string_view digits = text.substr(2);
    const bool mixed = has_letter(digits, std::islower) && has_letter(digits, std::isupper);
    if (mixed && to_string(*address) != text) return bad_checksum(text, *address);
    return address;
}

Result<Address> parse_checksummed_address(std::string_view text) {
    const auto address = decode(text);
    if (address && to_string(*address) != text) return bad_checksum(text, *address);
    return address;
}

Address create2_address(const Address& deployer, const Hash& salt, const Hash& init_code_hash) {
    std::vector<std::uint8_t> preimage{0xff};
    preimage.insert(preimage.end(), deployer.bytes.begin(), deployer.bytes.end());
    preimage.insert(preimage.end(), salt.bytes.begin(), salt.bytes.end());
    preimage.insert(preimage.end(), init_code_hash.bytes.begin(), init_code_hash.bytes.end());
    const Hash hash = keccak256(preimage);
    Address address;
    std::copy(hash.bytes.begin() + 12, hash.bytes.end(), address.bytes.begin());
    return address;
}

}  // namespace dexarb
