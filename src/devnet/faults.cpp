#include "dexarb/devnet/faults.hpp"

#include <map>
#include <utility>

namespace dexarb {

ScriptedReply reply_after(std::chrono::milliseconds delay) {
    ScriptedReply reply;
    reply.delay = delay;
    return reply;
}

ScriptedReply reply_with_fault(RpcFault fault) {
    ScriptedReply reply;
    reply.fault = std::move(fault);
    return reply;
}

ScriptedReply reply_with_http(unsigned status, std::string body) {
    ScriptedReply reply;
    reply.http = HttpResponse{status, {}, std::move(body)};
    return reply;
}

ScriptedReply reply_too_many_requests(std::chrono::seconds retry_after) {
    ScriptedReply reply = reply_with_http(429, "too many requests\n");
    reply.http->headers.push_back({"Retry-After", std::to_string(retry_after.count())});
    return reply;
}

ScriptedReply reply_with_nothing() {
    ScriptedReply reply;
    reply.drops_connection = true;
    return reply;
}

Intercept on_calls(CallWindow window, ScriptedReply reply) {
    return [window = std::move(window), reply = std::move(reply), seen = std::uint64_t{0}](
               std::string_view method, std::string_view) mutable -> std::optional<ScriptedReply> {
        if (!window.method.empty() && method != window.method) return std::nullopt;
        const std::uint64_t number = seen++;
        if (number < window.first || number - window.first >= window.count) return std::nullopt;
        return reply;
    };
}

Intercept on_first_asks(std::string wanted, std::uint64_t times, ScriptedReply reply) {
    return
        [wanted = std::move(wanted), times, reply = std::move(reply), asked = std::map<std::string, std::uint64_t>{}](
            std::string_view method, std::string_view params) mutable -> std::optional<ScriptedReply> {
            if (method != wanted || asked[std::string{params}]++ >= times) return std::nullopt;
            return reply;
        };
}

Intercept first_of(std::vector<Intercept> intercepts) {
    return [intercepts = std::move(intercepts)](std::string_view method,
                                                std::string_view params) -> std::optional<ScriptedReply> {
        for (const Intercept& intercept : intercepts)
            if (auto reply = intercept(method, params)) return reply;
        return std::nullopt;
    };
}

}  // namespace dexarb
