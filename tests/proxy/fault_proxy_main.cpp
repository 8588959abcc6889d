// fault-proxy: stands between a daemon and a node and spoils answers by script and seed. README.md beside this file.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "proxy/fault_proxy.hpp"

namespace dexarb::testing {
namespace {

struct Arguments {
    std::string target;
    std::string script_file;
    std::string log_file;
    std::string tls;
    std::string certificate_file;
    std::uint64_t seed = 1;
    std::uint16_t port = 0;
};

int refuse(const std::string& why) {
    fmt::print(stderr, "fault-proxy: {}\n", why);
    return 2;
}

Result<std::vector<FaultRule>> read_rules(const std::string& file) {
    std::ifstream in{file};
    if (!in) return Error{ErrorCode::kNotFound, "cannot read " + file};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    auto rules = parse_fault_rules(text);
    if (!rules) return std::move(rules).error().within(file);
    return rules;
}

std::optional<test::TestCertificate> certificate_for(const std::string& kind) {
    if (kind.empty()) return std::nullopt;
    return test::make_certificate(kind == "wrong-host" ? "elsewhere.example" : "IP:127.0.0.1",
                                  kind == "expired" ? -1 : 1);
}

void print_counts(const FaultProxy& proxy) {
    std::string faults;
    for (const auto& [name, count] : proxy.faults())
        faults += fmt::format("{}\"{}\":{}", faults.empty() ? "" : ",", name, count);
    fmt::print("{{\"requests\":{},\"faults\":{{{}}}}}\n", proxy.requests(), faults);
}

int serve(const Arguments& arguments) {
    FaultProxyOptions options;
    options.target = arguments.target;
    options.port = arguments.port;
    options.certificate = certificate_for(arguments.tls);
    if (!arguments.script_file.empty()) {
        auto rules = read_rules(arguments.script_file);
        if (!rules) return refuse(rules.error().detail);
        options.script = FaultScript{std::move(*rules), arguments.seed};
    }
    if (!arguments.certificate_file.empty() && options.certificate)
        std::ofstream{arguments.certificate_file} << options.certificate->certificate_pem;
    std::ofstream log;
    if (!arguments.log_file.empty()) log.open(arguments.log_file);
    options.on_fault = [&log](std::string_view method, const Fault& fault) {
        log << method << ' ' << to_string(fault.kind) << std::endl;
    };
    boost::asio::io_context context{1};
    auto proxy = FaultProxy::make(context.get_executor(), std::move(options));
    if (!proxy) return refuse(proxy.error().detail);
    fmt::print("listening on {}\n", proxy->url());
    std::fflush(stdout);
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
    context.run();
    print_counts(*proxy);
    return 0;
}

}  // namespace
}  // namespace dexarb::testing

int main(int count, char** words) {
    dexarb::testing::Arguments arguments;
    CLI::App app{"Stands between a daemon and a node and spoils answers."};
    app.add_option("--target", arguments.target, "URL of the node")->required();
    app.add_option("--port", arguments.port, "where to listen (any free port)");
    app.add_option("--script", arguments.script_file, "rules in JSON; none passes everything");
    app.add_option("--seed", arguments.seed, "decides what is drawn");
    app.add_option("--log", arguments.log_file, "one line per fault, in order: method and name");
    app.add_option("--tls", arguments.tls, "speak TLS with a certificate that is good, expired or wrong-host")
        ->check(CLI::IsMember({"good", "expired", "wrong-host"}));
    app.add_option("--certificate-file", arguments.certificate_file,
                   "written with the certificate, to be trusted or not");
    CLI11_PARSE(app, count, words);
    return dexarb::testing::serve(arguments);
}
