import {kAbis} from './abis.mjs';
import {call, createPools, kTrader, placeTokens, traderBatches} from './contracts.mjs';
import {kTickSpacing, kUniswapV3, poolAddress, sortTokens} from './polygon.mjs';
import {alignDown, initialisedTicks, sqrtPriceAt, usableTick} from './ticks.mjs';

const kFarthestGoal = 887_000;

/// V3 pools in random states: prices far apart, overlapping and disjoint positions, gaps without liquidity.
export async function createRandomPools(chain, random, perTier) {
  const pools = [];
  for (const fee of [100, 500, 3000, 10000]) {
    for (let i = 0; i < perTier; i++) pools.push(randomPool(random, fee));
  }
  await placeTokens(chain, pools.flatMap(({token0, token1}) => [token0, token1].map((address) => ({address, symbol: 'RND', decimals: 18}))));
  await createPools(chain, pools);
  await chain.execute(traderBatches(pools.flatMap((pool) => pool.positions.map(
    ({lower, upper, liquidity}) => ['mintV3', pool.address, lower, upper, liquidity])), 10));
  await stir(chain, random, pools);
  return readPools(chain, pools);
}

/// The state of each pool, read from the contract: price, tick, liquidity, and [tick, gross, net] of every initialised tick.
export async function readPools(chain, pools) {
  const pool = (address, functionName, ...args) => ({address, abi: kAbis.pool, functionName, args});
  for (const p of pools) {
    const candidates = initialisedTicks(p.positions);
    const [slot0, liquidity, ...ticks] = await chain.readAll([pool(p.address, 'slot0'), pool(p.address, 'liquidity'),
      ...candidates.map((tick) => pool(p.address, 'ticks', tick))]);
    Object.assign(p, {sqrtPriceX96: slot0[0], tick: slot0[1], liquidity});
    p.ticks = ticks.map(([gross, net], i) => [candidates[i], gross, net]).filter(([, gross]) => gross > 0n);
  }
  return pools;
}

function randomPool(random, fee) {
  const [token0, token1] = sortTokens(randomAddress(random), randomAddress(random));
  const spacing = kTickSpacing[fee];
  const tick = random.integer(-250_000, 250_000);
  return {
    dex: kUniswapV3, fee, spacing, token0, token1, address: poolAddress(kUniswapV3, token0, token1, fee),
    sqrtPriceX96: sqrtPriceAt(tick + random.unit()), positions: randomPositions(random, tick, spacing),
  };
}

/// Half of the positions lie within dozens of spacings of the price; some span everything, some leave gaps.
function randomPositions(random, tick, spacing) {
  const positions = [];
  const count = random.integer(2, 40);
  const scale = Number(random.logUniform(20n, 2000n)) * spacing;
  for (let i = 0; i < count; i++) {
    const centre = alignDown(tick + random.real(-1, 1) * scale, spacing);
    const lower = Math.max(centre - random.integer(0, 20) * spacing, -usableTick(spacing));
    const upper = Math.min(centre + random.integer(1, 20) * spacing, usableTick(spacing));
    positions.push({lower, upper, liquidity: random.logUniform(10n ** 6n, 10n ** 24n)});
  }
  if (spacing > 1 && random.chance(0.3)) positions.push(wholeRange(random, spacing));
  return positions;
}

/// Not at spacing 1, where nearly every swap would pass thousands of bitmap words: there drained pools show the extremes.
function wholeRange(random, spacing) {
  return {lower: -usableTick(spacing), upper: usableTick(spacing), liquidity: random.logUniform(10n ** 4n, 10n ** 22n)};
}

/// A few swaps, so that prices lie anywhere: between ticks, on a tick crossed either way, at the end of what is there.
async function stir(chain, random, pools) {
  const swaps = pools.filter(() => random.chance(0.7)).map((pool) => {
    const goal = random.pick(initialisedTicks(pool.positions)) + (random.chance(0.5) ? 0 : random.real(-5, 5) * pool.spacing);
    const limit = sqrtPriceAt(Math.min(Math.max(goal, -kFarthestGoal), kFarthestGoal));
    return call(kTrader, kAbis.trader, 'swapV3', [pool.address, limit < pool.sqrtPriceX96, 10n ** 60n, limit]);
  });
  await chain.execute(swaps, 100_000_000);
}

function randomAddress(random) {
  const part = () => random.next64().toString(16).padStart(16, '0');
  return `0x${(part() + part() + part()).slice(0, 40)}`;
}
