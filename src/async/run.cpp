#include "dexarb/async/run.hpp"

namespace dexarb {

void run(boost::asio::io_context& context, Task<void> task) {
    bool ended = false;
    std::exception_ptr cause;
    boost::asio::co_spawn(context, std::move(task), [&ended, &cause](std::exception_ptr thrown) {
        ended = true;
        cause = std::move(thrown);
    });
    context.restart();
    while (!ended)
        context.run_one();
    if (cause) std::rethrow_exception(cause);
}

}  // namespace dexarb
