#pragma once

#include <bit>
#include <bitset>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "dexarb/base/address.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/u256.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

template <typename T, template <typename...> typename Kind>
inline constexpr bool kIsA = false;
template <typename... Arguments, template <typename...> typename Kind>
inline constexpr bool kIsA<Kind<Arguments...>, Kind> = true;
/// `T` is an instance of the template `Kind`, const or not.
template <typename T, template <typename...> typename Kind>
concept IsA = kIsA<std::remove_const_t<T>, Kind>;

template <typename T>
concept IsNumber = std::integral<std::remove_const_t<T>> && !Is<T, bool>;
template <typename T>
concept IsEnumerator = std::is_enum_v<std::remove_const_t<T>>;
template <typename T>
concept IsList = IsA<T, std::vector> || IsA<T, std::deque>;

void persist(auto& archive, IsNumber auto& number) {
    archive.number(number);
}

template <typename Archive>
void persist(Archive& archive, Is<bool> auto& flag) {
    std::uint8_t byte = flag ? 1 : 0;
    archive.number(byte);
    if constexpr (Archive::kReads) flag = byte != 0;
}

template <typename Archive, IsEnumerator Enumerator>
void persist(Archive& archive, Enumerator& enumerator) {
    auto number = static_cast<std::underlying_type_t<std::remove_const_t<Enumerator>>>(enumerator);
    archive.number(number);
    if constexpr (Archive::kReads) enumerator = static_cast<Enumerator>(number);
}

template <typename Archive>
void persist(Archive& archive, Is<double> auto& number) {
    auto bits = std::bit_cast<std::uint64_t>(number);
    archive.number(bits);
    if constexpr (Archive::kReads) number = std::bit_cast<double>(bits);
}

template <typename Archive>
void persist(Archive& archive, Is<U256> auto& amount) {
    auto limbs = amount.limbs();
    for (auto& limb : limbs)
        archive.number(limb);
    if constexpr (Archive::kReads) amount = U256{limbs};
}

template <typename Archive, typename Bytes>
requires Is<Bytes, Hash> || Is<Bytes, Address>
void persist(Archive& archive, Bytes& value) {
    if constexpr (Archive::kReads) {
        const auto raw = archive.bytes(value.bytes.size());
        std::copy(raw.begin(), raw.end(), value.bytes.begin());
    } else {
        archive.bytes(value.bytes);
    }
}

template <typename Archive>
void persist(Archive& archive, Is<std::string> auto& text) {
    if constexpr (Archive::kReads) {
        const auto raw = archive.bytes(archive.length());
        text.assign(raw.begin(), raw.end());
    } else {
        archive.length(text.size());
        for (const char letter : text)
            archive.number(letter);
    }
}

void persist(auto& archive, Is<MicroUsd> auto& amount) {
    archive(amount.value);
}

void persist(auto& archive, Is<BlockId> auto& block) {
    archive(block.number, block.hash);
}

template <typename Archive>
void persist(Archive& archive, IsA<std::chrono::duration> auto& duration) {
    auto count = duration.count();
    archive.number(count);
    if constexpr (Archive::kReads) duration = std::remove_cvref_t<decltype(duration)>{count};
}

template <typename Archive>
void persist(Archive& archive, IsA<std::chrono::time_point> auto& time) {
    auto since = time.time_since_epoch();
    archive(since);
    if constexpr (Archive::kReads) time = std::remove_cvref_t<decltype(time)>{since};
}

template <typename T>
inline constexpr bool kIsBits = false;
template <std::size_t Size>
inline constexpr bool kIsBits<std::bitset<Size>> = Size <= 64;

template <typename Archive, typename Bits>
requires kIsBits<std::remove_const_t<Bits>>
void persist(Archive& archive, Bits& bits) {
    std::uint64_t number = bits.to_ullong();
    archive.number(number);
    if constexpr (Archive::kReads) bits = Bits{number};
}

template <typename Archive, typename Optional>
requires IsA<Optional, std::optional>
void persist(Archive& archive, Optional& optional) {
    bool present = optional.has_value();
    archive(present);
    if constexpr (Archive::kReads) {
        optional.reset();
        if (present) optional.emplace();
    }
    if (present) archive(*optional);
}

template <typename Archive, IsList List>
void persist(Archive& archive, List& list) {
    if constexpr (Archive::kReads) {
        list.clear();
        list.resize(archive.length());
    } else {
        archive.length(list.size());
    }
    for (auto& item : list)
        archive(item);
}

template <typename Archive, typename Item, std::size_t Size>
void persist(Archive& archive, std::array<Item, Size>& list) {
    for (auto& item : list)
        archive(item);
}
template <typename Archive, typename Item, std::size_t Size>
void persist(Archive& archive, const std::array<Item, Size>& list) {
    for (const auto& item : list)
        archive(item);
}

template <typename Archive, typename Map>
requires IsA<Map, std::map>
void persist(Archive& archive, Map& map) {
    if constexpr (Archive::kReads) {
        map.clear();
        for (std::size_t left = archive.length(); left > 0; --left) {
            typename Map::key_type key{};
            archive(key);
            archive(map[key]);
        }
    } else {
        archive.length(map.size());
        for (const auto& [key, value] : map)
            archive(key, value);
    }
}

/// What several hold is written where it is met first, and held by all of them again when read. Never null.
template <typename Archive, typename Pointer>
requires IsA<Pointer, std::shared_ptr>
void persist(Archive& archive, Pointer& pointer) {
    using Value = std::remove_const_t<typename Pointer::element_type>;
    if constexpr (Archive::kReads) {
        std::uint32_t place = 0;
        archive.number(place);
        auto& shared = archive.shared();
        if (place == shared.size()) {
            shared.emplace_back();
            auto value = std::make_shared<Value>();
            archive(*value);
            shared[place] = std::move(value);
        }
        if (place >= shared.size() || shared[place] == nullptr) return archive.fail();
        pointer = std::static_pointer_cast<const Value>(shared[place]);
    } else {
        const auto [place, is_new] = archive.share(pointer.get());
        archive.number(place);
        if (is_new) archive(*pointer);
    }
}

void persist(auto& archive, Is<BlockHeader> auto& header) {
    archive(header.id, header.parent, header.timestamp, header.base_fee_wei);
}

void persist(auto& archive, Is<UsdPrice> auto& price) {
    archive(price.atto_usd, price.decimals);
}

/// A block as those remember it who decided on it: header, arrival and prices. Its pools are not kept; read back, none
/// is certain.
template <typename Archive>
void persist(Archive& archive, Is<MarketSnapshot> auto& block) {
    archive(block.header, block.arrival, block.late, block.after_gap);
    if constexpr (Archive::kReads) {
        auto prices = std::make_shared<PriceTable>();
        archive(*prices);
        block.market = archive.market();
        prices->resize(block.market->tokens.size());
        block.prices = std::move(prices);
        block.pools = std::make_shared<const PoolTable>(block.market->pools.size());
    } else {
        archive(*block.prices);
    }
}

}  // namespace dexarb
