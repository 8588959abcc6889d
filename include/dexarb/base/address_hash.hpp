#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "dexarb/base/address.hpp"

namespace dexarb {

/// For lookups only: iteration in hash order must decide nothing. An address is a hash already.
struct AddressHash {
    std::size_t operator()(const Address& address) const {
        std::uint64_t low = 0;
        std::memcpy(&low, address.bytes.data() + 12, sizeof low);
        return static_cast<std::size_t>(low);
    }
};

}  // namespace dexarb
