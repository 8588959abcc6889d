#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace dexarb {

/// The newest entries of a kind, each with a name and a number that counts up from 1. The oldest give way.
template <typename Entry>
class Numbered {
  public:
    explicit Numbered(std::size_t most) : most_{most} {}

    /// The entry of that name, made if it is not there.
    Entry& at(const std::string& name) {
        if (const auto found = numbers_.find(name); found != numbers_.end()) return entries_[found->second - first_];
        if (entries_.size() == most_) drop_oldest();
        Entry& entry = entries_.emplace_back();
        entry.number = first_ + entries_.size() - 1;
        entry.id = name;
        numbers_.emplace(name, entry.number);
        return entry;
    }

    /// At most `limit` entries that `wanted` takes, of numbers below `before`, the newest first.
    template <typename Wanted>
    [[nodiscard]] std::vector<const Entry*> page(std::uint64_t before, std::size_t limit, Wanted wanted) const {
        std::vector<const Entry*> found;
        for (auto entry = entries_.rbegin(); entry != entries_.rend() && found.size() < limit; ++entry)
            if (entry->number < before && wanted(*entry)) found.push_back(&*entry);
        return found;
    }

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    void drop_oldest() {
        numbers_.erase(entries_.front().id);
        entries_.pop_front();
        ++first_;
    }

    std::size_t most_;
    std::uint64_t first_ = 1;
    std::deque<Entry> entries_;
    std::map<std::string, std::uint64_t> numbers_;
};

}  // namespace dexarb
