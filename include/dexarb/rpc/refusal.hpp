#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dexarb {

/// Why an answer that came was not used: it fits neither its question, nor its type, nor the chain.
enum class RefusalKind : std::uint8_t {
    kNotAnAnswer,      ///< No JSON-RPC answer to this question: garbage, ids, half an answer.
    kValue,            ///< A number or text that leaves its type.
    kMember,           ///< A member missing or there twice, or a list or object of another shape.
    kOtherBlock,       ///< A block of another hash or number than asked for.
    kTimestamp,        ///< A block older than its parent.
    kLogOfOtherBlock,  ///< Of another hash or number than asked for.
    kLogRemoved,
    kLogUnasked,  ///< Of an address or kind that was not asked for.
    kLogRepeated,
    kLogDisorder,  ///< Indices that do not ascend.
    kLogData,      ///< Topics or data of another length or type than the event has.
    kLogBloom,     ///< The block's own bloom filter excludes it.
    kReturnData,   ///< Return data of a call of another length or type than its function has.
};
inline constexpr std::size_t kRefusalKinds = 13;

/// How many answers were refused, by `RefusalKind`.
using RefusalCounts = std::array<std::uint64_t, kRefusalKinds>;

/// "log_of_other_block", for reports.
[[nodiscard]] std::string_view to_string(RefusalKind kind);

}  // namespace dexarb
