import {decodeEventLog} from 'viem';
import {kAbis} from './abis.mjs';
import {call, createPools, kCycle, placeTokens, traderBatches} from './contracts.mjs';
import {cycleCall} from './cycle.mjs';
import {kQuickSwapV2, kSushiSwapV2, kTickSpacing, kTokens, kUniswapV3, poolAddress, sortTokens} from './polygon.mjs';
import {initialisedTicks, sqrtPriceAt, usableTick} from './ticks.mjs';

const kWide = 10n ** 21n;
const kRung = 10n ** 19n;
const kObservations = 8;

/// Three bridged tokens at price 1: the first two on both V2 exchanges and in every V3 tier, the third against either
/// of them on QuickSwap V2 and in one V3 tier, so that cycles of three hops exist. Each V3 pool has an always active position
/// and an initialised tick every `gap` spacings, `rungs` to either side. Everything is warm, as in a pool that trades:
/// balances, fee growth on both sides of every tick, and observations are not zero.
export async function createGasMarket(chain, {rungs, gap}) {
  const [a, b, c] = ['USDC.e', 'WETH', 'DAI'].map((symbol) => kTokens[symbol].address);
  const pools = [
    pair(kQuickSwapV2, a, b), pair(kSushiSwapV2, a, b), ...Object.keys(kTickSpacing).map((fee) => pool(Number(fee), a, b)),
    ...[a, b].flatMap((token) => [pair(kQuickSwapV2, token, c), pool(500, token, c)]),
  ];
  await createPools(chain, pools);
  for (const p of pools) p.positions = p.kind === 'v3' ? ladder(p, rungs, gap) : [];
  await chain.execute(traderBatches(pools.flatMap(liquidityCalls), 10));
  await chain.execute([a, b, c].map((token) => call(token, kAbis.token, 'mint', [kCycle, 10n ** 30n])));
  await warm(chain, pools, rungs * gap);
  return {pools, tokens: [a, b, c]};
}

/// Runs one cycle in a block of its own and undoes it: {gas, ticks, words}, or nothing if it reverts.
export async function measureCycle(chain, hops, amountIn) {
  const snapshot = await chain.rpc.call('evm_snapshot');
  const before = await ticksOf(chain, hops);
  const [hash] = await chain.send([cycleCall(kCycle, hops, amountIn, 0n)], 30_000_000);
  await chain.mine();
  const [receipt] = await chain.receipts([hash]);
  await chain.rpc.call('evm_revert', snapshot);
  if (receipt.status !== '0x1') return undefined;
  const moves = hops.map(({pool}, i) => (pool.kind === 'v3' ? moveOf(pool, before[i], receipt) : {ticks: 0, words: 0}));
  const total = (name) => moves.reduce((sum, move) => sum + move[name], 0);
  return {gas: Number(receipt.gasUsed), ticks: total('ticks'), words: total('words')};
}

function pair(dex, a, b) {
  const [token0, token1] = sortTokens(a, b);
  return {dex, kind: 'v2', token0, token1, address: poolAddress(dex, token0, token1)};
}

function pool(fee, a, b) {
  const [token0, token1] = sortTokens(a, b);
  const spacing = kTickSpacing[fee];
  return {dex: kUniswapV3, kind: 'v3', token0, token1, fee, spacing, address: poolAddress(kUniswapV3, token0, token1, fee),
    sqrtPriceX96: sqrtPriceAt(spacing / 2)};
}

function ladder({spacing}, rungs, gap) {
  const positions = [{lower: -usableTick(spacing), upper: usableTick(spacing), liquidity: kWide}];
  for (let i = 0; i < rungs; i++) {
    const [near, far] = [i * gap * spacing, (i + 1) * gap * spacing];
    positions.push({lower: near + spacing, upper: far + spacing, liquidity: kRung}, {lower: -far, upper: -near, liquidity: kRung});
  }
  return positions;
}

function liquidityCalls({kind, address, positions}) {
  return kind === 'v2' ? [['provideV2', address, 10n ** 23n, 10n ** 23n]]
    : positions.map(({lower, upper, liquidity}) => ['mintV3', address, lower, upper, liquidity]);
}

/// Sweeps every V3 pool over its whole ladder and back, once per block until all observation slots are written; trades
/// with every pair, whose price sums then are not zero either.
async function warm(chain, all, reach) {
  const [pairs, pools] = ['v2', 'v3'].map((kind) => all.filter((p) => p.kind === kind));
  await chain.execute(pools.map(({address}) => call(address, kAbis.pool, 'increaseObservationCardinalityNext', [kObservations])));
  for (let i = 0; i <= kObservations; i++) {
    const down = i % 2 === 0;
    const goal = (spacing) => (i === kObservations ? spacing / 2 : (down ? -1 : 1) * (reach + 2) * spacing);
    await chain.execute(traderBatches([
      ...pairs.map(({address}) => ['swapV2', address, down, 10n ** 18n]),
      ...pools.map(({address, spacing}) => ['swapV3', address, down, 10n ** 40n, sqrtPriceAt(goal(spacing))]),
    ], 1), 15_000_000);
  }
}

async function ticksOf(chain, hops) {
  const slots = await chain.readAll(hops.map(({pool}) => ({address: pool.address, abi: kAbis.pool, functionName: 'slot0'})));
  return slots.map((slot) => slot?.[1]);
}

/// Initialised ticks crossed and bitmap words entered, from the pool's own Swap event.
function moveOf(pool, before, receipt) {
  const log = receipt.logs.filter(({address}) => BigInt(address) === BigInt(pool.address)).at(-1);
  const after = decodeEventLog({abi: kAbis.pool, data: log.data, topics: log.topics}).args.tick;
  const [low, high] = [Math.min(before, after), Math.max(before, after)];
  const word = (tick) => Math.floor(tick / pool.spacing / 256);
  return {
    ticks: initialisedTicks(pool.positions).filter((tick) => low < tick && tick <= high).length,
    words: word(high) - word(low),
  };
}
