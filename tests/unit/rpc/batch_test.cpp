#include <algorithm>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/rpc/chain_reader.hpp"

#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::ScriptedHttp;

/// The honest answer to one member: its first parameter.
json answer_to(const json& request) {
    return {{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", request["params"][0]}};
}

json answers_to(const json& batch) {
    json answers = json::array();
    for (const auto& request : batch)
        answers.push_back(answer_to(request));
    return answers;
}

json error_to(const json& request, int code, const std::string& message) {
    return {{"jsonrpc", "2.0"}, {"id", request["id"]}, {"error", {{"code", code}, {"message", message}}}};
}

struct BatchTest : testing::Test {
    using Node = std::function<json(const json& batch)>;
    using Answers = RpcResult<std::vector<RpcResult<std::string>>>;

    Answers ask(std::size_t count, Node node, unsigned max_attempts = 1) {
        RpcClientOptions options;
        options.max_attempts = max_attempts;
        options.first_pause = 1ms;
        options.max_pause = 1ms;
        options.max_batch = 10;
        auto http = std::make_unique<ScriptedHttp>([&](const std::string& body) -> Result<HttpResponse> {
            const json batch = json::parse(body);
            sizes.push_back(batch.size());
            return HttpResponse{200, {}, node(batch).dump()};
        });
        RpcClient client{std::move(http), "http://node", std::move(options)};
        std::vector<RpcRequest> requests;
        for (std::size_t i = 0; i < count; ++i)
            requests.push_back({"echo", "[" + std::to_string(i) + "]"});
        auto answers = run(context, client.batch(std::move(requests)));
        stats = client.stats();
        return answers;
    }
    void expect_in_order(const Answers& answers, std::size_t count) {
        ASSERT_TRUE(answers) << answers.error().detail;
        ASSERT_EQ(answers->size(), count);
        for (std::size_t i = 0; i < count; ++i)
            EXPECT_EQ((*answers)[i].value(), std::to_string(i));
    }

    boost::asio::io_context context;
    std::vector<std::size_t> sizes;
    RpcStats stats;
};

TEST_F(BatchTest, MembersAreMatchedByIdWhateverTheirOrder) {
    const auto answers = ask(5, [](const json& batch) {
        json mine = answers_to(batch);
        std::reverse(mine.begin(), mine.end());
        return mine;
    });

    expect_in_order(answers, 5);
    EXPECT_EQ(stats.requests, 1U);
    EXPECT_EQ(stats.calls_by_method.at("echo"), 5U);
}

TEST_F(BatchTest, ManyAreAskedInSeveralBatches) {
    expect_in_order(ask(25, answers_to), 25);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{10, 10, 5}));
}

TEST_F(BatchTest, NothingIsAskedForNothing) {
    expect_in_order(ask(0, answers_to), 0);
    EXPECT_TRUE(sizes.empty());
}

TEST_F(BatchTest, MissingRepeatedForeignAndNullIdsAreMalformed) {
    const std::vector<Node> nodes{
        [](const json& batch) {
            json mine = answers_to(batch);
            mine.erase(1);
            return mine;
        },
        [](const json& batch) {
            json mine = answers_to(batch);
            mine[1] = mine[0];
            return mine;
        },
        [](const json& batch) {
            json mine = answers_to(batch);
            mine.push_back(mine[0]);
            return mine;
        },
        [](const json& batch) {
            json mine = answers_to(batch);
            mine[2]["id"] = 999;
            return mine;
        },
        [](const json& batch) {
            json mine = answers_to(batch);
            mine[2]["id"] = nullptr;
            return mine;
        },
        [](const json&) { return json::array(); },
        [](const json& batch) { return answer_to(batch[0]); },
        [](const json& batch) {
            json mine = answers_to(batch);
            mine[0] = "x";
            return mine;
        },
    };
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto answers = ask(3, nodes[i]);
        ASSERT_FALSE(answers) << i;
        EXPECT_EQ(answers.error().error_class, RpcErrorClass::kMalformed) << i;
    }
}

TEST_F(BatchTest, OneObjectOfRefusalSpeaksForAll) {
    const auto answers = ask(3, [](const json&) {
        return json{
            {"jsonrpc", "2.0"}, {"id", nullptr}, {"error", {{"code", -32016}, {"message", "too many requests"}}}};
    });

    EXPECT_EQ(answers.error().error_class, RpcErrorClass::kRetryLater);
}

TEST_F(BatchTest, RefusalsWithTheWrongIdsAreStillUnderstood) {
    const auto answers = ask(2, [](const json& batch) {
        json refusals = json::array();
        for (std::size_t i = 0; i < batch.size(); ++i)
            refusals.push_back(error_to({{"id", "1"}}, -32012, "credits limited to 6000/sec"));
        return refusals;
    });

    EXPECT_EQ(answers.error().error_class, RpcErrorClass::kRetryLater);
}

TEST_F(BatchTest, ARefusedSizeIsHalvedAndRemembered) {
    const auto node = [](const json& batch) -> json {
        if (batch.size() <= 3) return answers_to(batch);
        return {
            {"jsonrpc", "2.0"}, {"id", nullptr}, {"error", {{"code", -32000}, {"message", "batch limit 3 exceeded"}}}};
    };

    expect_in_order(ask(10, node), 10);

    EXPECT_EQ(sizes, (std::vector<std::size_t>{10, 5, 2, 2, 2, 2, 2}));
}

TEST_F(BatchTest, AMemberMayFailAlone) {
    const auto answers = ask(3, [](const json& batch) {
        json mixed = answers_to(batch);
        mixed[1] = error_to(batch[1], 3, "execution reverted");
        return mixed;
    });

    ASSERT_TRUE(answers);
    EXPECT_TRUE((*answers)[0]);
    EXPECT_EQ((*answers)[1].error().error_class, RpcErrorClass::kRevert);
    EXPECT_TRUE((*answers)[2]);
}

TEST_F(BatchTest, OnlyMembersThatMayBeCuredAreAskedAgain) {
    bool first = true;
    const auto node = [&first](const json& batch) {
        json mine = answers_to(batch);
        if (std::exchange(first, false)) mine[1] = error_to(batch[1], -32005, "rate limited");
        return mine;
    };

    expect_in_order(ask(3, node, 3), 3);

    EXPECT_EQ(sizes, (std::vector<std::size_t>{3, 1}));
    EXPECT_EQ(stats.retries, 1U);
}

TEST_F(BatchTest, AMemberThatStaysRefusedIsAnErrorInTheEnd) {
    const auto node = [](const json& batch) {
        json mine = answers_to(batch);
        for (std::size_t i = 0; i < batch.size(); ++i)
            if (batch[i]["params"][0] == 1) mine[i] = error_to(batch[i], -32005, "rate limited");
        return mine;
    };

    const auto answers = ask(3, node, 3);

    ASSERT_TRUE(answers);
    EXPECT_EQ((*answers)[0].value(), "0");
    EXPECT_EQ((*answers)[1].error().error_class, RpcErrorClass::kRetryLater);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{3, 1, 1}));
}

}  // namespace
}  // namespace dexarb
