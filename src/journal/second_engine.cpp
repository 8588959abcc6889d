#include "journal/second_engine.hpp"

#include "journal/packed.hpp"

namespace dexarb {

std::vector<std::uint8_t> SecondEngine::after(const EngineStep& step) {
    if (differs_) return {};
    if (const auto* snapshot = std::get_if<SnapshotPtr>(&step.what))
        static_cast<void>(engine_.on_snapshot(*snapshot));
    else if (const auto* undone = std::get_if<Undone>(&step.what))
        static_cast<void>(engine_.on_undone(undone->fork));
    else if (const auto* handover = std::get_if<Handover>(&step.what))
        static_cast<void>(engine_.hand_over(*handover));
    else
        static_cast<void>(engine_.finish());
    differs_ = engine_.digest() != step.digest;
    return differs_ ? std::vector<std::uint8_t>{} : pack(engine_.checkpoint());
}

}  // namespace dexarb
