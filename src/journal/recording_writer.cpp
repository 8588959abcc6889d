#include "dexarb/journal/recording_writer.hpp"

#include <cstdio>
#include <utility>
#include <vector>

#include "dexarb/journal/block_codec.hpp"

#include "journal/append_file.hpp"
#include "journal/bytes.hpp"
#include "journal/frame.hpp"
#include "journal/recording_index.hpp"

namespace dexarb {
namespace {

BlockNumber number_of(const FeedItem& item) {
    const auto* snapshot = std::get_if<SnapshotPtr>(&item);
    return snapshot == nullptr ? std::get<Undone>(item).fork : (*snapshot)->number();
}

void encode_configs(ByteWriter& out, const std::vector<ConfigIndex>& configs) {
    out.varint(configs.size());
    for (const ConfigIndex config : configs)
        out.varint(position(config));
}

Error lost(const std::string& path) {
    return {ErrorCode::kIo, path + ": the disk took nothing for too long; the recording ends here"};
}

}  // namespace

struct RecordingWriter::State {
    State(AppendFile made, RecordingWriterOptions given) : options{given}, file{std::move(made)}, packer{given.level} {}

    void put(FrameHeader with, std::string_view payload) { file.append(packer.frame(with, payload)); }
    void close_frame();
    [[nodiscard]] bool wants_whole(const FeedItem& item) const;

    RecordingWriterOptions options;
    AppendFile file;
    Packer packer;
    BlockEncoder encoder;
    ByteWriter frame;  ///< Items since the last cut.
    FrameHeader header;
    RecordingIndex index;
    std::uint64_t blocks = 0;
    std::uint64_t blocks_since_whole = 0;
    BlockNumber newest = 0;
};

bool RecordingWriter::State::wants_whole(const FeedItem& item) const {
    if (!std::holds_alternative<SnapshotPtr>(item)) return false;
    return blocks_since_whole >= options.whole_every || encoder.must_be_whole(item);
}

void RecordingWriter::State::close_frame() {
    if (frame.size() == 0) return;
    if (header.starts_whole) index.push_back({header.first_block, file.size()});
    put(header, frame.bytes());
    frame.clear();
    header = {};
}

Result<RecordingWriter> RecordingWriter::create(const std::string& path, std::string_view head,
                                                RecordingWriterOptions options) {
    auto file = AppendFile::create(path);
    if (!file) return file.error();
    auto state = std::make_unique<State>(std::move(*file), options);
    state->file.append(file_head());
    FrameHeader header;
    header.kind = FrameKind::kHead;
    state->put(header, head);
    if (const auto written = state->file.sync(); !written) {
        std::remove(path.c_str());
        return written.error();
    }
    return RecordingWriter{std::move(state)};
}

RecordingWriter::RecordingWriter(std::unique_ptr<State> state) : state_{std::move(state)} {}
RecordingWriter::RecordingWriter(RecordingWriter&&) noexcept = default;
RecordingWriter& RecordingWriter::operator=(RecordingWriter&&) noexcept = default;

RecordingWriter::~RecordingWriter() {
    if (state_) [[maybe_unused]]
        const auto last = cut();  // nobody is left to tell
}

Result<void> RecordingWriter::add(const RecordedItem& item) {
    if (is_lost()) return lost(path());
    State& state = *state_;
    const bool whole = state.wants_whole(item.item);
    if (whole) state.close_frame();
    if (state.frame.size() == 0) state.header.first_block = number_of(item.item);
    if (whole) state.header.starts_whole = true;
    state.encoder.encode(state.frame, item, whole);
    if (const auto* snapshot = std::get_if<SnapshotPtr>(&item.item)) {
        state.blocks_since_whole = whole ? 1 : state.blocks_since_whole + 1;
        state.newest = (*snapshot)->number();
        ++state.blocks;
    }
    if (state.frame.size() < state.options.frame_size) return {};
    return cut();
}

Result<void> RecordingWriter::cut() {
    if (is_lost()) return lost(path());
    state_->close_frame();
    return state_->file.write();
}

Result<void> RecordingWriter::end(const RecordingEnd& end) {
    State& state = *state_;
    state.close_frame();
    ByteWriter payload;
    payload.byte(static_cast<std::uint8_t>(end.reason));
    payload.varint(end.incomplete_from);
    BlockEncoder::encode_evidence(payload, end.evidence);
    if (end.reason == RecordingEnd::Reason::kHandedOver)
        for (const auto* configs : {&end.handover.closed, &end.handover.paused, &end.handover.resumed})
            encode_configs(payload, *configs);
    state.put({.kind = FrameKind::kEnd, .first_block = state.newest}, payload.bytes());
    const std::uint64_t place = state.file.size();
    state.put({.kind = FrameKind::kIndex}, encode_index(state.index));
    state.file.append(encode_trailer(place));
    return state.file.sync();
}

bool RecordingWriter::has_uncut() const {
    return state_->frame.size() > 0;
}

bool RecordingWriter::is_lost() const {
    return state_->file.waiting() > state_->options.most_unwritten;
}

const std::string& RecordingWriter::path() const {
    return state_->file.path();
}

std::uint64_t RecordingWriter::blocks() const {
    return state_->blocks;
}

std::uint64_t RecordingWriter::size() const {
    return state_->file.size() + state_->frame.size();
}

BlockNumber RecordingWriter::newest() const {
    return state_->newest;
}

}  // namespace dexarb
