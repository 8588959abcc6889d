#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "dexarb/net/http_message.hpp"

#include "proxy/fault.hpp"

namespace dexarb::testing {

/// What a request's body asks for: its method, "batch", or "" for what is no JSON-RPC.
[[nodiscard]] std::string method_of(std::string_view request);

/// Spoils what answers say; how their bytes go is somebody else's. Remembers the heads that passed, for stale ones.
class Spoiler {
  public:
    /// Sees an answer pass before anything is done to it.
    void note(std::string_view request, const HttpResponse& answer);

    /// Whether anything was there to spoil: no logs can be withheld from an empty list.
    [[nodiscard]] bool spoil(const Fault& fault, std::string_view request, HttpResponse& answer) const;

  private:
    [[nodiscard]] bool replace_head(std::size_t depth, std::string_view request, HttpResponse& answer) const;

    std::deque<std::string> heads_;  // Results of "latest", the newest first.
};

}  // namespace dexarb::testing
