import {kRivalCycle} from './contracts.mjs';
import {cycleCall} from './cycle.mjs';

/// The transaction of a rival arbitrageur on what it sees now, or nothing. It takes the widest gap between two pools of
/// the same tokens, sized by the closed form for one price segment each; its contract reverts if that would lose.
export function rivalTrade(chain, pools, states) {
  const best = pools.flatMap((dear, i) => pools.map((cheap, j) => ({dear, cheap, a: states[i], b: states[j]})))
    .filter(({dear, cheap, a, b}) => dear !== cheap && dear.token0 === cheap.token0 && dear.token1 === cheap.token1
      && a.liquidity > 0 && b.liquidity > 0)
    .map((pair) => ({...pair, ...size(pair)}))
    .filter(({profit}) => profit > 0)
    .sort((x, y) => y.gap - x.gap)[0];
  if (best === undefined || !Number.isFinite(best.input) || best.input < 1) return undefined;
  const hops = [{pool: best.dear, zeroForOne: true}, {pool: best.cheap, zeroForOne: false}];
  const amountIn = BigInt(Math.floor(best.input));
  return {...cycleCall(kRivalCycle, hops, amountIn, amountIn), from: chain.rival, gas: 3_000_000};
}

/// Sell token0 in the dear pool A, buy it back in the cheap pool B (docs/simulation.md has the derivation).
function size({dear, cheap, a, b}) {
  const [gammaA, gammaB] = [dear, cheap].map(({kind, fee}) => (kind === 'v2' ? 0.997 : 1 - fee / 1e6));
  const [rootA, rootB] = [Math.sqrt(a.price), Math.sqrt(b.price)];
  const kappa = Math.sqrt(gammaA * gammaB);
  const depth = b.liquidity / gammaB;
  const t = (a.liquidity * rootA + depth * rootB) / (a.liquidity + kappa * depth);
  const input = (a.liquidity / gammaA) * (1 / t - 1 / rootA);
  return {gap: (kappa * rootA) / rootB, input, profit: kappa * rootA > rootB ? input : 0};
}
