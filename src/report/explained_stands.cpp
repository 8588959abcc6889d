#include "report/explained_stands.hpp"

#include <fmt/format.h>

#include "dexarb/trading/decision_clock.hpp"

#include "report/layout.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string cell(const std::string& figure, const std::string& threshold) {
    return figure + "/" + threshold;
}

std::string size_cell(const Explanation& e, const U256& amount) {
    const auto& price = e.decided_on->price(e.route.start);
    const auto worth = price ? usd_value(amount, *price) : std::nullopt;
    return worth ? dollars(*worth, 0) : "-";
}

std::vector<std::string> stand_row(const Explanation& e, const ConfigStand& stand, const Recomputed& now) {
    const StrategyConfig& c = stand.config;
    const MarketSnapshot& n = *e.decided_on;
    const auto own = now.scan ? recompute_for(c, e, *now.scan) : std::nullopt;
    const auto looked = decision_time(n.arrival, c.poll_interval);
    const bool missed = stand.next_arrival && *stand.next_arrival <= looked;
    return {c.id,
            fmt::format("+{}{}", (looked - n.arrival).count(), missed ? " late" : ""),
            cell(std::to_string(e.opportunity->quiet_blocks), std::to_string(c.phantom_blocks)),
            stand.had_acted ? "yes" : "no",
            cell(std::to_string(stand.today.actions), std::to_string(c.max_daily_trades)),
            cell(dollars(stand.today.net_usd, 2), "-" + dollars(c.daily_loss_limit_usd, 0)),
            cell(std::to_string(stand.losses_in_a_row), std::to_string(c.max_consecutive_losses)),
            cell(gwei(gas_price_wei(n.header, c)), fmt::format("{:g}", static_cast<double>(c.max_gas_price_wei) / 1e9)),
            own ? size_cell(e, own->quote.amount_in) : "-",
            cell(own ? dollars(own->net_usd, 4) : "none", dollars(c.min_profit_usd, 2))};
}

}  // namespace

std::string stand_lines(const Explanation& e, const Recomputed& now) {
    if (e.stands.empty()) return "";
    Table table{
        {"configuration", "looks ms", "quiet", "acted", "trades", "day $", "losses", "gas gwei", "size $", "net $"}};
    std::string said;
    for (const ConfigStand& stand : e.stands) {
        table.add(stand_row(e, stand, now));
        said += labelled(stand.config.id, stand.recorded, 20);
    }
    return heading(
               "5. FILTERS of each configuration that trades the pair, as figure/threshold (net $ at its own size "
               "and costs)") +
           table.render() + heading("6. WHAT THE RECORD SAYS") + said;
}

}  // namespace dexarb
