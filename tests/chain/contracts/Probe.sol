// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import "./Interfaces.sol";

/// Asks pools what they would do, by doing it in a frame that always reverts.
contract Probe {
    error Done();

    struct Swap {
        int256 amount0;
        int256 amount1;
        uint160 sqrtPriceX96;
        int24 tick;
        uint128 liquidity;
    }

    struct PairCase {
        uint112 reserveIn;
        uint112 reserveOut;
        bool zeroForOne;
        uint256 amountIn;
    }

    /// What a V3 swap without a price limit pays, takes and leaves behind; a partial fill is visible in the amounts.
    function swapV3(IPool pool, bool zeroForOne, int256 amount) external returns (Swap memory result) {
        uint160 limit = zeroForOne ? MIN_SQRT_RATIO + 1 : MAX_SQRT_RATIO - 1;
        try pool.swap(address(this), zeroForOne, amount, limit, "") {
            revert("the callback was not called");
        } catch (bytes memory reason) {
            if (reason.length != 160) {
                assembly { revert(add(reason, 32), mload(reason)) }
            }
            result = abi.decode(reason, (Swap));
        }
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external view {
        (uint160 sqrtPriceX96, int24 tick,,,,,) = IPool(msg.sender).slot0();
        bytes memory answer = abi.encode(Swap(amount0, amount1, sqrtPriceX96, tick, IPool(msg.sender).liquidity()));
        assembly { revert(add(answer, 32), mload(answer)) }
    }

    /// For each state and input the greatest output the pair itself accepts: it took that one and refused one more.
    /// The guess only saves time; where the pair disagrees with it, the answer is searched for.
    function greatestOutputs(IPair pair, PairCase[] calldata cases) external returns (uint256[] memory outputs) {
        outputs = new uint256[](cases.length);
        for (uint256 i = 0; i < cases.length; i++) {
            prepare(pair, cases[i]);
            outputs[i] = greatestOutput(pair, cases[i]);
        }
    }

    function prepare(IPair pair, PairCase memory c) internal {
        IToken tokenIn = IToken(c.zeroForOne ? pair.token0() : pair.token1());
        IToken tokenOut = IToken(c.zeroForOne ? pair.token1() : pair.token0());
        tokenIn.setBalance(address(pair), c.reserveIn);
        tokenOut.setBalance(address(pair), c.reserveOut);
        pair.sync();
        tokenIn.setBalance(address(pair), c.reserveIn + c.amountIn);
    }

    function greatestOutput(IPair pair, PairCase memory c) internal returns (uint256) {
        uint256 paid = c.amountIn * 997;
        uint256 guess = paid * c.reserveOut / (uint256(c.reserveIn) * 1000 + paid);
        if (accepts(pair, c.zeroForOne, guess) && !accepts(pair, c.zeroForOne, guess + 1)) return guess;
        uint256 low = 0;
        uint256 high = c.reserveOut;
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if (accepts(pair, c.zeroForOne, middle)) low = middle;
            else high = middle;
        }
        return low;
    }

    function accepts(IPair pair, bool zeroForOne, uint256 amountOut) private returns (bool) {
        if (amountOut == 0) return true;
        try this.attempt(pair, zeroForOne, amountOut) {
            revert("an attempt always reverts");
        } catch (bytes memory reason) {
            return reason.length == 4 && bytes4(reason) == Done.selector;
        }
    }

    function attempt(IPair pair, bool zeroForOne, uint256 amountOut) external {
        pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, address(this), "");
        revert Done();
    }
}
