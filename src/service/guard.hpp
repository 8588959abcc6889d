#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/net/http_message.hpp"
#include "dexarb/service/http_service.hpp"
#include "dexarb/service/request_target.hpp"

namespace dexarb {

/// Who may ask: keeps out foreign names (DNS rebinding), other sites' pages, and those without the token.
class Guard {
  public:
    explicit Guard(const ServiceOptions& options);

    /// Why the request goes no further; nothing if it may. A refusal with status 401 should be slow.
    [[nodiscard]] std::optional<HttpResponse> refuse(const HttpRequest& request, const RequestTarget& target) const;

  private:
    [[nodiscard]] bool is_known_host(std::string_view authority) const;
    [[nodiscard]] std::optional<HttpResponse> refuse_site(const HttpRequest& request, std::string_view host) const;
    [[nodiscard]] std::optional<HttpResponse> refuse_stranger(const HttpRequest& request) const;

    std::string token_;
    std::vector<std::string> hosts_;
    bool is_beyond_loopback_;
};

/// Whether both are the same; the time it takes says nothing about where they differ, nor how long `expected` is.
[[nodiscard]] bool same_secret(std::string_view given, std::string_view expected);

[[nodiscard]] bool is_loopback(const std::string& address);
[[nodiscard]] bool is_ip_address(const std::string& text);

}  // namespace dexarb
