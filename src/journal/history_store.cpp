#include "dexarb/journal/history_store.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "journal/append_file.hpp"
#include "journal/frame.hpp"
#include "journal/frame_reader.hpp"
#include "journal/history_codec.hpp"

namespace dexarb {
namespace {

constexpr int kLevel = 3;  // of zstd: quick, for the file is gone when the recording is there

Error damaged(const std::string& path, const std::string& what) {
    return {ErrorCode::kMalformed,
            path + ": " + what + ": remove it to fetch everything anew, the recording is not touched by that"};
}

}  // namespace

struct HistoryStore::State {
    explicit State(AppendFile opened) : file{std::move(opened)}, packer{kLevel} {}

    AppendFile file;
    Packer packer;
    std::string head;
    std::vector<FetchedPiece> pieces;
};

HistoryStore::HistoryStore(std::unique_ptr<State> state) : state_{std::move(state)} {}
HistoryStore::HistoryStore(HistoryStore&&) noexcept = default;
HistoryStore& HistoryStore::operator=(HistoryStore&&) noexcept = default;
HistoryStore::~HistoryStore() = default;

/// It has its name only when its head is on the disk: whatever ends the process before that leaves nothing to go on
/// with.
Result<HistoryStore> HistoryStore::create(const std::string& path, std::string_view head) {
    const std::string nameless = path + ".new";
    auto file = std::filesystem::exists(nameless) ? AppendFile::go_on(nameless, 0) : AppendFile::create(nameless);
    if (!file) return file.error();
    if (std::filesystem::exists(path)) return Error{ErrorCode::kIo, path + ": is there already"};
    auto state = std::make_unique<State>(std::move(*file));
    state->head = head;
    state->file.append(file_head());
    FrameHeader header;
    header.kind = FrameKind::kHead;
    state->file.append(state->packer.frame(header, head));
    if (const auto written = state->file.sync(); !written) return written.error();
    if (const auto named = state->file.rename(path); !named) return named.error();
    return HistoryStore{std::move(state)};
}

Result<HistoryStore> HistoryStore::go_on(const std::string& path, std::size_t pools) {
    auto reader = FrameReader::open(path);
    if (!reader) return reader.error();
    std::string head;
    std::vector<FetchedPiece> pieces;
    while (true) {
        auto frame = reader->next();
        if (!frame) return damaged(path, frame.error().detail);
        if (!*frame) break;
        if ((*frame)->header.kind == FrameKind::kHead) {
            head.assign((*frame)->payload.begin(), (*frame)->payload.end());
            continue;
        }
        ByteReader in{(*frame)->payload};
        pieces.push_back(decode_piece(in, pools));
        if (in.failed() || !in.at_end())
            return damaged(path, in.failed() && *in.reason() != '\0' ? in.reason() : "a piece that breaks off");
    }
    const std::uint64_t sound = reader->torn() ? reader->torn()->offset : reader->file().size();
    auto file = AppendFile::go_on(path, sound);
    if (!file) return file.error();
    auto state = std::make_unique<State>(std::move(*file));
    state->head = std::move(head);
    state->pieces = std::move(pieces);
    return HistoryStore{std::move(state)};
}

const std::string& HistoryStore::head() const {
    return state_->head;
}

std::vector<FetchedPiece> HistoryStore::take_pieces() {
    return std::exchange(state_->pieces, {});
}

Result<void> HistoryStore::add(const FetchedPiece& piece) {
    ByteWriter out;
    encode_piece(out, piece);
    FrameHeader header;
    header.first_block = piece.piece.first;
    state_->file.append(state_->packer.frame(header, out.bytes()));
    return state_->file.write();
}

}  // namespace dexarb
