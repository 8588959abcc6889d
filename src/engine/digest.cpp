#include "dexarb/engine/digest.hpp"

#include <span>
#include <vector>

namespace dexarb {
namespace {

class RecordBytes {
  public:
    RecordBytes(const Hash& chain, char tag) {
        bytes(chain.bytes);
        out_.push_back(static_cast<std::uint8_t>(tag));
    }

    RecordBytes& number(std::uint64_t value) {
        for (int shift = 56; shift >= 0; shift -= 8)
            out_.push_back(static_cast<std::uint8_t>(value >> shift));
        return *this;
    }
    RecordBytes& time(Timestamp value) { return number(static_cast<std::uint64_t>(value.time_since_epoch().count())); }
    RecordBytes& usd(MicroUsd value) { return number(static_cast<std::uint64_t>(value.value)); }
    RecordBytes& amount(const U256& value) { return bytes(to_big_endian(value)); }
    RecordBytes& block(const BlockId& id) { return number(id.number).bytes(id.hash.bytes); }
    RecordBytes& episode(ConfigIndex config, const EpisodeId& episode, const RouteBook& routes) {
        const auto& key = routes.route(episode.route).key;
        return number(position(config)).number(key.size()).bytes(key).number(episode.first_block);
    }
    template <typename Enumerator>
    RecordBytes& name(Enumerator value) {
        return number(static_cast<std::uint64_t>(value));
    }

    [[nodiscard]] Hash hash() const { return keccak256(out_); }

  private:
    RecordBytes& bytes(std::span<const std::uint8_t> data) {
        out_.insert(out_.end(), data.begin(), data.end());
        return *this;
    }

    std::vector<std::uint8_t> out_;
};

}  // namespace

void Digest::add(const SimulatedTradeAction& action) {
    RecordBytes record{value_, 'A'};
    record.episode(action.config, action.episode, *routes_).block(action.decided_on->header.id);
    record.time(action.decided_at).time(action.due).amount(action.quote.amount_in);
    record.number(action.quote.amounts_out.size());
    for (const U256& out : action.quote.amounts_out)
        record.amount(out);
    record.amount(action.min_out).amount(action.loan_fee).number(action.gas_units);
    record.number(action.max_fee_wei).number(action.priority_fee_wei).usd(action.expected_net_usd);
    value_ = record.hash();
}

void Digest::add(const TradeOutcome& outcome) {
    RecordBytes record{value_, 'O'};
    record.episode(outcome.config, outcome.episode, *routes_).number(outcome.inclusion_block ? 1 : 0);
    record.block(outcome.inclusion_block.value_or(BlockId{})).name(outcome.result()).usd(outcome.net_usd());
    for (const ModelOutcome& model : outcome.models)
        record.name(model.result)
            .amount(model.amount_out)
            .usd(model.gross_usd)
            .usd(model.gas_usd)
            .usd(model.flash_fee_usd)
            .usd(model.net_usd);
    value_ = record.hash();
}

void Digest::add(const Correction& correction) {
    RecordBytes record{value_, 'C'};
    record.episode(correction.config, correction.episode, *routes_).name(correction.kind).usd(correction.net_usd);
    value_ = record.hash();
}

}  // namespace dexarb
