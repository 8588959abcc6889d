#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "dexarb/base/hash.hpp"
#include "dexarb/rpc/multicall.hpp"

namespace dexarb {

/// What contracts answered on the state after one block, kept so that a long read that failed need not ask again for
/// what it has.
class CallMemory {
  public:
    /// Answers at `block` are kept from here on, and those of any other forgotten.
    void keep(const Hash& block);
    /// Nothing is kept any more, and none from here on.
    void forget();
    /// Drops the answers but goes on keeping: they contradict each other.
    void doubt() { answers_.clear(); }
    [[nodiscard]] std::size_t size() const { return answers_.size(); }

    /// Those of `calls` at `block` without an answer here, in their order.
    [[nodiscard]] std::vector<MulticallCall> unanswered(const Hash& block,
                                                        const std::vector<MulticallCall>& calls) const;
    /// One answer each; does nothing unless answers at `block` are kept.
    void remember(const Hash& block, std::span<const MulticallCall> calls, std::span<const MulticallResult> answers);
    /// An answer for each of `calls`, once `fresh`, which answer the `unanswered` ones, were remembered.
    [[nodiscard]] std::vector<MulticallResult> complete(const Hash& block, const std::vector<MulticallCall>& calls,
                                                        std::vector<MulticallResult> fresh) const;

  private:
    using Question = std::pair<Address, Bytes>;

    [[nodiscard]] const MulticallResult* find(const Hash& block, const MulticallCall& call) const;

    std::optional<Hash> block_;
    std::map<Question, MulticallResult> answers_;
};

}  // namespace dexarb
