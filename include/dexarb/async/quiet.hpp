#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dexarb {

/// For an operation that is awaited: its error comes as the first value of what it gives, and is not thrown.
inline constexpr auto kQuiet = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace dexarb
