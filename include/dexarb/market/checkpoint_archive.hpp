#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// `T` is `Value`, const or not: so one `persist` describes a value's fields both to the writer and to the reader.
template <typename T, typename Value>
concept Is = std::same_as<std::remove_const_t<T>, Value>;

/// Writes values as bytes: numbers little-endian in their own width, lists behind their length, what is shared once.
class CheckpointWriter {
  public:
    static constexpr bool kReads = false;

    template <typename... Fields>
    void operator()(const Fields&... fields) {
        (persist(*this, fields), ...);
    }

    void bytes(std::span<const std::uint8_t> data) { out_.insert(out_.end(), data.begin(), data.end()); }
    template <std::integral Integer>
    void number(Integer value) {
        std::array<std::uint8_t, sizeof(Integer)> raw;
        for (std::size_t i = 0; i < raw.size(); ++i)
            raw[i] = static_cast<std::uint8_t>(static_cast<std::make_unsigned_t<Integer>>(value) >> (8 * i));
        bytes(raw);
    }
    void length(std::size_t size) { number(static_cast<std::uint32_t>(size)); }

    /// The place of what `pointer` holds among the shared values so far, and whether it is new and to be written.
    std::pair<std::uint32_t, bool> share(const void* pointer) {
        for (std::uint32_t i = 0; i < shared_.size(); ++i)
            if (shared_[i] == pointer) return {i, false};
        shared_.push_back(pointer);
        return {static_cast<std::uint32_t>(shared_.size() - 1), true};
    }

    /// Begins a part that is read on its own: nothing in it is shared with what was written before.
    [[nodiscard]] std::size_t begin_part() {
        shared_.clear();
        length(0);
        return out_.size();
    }
    void end_part(std::size_t begin) {
        const auto size = static_cast<std::uint32_t>(out_.size() - begin);
        for (std::size_t i = 0; i < sizeof(size); ++i)
            out_[begin - sizeof(size) + i] = static_cast<std::uint8_t>(size >> (8 * i));
    }

    [[nodiscard]] const std::vector<std::uint8_t>& written() const { return out_; }
    [[nodiscard]] std::vector<std::uint8_t> take() && { return std::move(out_); }
    void reserve(std::size_t size) { out_.reserve(size); }

  private:
    std::vector<std::uint8_t> out_;
    std::vector<const void*> shared_;
};

/// Reads what `CheckpointWriter` wrote. Bytes that end early fail it: values read from then on are as they were made.
class CheckpointReader {
  public:
    static constexpr bool kReads = true;

    CheckpointReader(std::span<const std::uint8_t> data, MarketDefinitionPtr market)
        : rest_{data}, market_{std::move(market)} {}

    template <typename... Fields>
    void operator()(Fields&... fields) {
        (persist(*this, fields), ...);
    }

    [[nodiscard]] std::span<const std::uint8_t> bytes(std::size_t size) {
        if (size > rest_.size()) {
            failed_ = true;
            rest_ = {};
        }
        if (failed_) return {};
        const auto data = rest_.first(size);
        rest_ = rest_.subspan(size);
        return data;
    }
    template <std::integral Integer>
    void number(Integer& value) {
        const auto raw = bytes(sizeof(Integer));
        std::make_unsigned_t<Integer> read = 0;
        for (std::size_t i = 0; i < raw.size(); ++i)
            read = static_cast<std::make_unsigned_t<Integer>>(read | static_cast<std::make_unsigned_t<Integer>>(raw[i])
                                                                         << (8 * i));
        if (!raw.empty()) value = static_cast<Integer>(read);
    }
    /// Never more than there are bytes left, so that a wrong length asks for no memory.
    [[nodiscard]] std::size_t length() {
        std::uint32_t size = 0;
        number(size);
        if (size <= rest_.size()) return size;
        failed_ = true;
        return 0;
    }

    /// A part on its own, as `begin_part` and `end_part` set it off.
    [[nodiscard]] CheckpointReader part() { return {bytes(length()), market_}; }

    /// The place of the configuration whose values are read.
    void set_owner(std::uint32_t config) { owner_ = config; }
    [[nodiscard]] std::uint32_t owner() const { return owner_; }

    [[nodiscard]] std::vector<std::shared_ptr<const void>>& shared() { return shared_; }
    [[nodiscard]] const MarketDefinitionPtr& market() const { return market_; }
    [[nodiscard]] bool failed() const { return failed_; }
    void fail() { failed_ = true; }
    [[nodiscard]] bool at_end() const { return !failed_ && rest_.empty(); }

  private:
    std::span<const std::uint8_t> rest_;
    MarketDefinitionPtr market_;
    std::vector<std::shared_ptr<const void>> shared_;
    std::uint32_t owner_ = 0;
    bool failed_ = false;
};

}  // namespace dexarb
