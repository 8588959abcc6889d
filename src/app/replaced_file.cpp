#include "dexarb/app/replaced_file.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace dexarb {

namespace fs = std::filesystem;

namespace {

Error file_error(const fs::path& path) {
    return {ErrorCode::kIo, path.string() + ": " + std::strerror(errno)};
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<void> write_beside(const fs::path& beside, const std::function<Result<void>(const TextSink&)>& write) {
    const std::unique_ptr<std::FILE, CloseFile> file{std::fopen(beside.c_str(), "we")};
    if (file == nullptr) return file_error(beside);
    if (auto written = write(sink_to(file.get(), beside)); !written) return written;
    if (std::fflush(file.get()) != 0) return file_error(beside);
    return {};
}

}  // namespace

TextSink sink_to(std::FILE* file, fs::path name) {
    return [file, name = std::move(name)](std::string_view piece) -> Result<void> {
        if (std::fwrite(piece.data(), 1, piece.size(), file) != piece.size()) return file_error(name);
        return {};
    };
}

Result<void> replace_file(const fs::path& file, const std::function<Result<void>(const TextSink&)>& write) {
    std::error_code failed;
    if (fs::is_directory(file, failed))
        return Error{ErrorCode::kIo, file.string() + ": is a folder: name a file in it"};
    const fs::path beside = file.string() + ".part";
    auto written = write_beside(beside, write);
    failed.clear();
    if (written) fs::rename(beside, file, failed);
    if (failed) written = Error{ErrorCode::kIo, file.string() + ": " + failed.message()};
    if (!written) fs::remove(beside, failed);
    return written;
}

Result<void> replace_file(const fs::path& file, std::string_view text) {
    return replace_file(file, [text](const TextSink& sink) { return sink(text); });
}

}  // namespace dexarb
