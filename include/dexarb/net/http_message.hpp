#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dexarb {

struct HttpHeader {
    std::string name;
    std::string value;
};

/// The first header of that name, whatever its case.
[[nodiscard]] std::optional<std::string_view> find_header(const std::vector<HttpHeader>& headers,
                                                          std::string_view name);

struct HttpRequest {
    std::string method;
    std::string target;
    std::vector<HttpHeader> headers;
    std::string body;
};

class HttpBodyStream;

/// The status with which a server's handler has the connection closed instead of answered.
inline constexpr unsigned kNoAnswer = 0;

/// Content-Length, Transfer-Encoding, Connection and Server are the server's own business.
struct HttpResponse {
    unsigned status = 200;
    std::vector<HttpHeader> headers;
    std::string body;
    /// From a server: goes out in place of `body` while it comes about; the connection ends with it.
    std::shared_ptr<HttpBodyStream> stream = nullptr;
};

}  // namespace dexarb
