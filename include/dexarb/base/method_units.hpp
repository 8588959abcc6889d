#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace dexarb {

/// What a provider charges for each JSON-RPC method, in its units ("compute units", "credits").
struct MethodUnits {
    std::uint64_t otherwise = 20;  ///< For methods that are not listed.
    std::map<std::string, std::uint64_t, std::less<>> by_method;

    [[nodiscard]] std::uint64_t of(std::string_view method) const {
        const auto found = by_method.find(method);
        return found == by_method.end() ? otherwise : found->second;
    }
    [[nodiscard]] bool lists(std::string_view method) const { return by_method.find(method) != by_method.end(); }

    friend bool operator==(const MethodUnits&, const MethodUnits&) = default;
};

}  // namespace dexarb
