// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import "./Probe.sol";

/// Asks the pools of a route what they would pay for many inputs on one state, hop by hop; nothing of it lasts.
contract Replay is Probe {
    uint256 private constant V3 = 1 << 160;
    uint256 private constant ZERO_FOR_ONE = 1 << 161;

    /// `hops` holds two words per hop, as in Cycle; the answer, per input, each hop's output. A hop that pays nothing or
    /// cannot take its whole input ends the row with zeros.
    function outputs(uint256[] calldata hops, uint256[] calldata inputs) external returns (uint256[][] memory rows) {
        rows = new uint256[][](inputs.length);
        for (uint256 i = 0; i < inputs.length; i++) {
            rows[i] = new uint256[](hops.length / 2);
            uint256 amount = inputs[i];
            for (uint256 hop = 0; hop < hops.length && amount > 0; hop += 2) {
                amount = output(hops[hop], amount);
                rows[i][hop / 2] = amount;
            }
        }
    }

    function output(uint256 hop, uint256 amountIn) private returns (uint256) {
        bool zeroForOne = hop & ZERO_FOR_ONE != 0;
        address pool = address(uint160(hop));
        return hop & V3 != 0 ? poolOutput(IPool(pool), zeroForOne, amountIn) : pairOutput(IPair(pool), zeroForOne, amountIn);
    }

    function poolOutput(IPool pool, bool zeroForOne, uint256 amountIn) private returns (uint256) {
        try this.swapV3(pool, zeroForOne, int256(amountIn)) returns (Swap memory result) {
            (int256 paid, int256 received) = zeroForOne ? (result.amount0, result.amount1) : (result.amount1, result.amount0);
            return paid == int256(amountIn) ? uint256(-received) : 0;
        } catch {
            return 0;
        }
    }

    /// The pair accepted this output and refused one more.
    function pairOutput(IPair pair, bool zeroForOne, uint256 amountIn) private returns (uint256) {
        (uint112 reserveIn, uint112 reserveOut,) = pair.getReserves();
        if (!zeroForOne) (reserveIn, reserveOut) = (reserveOut, reserveIn);
        PairCase memory c = PairCase(reserveIn, reserveOut, zeroForOne, amountIn);
        prepare(pair, c);
        return greatestOutput(pair, c);
    }
}
