#include "integration/program.hpp"

#include <fstream>
#include <sstream>
#include <thread>

#include "support/places.hpp"

namespace dexarb::testing {
namespace {

const std::filesystem::path kSource = test::source_dir();

}  // namespace

Program::Program() {
    std::filesystem::create_directory_symlink(kSource / "configs", folder() / "configs");
}

void Program::write(const std::string& name, const std::string& text) const {
    std::ofstream{folder() / name} << text;
}

void Program::write_changed(const std::string& name, const std::string& shipped, const std::string& from,
                            const std::string& to) const {
    std::string text = read_whole(kSource / "configs" / shipped);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << shipped << " has no " << from;
    write(name, text.replace(at, from.size(), to));
}

std::unique_ptr<ChildProcess> Program::start(const Words& arguments, const Environment& environment) const {
    Environment all{{"HOME", folder().string()}, {"HTTP_LISTEN", "off"}};
    all.insert(environment.begin(), environment.end());
    return std::make_unique<ChildProcess>(ProcessCall{PAPER_TRADING, arguments, all, folder()});
}

ProcessEnd Program::run(const Words& arguments, const Environment& environment) const {
    return end_of(*start(arguments, environment));
}

ProcessEnd end_of(ChildProcess& process, std::chrono::milliseconds deadline) {
    auto end = process.wait(deadline);
    if (!end) ADD_FAILURE() << "still running after " << deadline.count() << " ms";
    return end.value_or(ProcessEnd{});
}

bool eventually(const std::function<bool()>& holds) {
    const auto until = std::chrono::steady_clock::now() + kHangs;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

Words lines_of(const std::string& text) {
    Words lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace dexarb::testing
