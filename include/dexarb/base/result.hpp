#pragma once

#include <source_location>
#include <string>
#include <utility>

#include <boost/system/result.hpp>

#include "dexarb/base/check.hpp"

namespace dexarb {

/// What kind of failure it was, as far as a caller acts on it.
enum class ErrorCode {
    kInvalidInput,  ///< A value, file or argument that its user must mend.
    kNotFound,      ///< A file, pool or record that is not there.
    kNetwork,       ///< No answer: unreachable, refused, timed out, TLS.
    kRpc,           ///< The node answered with an error.
    kMalformed,     ///< An answer that is not what was asked for.
    kWrongChain,    ///< A node of another chain.
    kArithmetic,    ///< The contract would revert: overflow, price limit, no liquidity.
    kIo,            ///< A file or socket of ours failed.
    kCancelled,     ///< Told to stop; not a failure.
};

/// An expected failure. `detail` is a lower-case phrase that composes outwards: "pool 0x85..: reserves: no reply".
struct Error {
    ErrorCode code = ErrorCode::kInvalidInput;
    std::string detail;

    /// The same error seen from one level further out: "`context`: detail".
    [[nodiscard]] Error within(const std::string& context) && {
        detail = context + ": " + detail;
        return std::move(*this);
    }
};

template <typename T>
using Result = boost::system::result<T, Error>;

/// `Result::value()` on an error is a bug in the caller, not an exception.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    fail(error.detail.c_str());
}

}  // namespace dexarb
