#include "dexarb/base/hash.hpp"

#include <cryptopp/keccak.h>

#include "dexarb/base/hex.hpp"

namespace dexarb {

Hash keccak256(std::span<const std::uint8_t> data) {
    Hash hash;
    CryptoPP::Keccak_256 keccak;
    keccak.Update(data.data(), data.size());
    keccak.Final(hash.bytes.data());
    return hash;
}

Hash keccak256(std::string_view text) {
    return keccak256(std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string to_string(const Hash& hash) {
    return "0x" + to_hex(hash.bytes);
}

std::optional<Hash> hash_from_hex(std::string_view text) {
    Hash hash;
    if (!fill_from_hex(text, hash.bytes)) return std::nullopt;
    return hash;
}

}  // namespace dexarb
