import {kAbis} from './abis.mjs';
import {kProbe} from './contracts.mjs';
import {kQuoterV2} from './polygon.mjs';

/// Random quotes over all pools: [{pool, zeroForOne, amount, amount0, amount1, sqrtPriceX96, tick, liquidity, crossed, partial}].
///
/// `amount` > 0 is an exact input, < 0 an exact output, as in UniswapV3Pool.swap. The pool itself computes each (Probe.swapV3);
/// QuoterV2 is asked the same and must agree, but for exact outputs that the pool cannot pay, which it refuses.
export async function poolQuotes(chain, random, pools, exactInputs, exactOutputs) {
  const wanted = [];
  await measureDepths(chain, pools);
  for (let i = 0; i < exactInputs; i++) wanted.push(randomQuote(random, pools, i % pools.length, true));
  for (let i = 0; i < exactOutputs; i++) wanted.push(randomQuote(random, pools, i % pools.length, false));
  const [swaps, answers] = await Promise.all([probe, quoter].map((ask) =>
    chain.readAll(wanted.map((quote) => ask(pools[quote.pool], quote)), 'latest', 100)));
  return wanted.map((quote, i) => combine(quote, swaps[i], answers[i]));
}

/// What each pool takes and pays in either direction until it is drained.
async function measureDepths(chain, pools) {
  const drains = pools.flatMap((pool) => [true, false].map((zeroForOne) => probe(pool, {zeroForOne, amount: 2n ** 200n})));
  const swaps = await chain.readAll(drains, 'latest', 1);
  pools.forEach((pool, i) => {
    pool.down = {takes: swaps[2 * i].amount0, pays: -swaps[2 * i].amount1};
    pool.up = {takes: swaps[2 * i + 1].amount1, pays: -swaps[2 * i + 1].amount0};
  });
}

/// A direction without any liquidity is left out: QuoterV2 does not answer there.
/// Log-uniform from one unit to all the pool holds, a few beyond it; half of them in the upper decades, where ticks are crossed.
function randomQuote(random, pools, at, exactInput) {
  const pool = pools[at];
  const zeroForOne = pool.up.takes === 0n || (pool.down.takes > 0n && random.chance(0.5));
  const depth = zeroForOne ? pool.down : pool.up;
  const most = (exactInput ? depth.takes : depth.pays) + 1n;
  const least = random.chance(0.5) ? 1n : most / 10_000n + 1n;
  const drains = random.chance(pool.spacing === 1 ? 0.004 : 0.02);
  const magnitude = drains ? random.logUniform(most, most * 3n) : random.logUniform(least, most);
  return {pool: at, zeroForOne, amount: exactInput ? magnitude : -magnitude};
}

function probe(pool, {zeroForOne, amount}) {
  return {address: kProbe, abi: kAbis.probe, functionName: 'swapV3', args: [pool.address, zeroForOne, amount]};
}

function quoter(pool, {zeroForOne, amount}) {
  const [tokenIn, tokenOut] = zeroForOne ? [pool.token0, pool.token1] : [pool.token1, pool.token0];
  const common = {tokenIn, tokenOut, fee: pool.fee, sqrtPriceLimitX96: 0n};
  return amount > 0n
    ? {address: kQuoterV2, abi: kAbis.quoter, functionName: 'quoteExactInputSingle', args: [{...common, amountIn: amount}]}
    : {address: kQuoterV2, abi: kAbis.quoter, functionName: 'quoteExactOutputSingle', args: [{...common, amount: -amount}]};
}

function combine(quote, swap, answer) {
  if (swap === undefined) throw new Error(`the pool refused ${describe(quote)}`);
  const [amountIn, amountOut] = quote.zeroForOne ? [swap.amount0, -swap.amount1] : [swap.amount1, -swap.amount0];
  const partial = quote.amount > 0n ? amountIn < quote.amount : amountOut < -quote.amount;
  if (quote.amount < 0n && partial !== (answer === undefined)) throw new Error(`QuoterV2 and the pool disagree whether ${describe(quote)} is partial`);
  if (answer !== undefined) {
    const [amount, sqrtPriceX96] = answer;
    const expected = quote.amount > 0n ? amountOut : amountIn;
    if (amount !== expected || sqrtPriceX96 !== swap.sqrtPriceX96) throw new Error(`QuoterV2 and the pool disagree on ${describe(quote)}`);
  } else if (quote.amount > 0n) {
    throw new Error(`QuoterV2 refused ${describe(quote)}`);
  }
  return {...quote, ...swap, partial, crossed: answer === undefined ? 0 : Number(answer[2])};
}

const describe = (quote) => `${quote.amount} ${quote.zeroForOne ? 'down' : 'up'} in pool ${quote.pool}`;
