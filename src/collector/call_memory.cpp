#include "dexarb/collector/call_memory.hpp"

#include "dexarb/base/check.hpp"

namespace dexarb {

void CallMemory::keep(const Hash& block) {
    if (block_ == block) return;
    block_ = block;
    answers_.clear();
}

void CallMemory::forget() {
    block_.reset();
    answers_.clear();
}

std::vector<MulticallCall> CallMemory::unanswered(const Hash& block, const std::vector<MulticallCall>& calls) const {
    std::vector<MulticallCall> open;
    for (const MulticallCall& call : calls)
        if (find(block, call) == nullptr) open.push_back(call);
    return open;
}

void CallMemory::remember(const Hash& block, std::span<const MulticallCall> calls,
                          std::span<const MulticallResult> answers) {
    check(calls.size() == answers.size(), "an answer for each call");
    if (block_ != block) return;
    for (std::size_t i = 0; i < calls.size(); ++i)
        answers_.insert_or_assign(Question{calls[i].target, calls[i].data}, answers[i]);
}

std::vector<MulticallResult> CallMemory::complete(const Hash& block, const std::vector<MulticallCall>& calls,
                                                  std::vector<MulticallResult> fresh) const {
    if (block_ != block) return fresh;
    std::vector<MulticallResult> answers;
    for (const MulticallCall& call : calls) {
        const MulticallResult* answer = find(block, call);
        check(answer != nullptr, "what was fresh has been remembered");
        answers.push_back(*answer);
    }
    return answers;
}

const MulticallResult* CallMemory::find(const Hash& block, const MulticallCall& call) const {
    if (block_ != block) return nullptr;
    const auto answer = answers_.find(Question{call.target, call.data});
    return answer == answers_.end() ? nullptr : &answer->second;
}

}  // namespace dexarb
