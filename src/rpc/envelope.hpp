#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "dexarb/net/http_message.hpp"
#include "dexarb/rpc/rpc_request.hpp"

namespace dexarb {

/// A request object as JSON text.
[[nodiscard]] std::string encode_request(const RpcRequest& request, std::uint64_t id);
/// An array of them, with ids from `first_id` upwards.
[[nodiscard]] std::string encode_batch(const std::vector<RpcRequest>& requests, std::uint64_t first_id);

/// Takes answers apart: whose it is, and whether it is a result. Keeps its buffers between answers, but
/// for those of a very large one.
class EnvelopeReader {
  public:
    /// Gives the result to `reader` if `answer` is a clean success with that id; every other shape is an error.
    [[nodiscard]] RpcResult<void> read(const HttpResponse& answer, std::uint64_t id, const ResultReader& reader);

    /// Members in the order of their ids, `first_id` and `count - 1` behind it; each exactly once, or all is an error.
    [[nodiscard]] RpcResult<std::vector<RpcResult<std::string>>> read_batch(const HttpResponse& answer,
                                                                            std::uint64_t first_id, std::size_t count);

  private:
    [[nodiscard]] RpcResult<void> read_one(const HttpResponse& answer, std::uint64_t id, const ResultReader& reader);
    [[nodiscard]] RpcResult<std::vector<RpcResult<std::string>>> read_members(const HttpResponse& answer,
                                                                              std::uint64_t first_id,
                                                                              std::size_t count);
    [[nodiscard]] simdjson::error_code start(const std::string& body, simdjson::ondemand::document& document);
    /// A parser's buffers are several times as large as the largest text it was given.
    void let_go_after(std::size_t size);

    std::string buffer_;
    simdjson::ondemand::parser parser_;
    simdjson::dom::parser dom_;
};

/// What an answer that is no clean success complains of; kMalformed if it does not even do that.
[[nodiscard]] RpcError diagnose(const HttpResponse& answer);

}  // namespace dexarb
