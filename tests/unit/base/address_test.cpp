#include "dexarb/base/address.hpp"

#include <gtest/gtest.h>

#include "dexarb/base/hex.hpp"

namespace dexarb {
namespace {

// The checksummed examples of EIP-55 itself.
TEST(Address, PrintsTheChecksumOfEip55) {
    for (const char* text :
         {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
          "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"})
        EXPECT_EQ(to_string(parse_checksummed_address(text).value()), text);
}

TEST(Address, RefusesAWrongChecksumAndNamesTheRightSpelling) {
    const auto address = parse_address("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    ASSERT_FALSE(address);
    EXPECT_NE(address.error().detail.find("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), std::string::npos);
}

TEST(Address, OneCaseAloneIsReadButNotWhereAChecksumIsDue) {
    const char* lower = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";

    EXPECT_TRUE(parse_address(lower));
    EXPECT_FALSE(parse_checksummed_address(lower));
}

TEST(Address, RefusesWhatIsNoAddress) {
    for (const char* text :
         {"", "0x", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
          "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd", "0xzzAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"})
        EXPECT_FALSE(parse_address(text)) << text;
}

// Examples 1, 4 and 6 of EIP-1014.
TEST(Address, Create2FollowsEip1014) {
    const auto hash_of = [](const char* code) { return keccak256(*bytes_from_hex(code)); };

    EXPECT_EQ(to_string(create2_address(Address{}, Hash{}, hash_of("0x00"))),
              "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38");
    const auto deployer = parse_address("0x00000000000000000000000000000000deadbeef").value();
    const auto salt = hash_from_hex("0x00000000000000000000000000000000000000000000000000000000cafebabe").value();
    EXPECT_EQ(to_string(create2_address(deployer, salt, hash_of("0xdeadbeef"))),
              "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7");
    EXPECT_EQ(to_string(create2_address(Address{}, Hash{}, hash_of("0x"))),
              "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0");
}

}  // namespace
}  // namespace dexarb
