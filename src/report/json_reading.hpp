#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/base/result.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// The integer that a document shows divided by `unit`: doubles hold these to far less than half of one.
template <typename Integer>
Integer whole_in(const Json& json, const char* key, double unit) {
    return static_cast<Integer>(std::llround(json.at(key).get<double>() * unit));
}

inline MicroUsd dollars_in(const Json& json, const char* key) {
    return {whole_in<std::int64_t>(json, key, 1e6)};
}

/// What `read` makes of a document. nlohmann throws where a key is missing or of another kind; that stays in here, as
/// kMalformed with `what`.
template <typename Read>
auto read_document(std::string_view document, std::string_view what, Read read) -> Result<decltype(read(Json{}))> {
    try {
        return read(Json::parse(document));
    } catch (const Json::exception& error) {
        return Error{ErrorCode::kMalformed, fmt::format("{}: {}", what, error.what())};
    }
}

}  // namespace dexarb
