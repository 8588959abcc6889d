#include "dexarb/rpc/refusal.hpp"

namespace dexarb {

std::string_view to_string(RefusalKind kind) {
    constexpr std::array<std::string_view, kRefusalKinds> kNames{
        "not_an_answer",      "value",       "member",      "other_block",  "timestamp",
        "log_of_other_block", "log_removed", "log_unasked", "log_repeated", "log_disorder",
        "log_data",           "log_bloom",   "return_data"};
    return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace dexarb
