import {kAbis} from './abis.mjs';
import {call} from './contracts.mjs';

const kV3 = 1n << 160n;
const kZeroForOne = 1n << 161n;
const kPairKeeps = 9970n << 176n;

/// The transaction by which a Cycle contract at `to` runs `hops` [{pool: {kind, address, token0, token1}, zeroForOne}].
export function cycleCall(to, hops, amountIn, minOut) {
  return call(to, kAbis.cycle, 'run', [amountIn, minOut, hopWords(hops)]);
}

/// The hops as Cycle and Replay read them.
export function hopWords(hops) {
  return hops.flatMap(({pool, zeroForOne}) => [
    BigInt(pool.address) | (zeroForOne ? kZeroForOne : 0n) | (pool.kind === 'v3' ? kV3 : kPairKeeps),
    BigInt(zeroForOne ? pool.token0 : pool.token1),
  ]);
}
