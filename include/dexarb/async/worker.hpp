#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace dexarb {

struct WorkerOptions {
    /// The most that may wait or run at once, in whatever unit the jobs' weights have.
    std::size_t capacity = 1024;
    /// Called on the thread whenever no job came for so long; zero or nothing: never.
    std::chrono::milliseconds idle_after{0};
    std::function<void()> on_idle;
};

/// A thread that runs jobs one by one in the order given, behind a bounded queue: for what must not hold up the thread
/// that trades. Its functions are called from one other thread.
///
/// A job that throws ends the work: what waits is dropped, and the exception comes out of the next `try_post` or of
/// `close`.
class Worker {
  public:
    using Job = std::function<void()>;

    explicit Worker(WorkerOptions options);
    /// Runs what waits; an exception of a job that nobody has asked for is lost.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Never waits: false, and the job dropped, where `weight` more would exceed the capacity or after `close`. A job
    /// weighs until it has run.
    [[nodiscard]] bool try_post(Job job, std::size_t weight = 1);

    /// Runs what waits and ends the thread.
    void close();

    /// The weight of all jobs that wait or run.
    [[nodiscard]] std::size_t load() const;

  private:
    struct Entry {
        Job job;
        std::size_t weight = 0;
    };

    void work();
    void run(const Job& job);
    void end();
    void rethrow() const;

    WorkerOptions options_;
    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::deque<Entry> queue_;
    std::size_t load_ = 0;
    bool closed_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace dexarb
