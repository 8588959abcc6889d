// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import "./Interfaces.sol";

/// Everybody else on the chain: provides liquidity and swaps, and pays with tokens minted on the spot.
contract Trader {
    /// Every call in order, all or nothing: sets up a market in few transactions.
    function all(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; i++) {
            (bool ok, bytes memory reason) = address(this).delegatecall(calls[i]);
            if (!ok) {
                assembly { revert(add(reason, 32), mload(reason)) }
            }
        }
    }

    function provideV2(IPair pair, uint256 amount0, uint256 amount1) external {
        IToken(pair.token0()).mint(address(pair), amount0);
        IToken(pair.token1()).mint(address(pair), amount1);
        pair.mint(address(this));
    }

    function withdrawV2(IPair pair, uint256 shares) external {
        pair.transfer(address(pair), shares);
        pair.burn(address(this));
    }

    function swapV2(IPair pair, bool zeroForOne, uint256 amountIn) external {
        (uint256 reserveIn, uint256 reserveOut,) = pair.getReserves();
        if (!zeroForOne) (reserveIn, reserveOut) = (reserveOut, reserveIn);
        uint256 paid = amountIn * 997;
        uint256 amountOut = paid * reserveOut / (reserveIn * 1000 + paid);
        IToken(zeroForOne ? pair.token0() : pair.token1()).mint(address(pair), amountIn);
        pair.swap(zeroForOne ? 0 : amountOut, zeroForOne ? amountOut : 0, address(this), "");
    }

    function mintV3(IPool pool, int24 lower, int24 upper, uint128 liquidity) external {
        pool.mint(address(this), lower, upper, liquidity, "");
    }

    function burnV3(IPool pool, int24 lower, int24 upper, uint128 liquidity) external {
        pool.burn(lower, upper, liquidity);
        pool.collect(address(this), lower, upper, type(uint128).max, type(uint128).max);
    }

    /// A positive amount is an exact input, a negative one an exact output; limit 0 means none.
    function swapV3(IPool pool, bool zeroForOne, int256 amount, uint160 limit) external {
        if (limit == 0) limit = zeroForOne ? MIN_SQRT_RATIO + 1 : MAX_SQRT_RATIO - 1;
        pool.swap(address(this), zeroForOne, amount, limit, "");
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        pay(amount0, amount1);
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        pay(amount0 > 0 ? uint256(amount0) : 0, amount1 > 0 ? uint256(amount1) : 0);
    }

    function pay(uint256 amount0, uint256 amount1) private {
        if (amount0 > 0) IToken(IPool(msg.sender).token0()).mint(msg.sender, amount0);
        if (amount1 > 0) IToken(IPool(msg.sender).token1()).mint(msg.sender, amount1);
    }
}
