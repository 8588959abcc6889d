// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

interface IToken {
    function mint(address to, uint256 value) external;
    function setBalance(address account, uint256 value) external;
    function transfer(address to, uint256 value) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

interface IPair {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function getReserves() external view returns (uint112 reserve0, uint112 reserve1, uint32 timestamp);
    function swap(uint256 amount0, uint256 amount1, address to, bytes calldata data) external;
    function mint(address to) external returns (uint256 shares);
    function burn(address to) external returns (uint256 amount0, uint256 amount1);
    function transfer(address to, uint256 value) external returns (bool);
    function sync() external;
}

interface IPool {
    function token0() external view returns (address);
    function token1() external view returns (address);
    function slot0() external view returns (uint160 sqrtPriceX96, int24 tick, uint16, uint16, uint16, uint8, bool);
    function liquidity() external view returns (uint128);
    function mint(address to, int24 lower, int24 upper, uint128 liquidity, bytes calldata data)
        external returns (uint256 amount0, uint256 amount1);
    function burn(int24 lower, int24 upper, uint128 liquidity) external returns (uint256 amount0, uint256 amount1);
    function collect(address to, int24 lower, int24 upper, uint128 amount0, uint128 amount1)
        external returns (uint128, uint128);
    function swap(address to, bool zeroForOne, int256 amount, uint160 limit, bytes calldata data)
        external returns (int256 amount0, int256 amount1);
}

uint160 constant MIN_SQRT_RATIO = 4295128739;
uint160 constant MAX_SQRT_RATIO = 1461446703485210103287273052203988822378723970342;
