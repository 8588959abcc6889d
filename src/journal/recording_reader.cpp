#include "dexarb/journal/recording_reader.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "dexarb/journal/block_codec.hpp"

#include "journal/bytes.hpp"
#include "journal/frame_reader.hpp"

namespace dexarb {
namespace {

std::string text_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<ConfigIndex> decode_configs(ByteReader& in) {
    const std::uint64_t count = in.varint();
    if (count > in.left()) in.refuse("more configurations than bytes");
    std::vector<ConfigIndex> configs;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        const std::uint64_t place = in.varint();
        if (place > std::numeric_limits<std::uint32_t>::max()) in.refuse("a configuration that no run has");
        configs.push_back(ConfigIndex{static_cast<std::uint32_t>(place)});
    }
    return configs;
}

}  // namespace

struct RecordingReader::State {
    explicit State(FrameReader opened) : frames{std::move(opened)} {}

    [[nodiscard]] Error at_place(const std::string& what) const;
    [[nodiscard]] Result<void> read_head();
    [[nodiscard]] Result<bool> next_frame();
    [[nodiscard]] Result<void> take_end(std::span<const std::uint8_t> payload);

    FrameReader frames;
    std::uint64_t frame_at = 0;
    std::string head;
    MarketDefinitionPtr market;
    std::optional<BlockDecoder> decoder;
    ByteReader items{{}};  ///< Of the present frame.
    std::optional<RecordingEnd> end;
};

Error RecordingReader::State::at_place(const std::string& what) const {
    const bool knows_block = decoder && decoder->newest();
    const BlockNumber block = knows_block ? decoder->newest()->number() : frames.near_block();
    std::string place = frames.file().path() + ": offset " + std::to_string(frame_at);
    if (block != 0) place += ", behind block " + std::to_string(block);
    return {ErrorCode::kInvalidInput, place + ": " + what};
}

Result<void> RecordingReader::State::read_head() {
    frame_at = frames.offset();
    const auto frame = frames.next();
    if (!frame) return frame.error().code == ErrorCode::kIo ? frame.error() : at_place(frame.error().detail);
    if (!*frame || (*frame)->header.kind != FrameKind::kHead) return at_place("the head is missing or torn");
    head = text_of((*frame)->payload);
    return {};
}

Result<void> RecordingReader::State::take_end(std::span<const std::uint8_t> payload) {
    ByteReader in{payload};
    RecordingEnd read;
    const std::uint8_t reason = in.byte();
    if (reason > static_cast<std::uint8_t>(RecordingEnd::Reason::kHandedOver)) in.refuse("an unknown way to end");
    read.reason = static_cast<RecordingEnd::Reason>(reason);
    read.incomplete_from = in.varint();
    read.evidence = BlockDecoder::decode_evidence(in);
    if (read.reason == RecordingEnd::Reason::kHandedOver)
        for (auto* configs : {&read.handover.closed, &read.handover.paused, &read.handover.resumed})
            *configs = decode_configs(in);
    if (in.failed()) return at_place(in.reason());
    end = std::move(read);
    return {};
}

/// Whether there are items to read: false at the end of the recording.
Result<bool> RecordingReader::State::next_frame() {
    while (!end) {
        frame_at = frames.offset();
        const auto frame = frames.next();
        if (!frame) return frame.error().code == ErrorCode::kIo ? frame.error() : at_place(frame.error().detail);
        if (!*frame) return false;
        if ((*frame)->header.kind == FrameKind::kBlocks) {
            items = ByteReader{(*frame)->payload};
            return true;
        }
        if ((*frame)->header.kind != FrameKind::kEnd) continue;
        if (const auto taken = take_end((*frame)->payload); !taken) return taken.error();
    }
    return false;
}

Result<RecordingReader> RecordingReader::open(const std::string& path) {
    auto frames = FrameReader::open(path);
    if (!frames) return frames.error();
    auto state = std::make_unique<State>(std::move(*frames));
    if (const auto read = state->read_head(); !read) return read.error();
    return RecordingReader{std::move(state)};
}

RecordingReader::RecordingReader(std::unique_ptr<State> state) : state_{std::move(state)} {}
RecordingReader::RecordingReader(RecordingReader&&) noexcept = default;
RecordingReader& RecordingReader::operator=(RecordingReader&&) noexcept = default;
RecordingReader::~RecordingReader() = default;

const std::string& RecordingReader::head() const {
    return state_->head;
}

void RecordingReader::set_market(MarketDefinitionPtr market) {
    state_->market = std::move(market);
    state_->decoder.emplace(state_->market);
}

Result<std::optional<RecordedItem>> RecordingReader::next() {
    State& state = *state_;
    check(state.decoder.has_value(), "a recording is read with its market");
    while (state.items.at_end()) {
        const auto more = state.next_frame();
        if (!more) return more.error();
        if (!*more) return std::optional<RecordedItem>{};
    }
    auto item = state.decoder->decode(state.items);
    if (state.items.failed()) {
        state.frames.go_to(state.frames.file().size());  // what follows would differ from what was not read
        return state.at_place(state.items.reason());
    }
    return std::optional<RecordedItem>{std::move(item)};
}

Result<void> RecordingReader::seek(BlockNumber block) {
    State& state = *state_;
    check(state.market != nullptr, "a recording is read with its market");
    const auto index = state.frames.index();
    if (!index) return index.error();
    state.items = ByteReader{{}};
    state.end.reset();
    state.decoder.emplace(state.market);
    if (index->empty()) return {};
    IndexEntry best = index->front();
    for (const IndexEntry& entry : *index)
        if (entry.block <= block) best = entry;
    state.frames.go_to(best.offset);
    return {};
}

const std::optional<RecordingEnd>& RecordingReader::end() const {
    return state_->end;
}

const std::optional<TornTail>& RecordingReader::torn() const {
    return state_->frames.torn();
}

const std::string& RecordingReader::path() const {
    return state_->frames.file().path();
}

std::uint64_t RecordingReader::size() const {
    return state_->frames.file().size();
}

std::uint64_t RecordingReader::position() const {
    return state_->frames.offset();
}

}  // namespace dexarb
