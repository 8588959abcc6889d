#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/alert_options.hpp"
#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// The part of a watch that looks at the chain and its endpoints. What is lost has to be well for half of the limit
/// before that is said, so that nothing flaps.
class FeedWatch {
  public:
    using Tell = std::function<void(AlertKind, std::string title, std::string text)>;

    explicit FeedWatch(AlertRules rules) : rules_{rules} {}

    void on_look(const FeedStatus& feed, Timestamp now, const Tell& tell);

  private:
    struct Endpoint {
        std::optional<Timestamp> bad_since;
        std::optional<Timestamp> good_since;
        bool is_lost = false;
        int quota_level = 0;  ///< 0 enough, 1 little left, 2 nothing left; as it was told.
    };

    void judge_blocks(const FeedStatus& feed, Timestamp now, const Tell& tell);
    void judge_endpoint(Endpoint& known, const EndpointStatus& endpoint, Timestamp now, const Tell& tell) const;
    void judge_quota(Endpoint& known, const EndpointStatus& endpoint, const Tell& tell) const;
    void judge_parity(const Parity& parity, const Tell& tell);

    AlertRules rules_;
    std::optional<Timestamp> begun_at_;
    bool is_without_blocks_ = false;
    std::vector<Endpoint> endpoints_;
    std::uint64_t differences_ = 0;
};

}  // namespace dexarb
