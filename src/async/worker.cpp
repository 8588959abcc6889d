#include "dexarb/async/worker.hpp"

#include <utility>

namespace dexarb {

Worker::Worker(WorkerOptions options) : options_{std::move(options)}, thread_{[this] { work(); }} {}

Worker::~Worker() {
    end();
}

bool Worker::try_post(Job job, std::size_t weight) {
    {
        const std::lock_guard lock{mutex_};
        rethrow();
        if (closed_ || weight > options_.capacity - load_) return false;
        load_ += weight;
        queue_.push_back({std::move(job), weight});
    }
    news_.notify_one();
    return true;
}

void Worker::close() {
    end();
    const std::lock_guard lock{mutex_};
    rethrow();
}

std::size_t Worker::load() const {
    const std::lock_guard lock{mutex_};
    return load_;
}

void Worker::end() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    news_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Worker::rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
}

void Worker::work() {
    const bool idles = options_.idle_after.count() > 0 && options_.on_idle != nullptr;
    std::unique_lock lock{mutex_};
    const auto has_news = [this] { return closed_ || !queue_.empty(); };
    while (!failure_) {
        if (!idles) news_.wait(lock, has_news);
        const bool is_idle = idles && !news_.wait_for(lock, options_.idle_after, has_news);
        if (!is_idle && queue_.empty()) return;
        Entry next = is_idle ? Entry{options_.on_idle, 0} : std::move(queue_.front());
        if (!is_idle) queue_.pop_front();
        lock.unlock();
        run(next.job);
        next.job = nullptr;
        lock.lock();
        load_ -= next.weight;
    }
    queue_.clear();
}

void Worker::run(const Job& job) {
    try {
        job();
    } catch (...) {
        const std::lock_guard lock{mutex_};
        failure_ = std::current_exception();
    }
}

}  // namespace dexarb
