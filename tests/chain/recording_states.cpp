// Writes down every state that a recording holds, for a script to hold against the contracts.
#include <iostream>
#include <string>

#include "dexarb/app/recording_head.hpp"
#include "dexarb/journal/recording_reader.hpp"

#include "chain/state_writer.hpp"

namespace dexarb {
namespace {

Result<void> write_states(const std::string& file) {
    auto reader = RecordingReader::open(file);
    if (!reader) return std::move(reader).error();
    const auto head = read_recording_head(reader->head(), file);
    if (!head) return head.error();
    reader->set_market(head->market);
    StateWriter states{std::cout};
    while (true) {
        const auto item = reader->next();
        if (!item) return item.error();
        if (!*item) return {};
        if (const auto* snapshot = std::get_if<SnapshotPtr>(&(*item)->item)) states.write(**snapshot);
    }
}

}  // namespace
}  // namespace dexarb

int main(int count, char** words) {
    if (count != 2) {
        std::cerr << "usage: recording-states FILE\n";
        return 2;
    }
    const auto written = dexarb::write_states(words[1]);
    if (written) return 0;
    std::cerr << written.error().detail << '\n';
    return 1;
}
