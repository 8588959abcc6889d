#include "dexarb/base/hash.hpp"
#include "dexarb/journal/recorded_item.hpp"

namespace dexarb {

std::uint64_t record_mark(const EventLogNames& names, const EngineRecord& record) {
    const Hash hash = keccak256(std::string_view{event_log_line(names, record)});
    std::uint64_t mark = 0;
    for (std::size_t i = 0; i < sizeof(mark); ++i)
        mark = mark << 8U | hash.bytes[i];
    return mark;
}

}  // namespace dexarb
