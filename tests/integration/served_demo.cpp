#include "integration/served_demo.hpp"

#include <algorithm>

namespace dexarb::testing {

void ServedDemo::begin(const Words& more, const Environment& environment) {
    Words words{"demo", "--listen", "127.0.0.1:0", "--block-interval", "50ms"};
    if (std::ranges::find(more, "--duration") == more.end()) words.insert(words.end(), {"--duration", "10m"});
    words.insert(words.end(), more.begin(), more.end());
    demo = start(words, environment);
    ASSERT_TRUE(eventually([this] { return port() != 0; })) << demo->err();
    ASSERT_TRUE(eventually([this] { return get("/readyz").status == 200; }));
}

std::uint16_t ServedDemo::port() const {
    const std::string log = demo->err();
    const std::string mark = "metrics at http://127.0.0.1:";
    const auto at = log.find(mark);
    if (at == std::string::npos) return 0;
    return static_cast<std::uint16_t>(std::stoul(log.substr(at + mark.size())));
}

RawAnswer ServedDemo::get(const std::string& target, const std::string& headers, const std::string& method) const {
    RawClient client{port()};
    client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Connection: close\r\n\r\n");
    return parse_answer(client.read_to_end());
}

}  // namespace dexarb::testing
