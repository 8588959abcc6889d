import {kAbis} from './abis.mjs';
import {call, createPools, kRivalCycle, traderBatches} from './contracts.mjs';
import {kQuickSwapV2, kSushiSwapV2, kTickSpacing, kTokens, kUniswapV3, poolAddress, sortTokens} from './polygon.mjs';
import {alignDown, sqrtPriceAt, tickOfPrice, usableTick} from './ticks.mjs';

/// Dollars per token at the start; the flow moves them.
export const kStartPrices = {
  'USDC.e': 1, USDC: 1, USDT: 1, DAI: 1, WETH: 2500, WMATIC: 0.1, WBTC: 60_000, LINK: 12, UNI: 6, AAVE: 150,
};

/// Which pools exist, and how many dollars move their price by 1 %. `role` marks what the simulation must see through:
/// an empty pool, a shallow one, one far off the market. The configuration's other pools are missing on this chain.
const kPools = [
  [kQuickSwapV2, 'WETH', 'USDC.e', 0, 6_000], [kSushiSwapV2, 'WETH', 'USDC.e', 0, 2_500],
  [kUniswapV3, 'WETH', 'USDC.e', 500, 60_000], [kUniswapV3, 'WETH', 'USDC.e', 3000, 20_000],
  [kQuickSwapV2, 'WMATIC', 'USDC.e', 0, 5_000], [kSushiSwapV2, 'WMATIC', 'USDC.e', 0, 0.2, 'off_market'],
  [kUniswapV3, 'WMATIC', 'USDC.e', 500, 30_000], [kUniswapV3, 'WMATIC', 'USDC.e', 3000, 6_000],
  [kQuickSwapV2, 'WBTC', 'USDC.e', 0, 15, 'shallow'], [kUniswapV3, 'WBTC', 'USDC.e', 500, 25_000],
  [kUniswapV3, 'WBTC', 'USDC.e', 3000, 0, 'empty'],
  [kQuickSwapV2, 'USDT', 'USDC.e', 0, 4_000], [kSushiSwapV2, 'USDT', 'USDC.e', 0, 800],
  [kUniswapV3, 'USDT', 'USDC.e', 100, 200_000], [kUniswapV3, 'USDT', 'USDC.e', 500, 30_000], [kUniswapV3, 'USDT', 'USDC.e', 3000, 2_000],
  [kQuickSwapV2, 'DAI', 'USDC.e', 0, 2_000], [kSushiSwapV2, 'DAI', 'USDC.e', 0, 300],
  [kUniswapV3, 'DAI', 'USDC.e', 100, 80_000], [kUniswapV3, 'DAI', 'USDC.e', 500, 5_000],
  [kQuickSwapV2, 'USDC', 'USDC.e', 0, 0, 'empty'], [kUniswapV3, 'USDC', 'USDC.e', 100, 100_000],
  [kQuickSwapV2, 'WETH', 'USDT', 0, 1_500], [kUniswapV3, 'WETH', 'USDT', 500, 8_000], [kUniswapV3, 'WMATIC', 'USDT', 500, 3_000],
  [kUniswapV3, 'WMATIC', 'WETH', 500, 8_000], [kQuickSwapV2, 'WMATIC', 'WETH', 0, 2_000], [kUniswapV3, 'WBTC', 'WETH', 500, 20_000],
  [kUniswapV3, 'LINK', 'USDC.e', 3000, 500],
];
const kOffMarket = 1.3;

/// Creates the market and fills it: [{address, dex, kind, fee, spacing, token0, token1, depth, role, positions}].
export async function seedMarket(chain, random) {
  const pools = kPools.map(describePool);
  await createPools(chain, pools);
  for (const pool of pools) pool.positions = pool.kind === 'v3' ? positionsFor(random, pool) : [];
  await chain.execute(traderBatches(pools.flatMap(liquidityCalls), 10));
  const capital = Object.values(kTokens).map(({address}) => call(address, kAbis.token, 'mint', [kRivalCycle, 10n ** 27n]));
  await chain.execute(capital, 300_000);
  await chain.execute(pools.filter(({kind}) => kind === 'v3').map(
    ({address}) => call(address, kAbis.pool, 'increaseObservationCardinalityNext', [8])), 1_000_000);
  return pools;
}

/// Price of token0 in token1, in smallest units, at dollar prices by symbol.
export function fairPrice({token0, token1}, dollars) {
  const [a, b] = [token0, token1].map(tokenAt);
  return (dollars[a.symbol] / dollars[b.symbol]) * 10 ** (b.decimals - a.decimals);
}

/// Smallest units of a token for an amount in dollars.
export function unitsOf(address, amount, dollars) {
  const {symbol, decimals} = tokenAt(address);
  return BigInt(Math.floor((amount / dollars[symbol]) * 10 ** decimals));
}

/// The liquidity with which `depth` dollars move the price by 1 %: token1 flows by L (sqrt(1.01) - 1) sqrt(price).
export function liquidityFor(pool, depth, dollars) {
  return Number(unitsOf(pool.token1, depth, dollars)) / (0.005 * Math.sqrt(fairPrice(pool, dollars)));
}

function tokenAt(address) {
  return Object.values(kTokens).find((token) => token.address === address);
}

function describePool([dex, a, b, fee, depth, role]) {
  const [token0, token1] = sortTokens(kTokens[a].address, kTokens[b].address);
  const pool = {dex, kind: dex.kind, fee, spacing: kTickSpacing[fee], token0, token1, depth, role, address: poolAddress(dex, token0, token1, fee)};
  pool.calm = kStartPrices[a] === kStartPrices[b] ? 0.1 : 1;
  pool.price = fairPrice(pool, kStartPrices) * (role === 'off_market' ? kOffMarket : 1);
  if (dex.kind === 'v3') pool.sqrtPriceX96 = sqrtPriceAt(tickOfPrice(pool.price));
  return pool;
}

/// A wide position that is always there and some twenty narrower ones around the price, so that trades cross ticks.
function positionsFor(random, pool) {
  if (pool.depth === 0) return [];
  const {spacing} = pool;
  const centre = alignDown(tickOfPrice(pool.price), spacing);
  const total = liquidityFor(pool, pool.depth, kStartPrices);
  const share = (part) => BigInt(Math.floor(total * part)) + 1n;
  const positions = [{lower: -usableTick(spacing), upper: usableTick(spacing), liquidity: share(0.05)}];
  for (let i = 0; i < 20; i++) {
    const width = Math.ceil(random.pick([1, 2, 4, 8, 16, 32, 64]) * random.real(1, 2));
    const middle = centre + random.integer(-width, width) * spacing;
    positions.push({lower: middle - width * spacing, upper: middle + width * spacing, liquidity: share(random.real(0.02, 0.15))});
  }
  return positions;
}

function liquidityCalls(pool) {
  if (pool.kind === 'v3') return pool.positions.map(({lower, upper, liquidity}) => ['mintV3', pool.address, lower, upper, liquidity]);
  if (pool.depth === 0) return [];
  const liquidity = liquidityFor(pool, pool.depth, kStartPrices);
  const root = Math.sqrt(pool.price);
  return [['provideV2', pool.address, BigInt(Math.floor(liquidity / root)), BigInt(Math.floor(liquidity * root))]];
}
