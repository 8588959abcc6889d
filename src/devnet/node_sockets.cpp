#include "dexarb/devnet/node_sockets.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "dexarb/rpc/quantity.hpp"

#include "json_answers.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kAnnouncedKept = 256;

/// Owns all it needs: the conversation may end before the delay does.
Task<void> send_later(std::shared_ptr<WebSocket> socket, ServedAnswer answer) {
    co_await sleep_for(answer.delay);
    if (answer.drops_connection)
        socket->close();
    else if (!answer.response.body.empty())
        socket->send(std::move(answer.response.body));
}

std::string notification(const std::string& subscription, const SimulatedBlock& block) {
    Json json;
    json["jsonrpc"] = "2.0";
    json["method"] = "eth_subscription";
    json["params"]["subscription"] = subscription;
    json["params"]["result"] = header_json(block);
    return json.dump();
}

}  // namespace

NodeSockets::NodeSockets(Executor executor, NodeService& service, NodeRpc& rpc)
    : executor_{std::move(executor)}, service_{&service}, rpc_{&rpc} {
    announced_.push_back(rpc.head()->header.hash);
}

Task<void> NodeSockets::converse(std::shared_ptr<WebSocket> socket) {
    const auto self = shared_from_this();
    const auto line = std::make_shared<Line>();
    line->socket = socket;
    self->lines_.push_back(line);
    while (!self->is_over_) {
        const auto text = co_await socket->receive();
        if (!text) co_return;
        if (!self->is_over_) self->answer(line, *text);
    }
}

void NodeSockets::answer(const LinePtr& line, const std::string& text) {
    const OwnMethods own = [this, &line](std::string_view method, std::string_view params) -> std::optional<Outcome> {
        if (method == "eth_subscribe") return subscribe(*line, params);
        if (method == "eth_unsubscribe") return unsubscribe(*line, params);
        return std::nullopt;
    };
    ServedAnswer answer = service_->answer(text, own);
    if (answer.delay.count() > 0)
        boost::asio::co_spawn(executor_, send_later(line->socket, std::move(answer)), [](const std::exception_ptr&) {});
    else if (answer.drops_connection)
        line->socket->close();
    else if (!answer.response.body.empty())
        line->socket->send(std::move(answer.response.body));
}

NodeSockets::Outcome NodeSockets::subscribe(Line& line, std::string_view params) {
    const Json arguments = Json::parse(params, nullptr, false);
    if (!arguments.is_array() || arguments.empty() || !arguments[0].is_string())
        return RpcFault{-32602, "missing value for required argument 0"};
    const auto what = arguments[0].get<std::string>();
    if (what != "newHeads") return RpcFault{-32601, "no \"" + what + "\" subscription in eth namespace"};
    line.subscriptions.push_back(to_quantity(next_subscription_++));
    return Json(line.subscriptions.back()).dump();
}

NodeSockets::Outcome NodeSockets::unsubscribe(Line& line, std::string_view params) {
    const Json arguments = Json::parse(params, nullptr, false);
    const bool is_text = arguments.is_array() && !arguments.empty() && arguments[0].is_string();
    if (!is_text || std::erase(line.subscriptions, arguments[0].get<std::string>()) == 0)
        return RpcFault{-32000, "subscription not found"};
    return "true";
}

void NodeSockets::announce() {
    if (is_over_) return;
    std::vector<SimulatedBlockPtr> fresh;
    const auto is_fresh = [this](const SimulatedBlockPtr& block) {
        return block && std::ranges::find(announced_, block->header.hash) == announced_.end();
    };
    for (auto block = rpc_->head(); is_fresh(block) && fresh.size() < kAnnouncedKept;
         block = rpc_->find(block->header.parent_hash))
        fresh.push_back(block);
    std::erase_if(lines_, [](const std::weak_ptr<Line>& line) { return line.expired(); });
    for (auto block = fresh.rbegin(); block != fresh.rend(); ++block) {
        announced_.push_back((*block)->header.hash);
        if (announced_.size() > kAnnouncedKept) announced_.pop_front();
        if (!is_muted_) tell(**block);
    }
}

void NodeSockets::tell(const SimulatedBlock& block) const {
    for (const auto& held : lines_)
        if (const auto line = held.lock())
            for (const std::string& subscription : line->subscriptions)
                line->socket->send(notification(subscription, block));
}

void NodeSockets::end() {
    is_over_ = true;
    for (const auto& held : lines_)
        if (const auto line = held.lock()) line->socket->close();
}

std::size_t NodeSockets::subscriptions() const {
    std::size_t sum = 0;
    for (const auto& held : lines_)
        if (const auto line = held.lock()) sum += line->subscriptions.size();
    return sum;
}

}  // namespace dexarb
