#include "dexarb/devnet/node_service.hpp"

#include <algorithm>
#include <utility>

#include "json_answers.hpp"

namespace dexarb {
namespace {

Json envelope(const Json& id) {
    Json json;
    json["jsonrpc"] = "2.0";
    json["id"] = id;
    return json;
}

std::string fault_answer(const Json& id, const RpcFault& fault) {
    Json json = envelope(id);
    json["error"] = {{"code", fault.code}, {"message", fault.message}};
    if (!fault.data.empty()) json["error"]["data"] = fault.data;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The result is JSON text already; it is not parsed again.
std::string result_answer(const Json& id, const std::string& result) {
    std::string text = envelope(id).dump(-1, ' ', false, Json::error_handler_t::replace);
    text.pop_back();
    return text + ",\"result\":" + result + "}";
}

bool is_id(const Json& id) {
    return id.is_string() || id.is_number() || id.is_null();
}

bool is_call(const Json& call) {
    return call.is_object() && call.value("jsonrpc", Json()) == Json("2.0") && call.contains("method") &&
           call["method"].is_string() && is_id(call.value("id", Json()));
}

HttpResponse json_response(std::string body) {
    return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

}  // namespace

/// One body being answered.
class NodeService::Exchange {
  public:
    Exchange(NodeService& service, const OwnMethods& own) : service_{service}, own_{own} {}

    [[nodiscard]] ServedAnswer run(std::string_view body) {
        const Json request = Json::parse(body, nullptr, false);
        if (request.is_discarded())
            answer_.response = json_response(fault_answer(nullptr, {-32700, "parse error"}));
        else
            answer_.response = json_response(request.is_array() ? batch(request) : single(request));
        if (http_) answer_.response = *http_;
        return answer_;
    }

  private:
    [[nodiscard]] std::string batch(const Json& calls) {
        if (calls.empty()) return fault_answer(nullptr, {-32600, "empty batch"});
        if (calls.size() > service_.rpc_->options().max_batch)
            return fault_answer(nullptr, {-32600, "batch too large"});
        std::string text;
        for (const Json& call : calls) {
            const std::string member = single(call);
            if (!member.empty()) text += (text.empty() ? "" : ",") + member;
        }
        return text.empty() ? text : "[" + text + "]";
    }

    /// Empty for a notification, which is carried out and not answered.
    [[nodiscard]] std::string single(const Json& call) {
        if (!is_call(call)) return fault_answer(nullptr, {-32600, "invalid request"});
        ++service_.calls_;
        const Json id = call.value("id", Json());
        const Json params = call.value("params", Json::array());
        const auto result = ask(call["method"].get_ref<const std::string&>(), params.dump());
        if (!call.contains("id")) return {};
        return result ? result_answer(id, *result) : fault_answer(id, result.error());
    }

    [[nodiscard]] boost::system::result<std::string, RpcFault> ask(std::string_view method, const std::string& params) {
        const auto scripted = service_.intercept_ ? service_.intercept_(method, params) : std::nullopt;
        if (!scripted) return call(method, params);
        answer_.delay = std::max(answer_.delay, scripted->delay);
        answer_.drops_connection = answer_.drops_connection || scripted->drops_connection;
        if (scripted->http) http_ = scripted->http;
        if (scripted->fault) return *scripted->fault;
        if (scripted->result) return *scripted->result;
        return call(method, params);
    }

    [[nodiscard]] boost::system::result<std::string, RpcFault> call(std::string_view method, std::string_view params) {
        const auto own = own_ ? own_(method, params) : std::nullopt;
        return own ? *own : service_.rpc_->call(method, params);
    }

    NodeService& service_;
    const OwnMethods& own_;
    ServedAnswer answer_;
    std::optional<HttpResponse> http_;
};

ServedAnswer NodeService::answer(std::string_view body, const OwnMethods& own) {
    return Exchange{*this, own}.run(body);
}

}  // namespace dexarb
