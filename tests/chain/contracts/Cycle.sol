// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import "./Interfaces.sol";

/// A lean arbitrage contract: runs a cycle of V2 and V3 hops with its own capital and reverts below `minOut`.
/// What its transactions use is what the gas model is calibrated on.
contract Cycle {
    error TooLittle(uint256 amountOut);

    address private immutable OWNER;
    uint256 private constant V3 = 1 << 160;
    uint256 private constant ZERO_FOR_ONE = 1 << 161;

    constructor(address owner) {
        OWNER = owner;
    }

    /// `hops` holds two words per hop: the pool with the flags V3 and ZERO_FOR_ONE, and above them, from bit 176, the part
    /// in 10,000 that a V2 pair leaves of the input (9970); then the token paid in.
    function run(uint256 amountIn, uint256 minOut, uint256[] calldata hops) external returns (uint256 amount) {
        require(msg.sender == OWNER);
        unchecked {
            amount = amountIn;
            if (hops[0] & V3 == 0) IToken(address(uint160(hops[1]))).transfer(address(uint160(hops[0])), amount);
            for (uint256 i = 0; i < hops.length; i += 2) {
                bool intoPair = i + 2 < hops.length && hops[i + 2] & V3 == 0;
                address to = intoPair ? address(uint160(hops[i + 2])) : address(this);
                amount = hops[i] & V3 == 0 ? swapV2(hops[i], amount, to) : swapV3(hops[i], amount, to, hops[i + 1]);
            }
        }
        if (amount < minOut) revert TooLittle(amount);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata data) external {
        require(tx.origin == OWNER);
        address token = abi.decode(data, (address));
        IToken(token).transfer(msg.sender, uint256(amount0 > 0 ? amount0 : amount1));
    }

    function swapV2(uint256 hop, uint256 amountIn, address to) private returns (uint256 amountOut) {
        unchecked {
            bool zeroForOne = hop & ZERO_FOR_ONE != 0;
            IPair pair = IPair(address(uint160(hop)));
            (uint256 reserveIn, uint256 reserveOut,) = pair.getReserves();
            if (!zeroForOne) (reserveIn, reserveOut) = (reserveOut, reserveIn);
            uint256 paid = amountIn * (hop >> 176);
            amountOut = paid * reserveOut / (reserveIn * 10000 + paid);
            pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, to, "");
        }
    }

    function swapV3(uint256 hop, uint256 amountIn, address to, uint256 token) private returns (uint256) {
        unchecked {
            bool zeroForOne = hop & ZERO_FOR_ONE != 0;
            uint160 limit = zeroForOne ? MIN_SQRT_RATIO + 1 : MAX_SQRT_RATIO - 1;
            (int256 amount0, int256 amount1) = IPool(address(uint160(hop))).swap(
                to, zeroForOne, int256(amountIn), limit, abi.encode(token));
            return uint256(-(zeroForOne ? amount1 : amount0));
        }
    }
}
