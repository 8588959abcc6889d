#include "dexarb/collector/audit.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/rpc/pool_calls.hpp"

namespace dexarb {
namespace {

using Read = AuditQuestion::Read;

Bytes call_data(const AuditQuestion& question) {
    switch (question.read) {
        case Read::kReserves:
            return encode_get_reserves();
        case Read::kSlot0:
            return encode_slot0();
        case Read::kLiquidity:
            return encode_liquidity();
        case Read::kBitmapWord:
            return encode_tick_bitmap(static_cast<std::int16_t>(question.at));
        case Read::kTick:
            return encode_ticks(question.at);
    }
    return {};
}

/// The bits of one bitmap word as the known ticks make them. Source: TickBitmap.position.
U256 bits_of(const TickMap& ticks, std::int32_t word) {
    U256 bits;
    for (const Tick& tick : ticks.ticks()) {
        if (bitmap_word(tick.index, ticks.spacing()) != word) continue;
        bits =
            bits | U256::power_of_two(static_cast<unsigned>(compressed_tick(tick.index, ticks.spacing()) - word * 256));
    }
    return bits;
}

std::string in_words(const U256& value) {
    return to_decimal(value);
}
template <typename Number>
std::string in_words(Number value) {
    if constexpr (std::is_same_v<Number, u128>)
        return to_decimal(U256{value});
    else
        return value < 0 ? "-" + to_decimal(U256{static_cast<u128>(-static_cast<i128>(value))})
                         : to_decimal(U256{static_cast<u128>(value)});
}

/// Compares value by value; what differs is named.
class Comparison {
  public:
    Comparison(const MarketSnapshot& snapshot, AuditFindings& findings) : snapshot_{snapshot}, findings_{findings} {}

    /// False for return data that cannot be read.
    [[nodiscard]] bool compare(const AuditQuestion& question, const MulticallResult& answer) {
        question_ = &question;
        if (!answer.success) {
            differ("it does not answer at this block");
            return true;
        }
        const PoolState& state = snapshot_.pool(question.pool)->state;
        if (question.read == Read::kReserves)
            return compare_reserves(std::get<ConstantProductState>(state), answer.data);
        const auto& pool = std::get<ConcentratedState>(state);
        if (question.read == Read::kSlot0) return compare_slot0(pool, answer.data);
        if (question.read == Read::kLiquidity) return compare_liquidity(pool, answer.data);
        return question.read == Read::kTick ? compare_tick(*pool.ticks, answer.data)
                                            : compare_word(*pool.ticks, answer.data);
    }

  private:
    bool compare_reserves(const ConstantProductState& pool, const Bytes& data) {
        const auto chain = decode_reserves(data);
        if (!chain) return false;
        check("reserve0", pool.reserve0, chain->reserve0);
        check("reserve1", pool.reserve1, chain->reserve1);
        return true;
    }

    bool compare_slot0(const ConcentratedState& pool, const Bytes& data) {
        const auto chain = decode_slot0(data);
        if (!chain) return false;
        check("sqrt_price_x96", pool.sqrt_price_x96, chain->sqrt_price_x96);
        check("tick", pool.tick, chain->tick);
        return true;
    }

    bool compare_liquidity(const ConcentratedState& pool, const Bytes& data) {
        const auto chain = decode_liquidity(data);
        if (!chain) return false;
        check("liquidity", pool.liquidity, *chain);
        return true;
    }

    bool compare_word(const TickMap& ticks, const Bytes& data) {
        const auto chain = decode_tick_bitmap(data);
        if (!chain) return false;
        check("tick_bitmap[" + std::to_string(question_->at) + "]", bits_of(ticks, question_->at), *chain);
        return true;
    }

    bool compare_tick(const TickMap& ticks, const Bytes& data) {
        const auto chain = decode_tick(data);
        if (!chain) return false;
        const auto ours = std::ranges::lower_bound(ticks.ticks(), question_->at, {}, &Tick::index);
        const std::string name = "tick " + std::to_string(question_->at);
        check(name + " liquidity_gross", ours->liquidity_gross, chain->liquidity_gross);
        check(name + " liquidity_net", ours->liquidity_net, chain->liquidity_net);
        return true;
    }

    template <typename Value>
    void check(const std::string& field, const Value& ours, const Value& chain) {
        if (ours != chain) return differ(field + " is " + in_words(ours) + ", on the chain " + in_words(chain));
        ++findings_.checks;
        ++findings_.agreed;
    }

    void differ(std::string field) {
        ++findings_.checks;
        findings_.differences.push_back({snapshot_.header.id, question_->pool, std::move(field)});
    }

    const MarketSnapshot& snapshot_;
    AuditFindings& findings_;
    const AuditQuestion* question_ = nullptr;
};

}  // namespace

std::vector<MulticallCall> audit_calls(const MarketDefinition& market, std::span<const AuditQuestion> questions) {
    std::vector<MulticallCall> calls;
    for (const AuditQuestion& question : questions)
        calls.push_back({market.pool(question.pool).address, true, call_data(question)});
    return calls;
}

Result<AuditFindings> compare_with_chain(const MarketSnapshot& snapshot, std::span<const AuditQuestion> questions,
                                         std::span<const MulticallResult> answers) {
    AuditFindings findings;
    Comparison comparison{snapshot, findings};
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (comparison.compare(questions[i], answers[i])) continue;
        const Address& pool = snapshot.market->pool(questions[i].pool).address;
        return Error{ErrorCode::kMalformed, "pool " + to_short_string(pool) + ": return data of another shape"};
    }
    return findings;
}

}  // namespace dexarb
