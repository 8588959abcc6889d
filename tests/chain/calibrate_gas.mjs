// Measures what arbitrage cycles really use on the contracts, and fits the gas model to it:
// gas = base + per V2 hop + per V3 hop + per initialised tick crossed.
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {Chain} from './lib/chain.mjs';
import {placeContracts} from './lib/contracts.mjs';
import {createGasMarket, measureCycle} from './lib/gas_cycles.mjs';
import {fitRelative} from './lib/least_squares.mjs';

const kRungs = 24;
const kMostTicks = 20;
const kSteps = 8;
const kGaps = [1, 16, 128];
const {values} = parseArgs({options: {out: {type: 'string'}}});

const cycles = [];
for (const gap of kGaps) cycles.push(...(await measureMarket(gap)));
const model = fitModel(cycles);
for (const cycle of cycles) cycle.error = modelled(model, cycle) / cycle.gas - 1;
console.log(table(model, cycles));
if (values.out) writeFileSync(values.out, cycles.map((cycle) => `${JSON.stringify(cycle)}\n`).join(''));

async function measureMarket(gap) {
  const chain = await Chain.start();
  try {
    await placeContracts(chain);
    const market = await createGasMarket(chain, {rungs: kRungs, gap});
    const measured = [];
    for (const hops of [...pairRoutes(market), ...(gap === 1 ? triangles(market) : [])]) measured.push(...(await measureRoute(chain, hops, gap)));
    return measured;
  } finally {
    await chain.stop();
  }
}

function trades({token0, token1}, from, to) {
  return [token0, token1].includes(from) && [token0, token1].includes(to);
}

function hop(pool, from) {
  return {pool, zeroForOne: pool.token0 === from};
}

/// Every ordered pair of different pools of the first two tokens, in both directions.
function pairRoutes({pools, tokens: [a, b]}) {
  const both = pools.filter((pool) => trades(pool, a, b));
  return [[a, b], [b, a]].flatMap(([from, to]) => both.flatMap((first) =>
    both.filter((second) => second !== first).map((second) => [hop(first, from), hop(second, to)])));
}

/// All cycles of three hops through the third token.
function triangles({pools, tokens: [a, b, c]}) {
  const between = (from, to) => pools.filter((pool) => trades(pool, from, to));
  return between(a, b).flatMap((first) => between(b, c).flatMap((second) =>
    between(c, a).map((third) => [hop(first, a), hop(second, b), hop(third, c)])));
}

/// Inputs that move a V3 pool from nothing to the most ticks; for two V2 pairs only the size changes.
async function measureRoute(chain, hops, gap) {
  const reach = Math.max(...hops.map(({pool}) => pool.spacing ?? 1)) * gap * kMostTicks;
  const most = 10 ** 21 * (1.0001 ** (Math.min(reach, 60_000) / 2) - 1);
  const kinds = hops.map(({pool}) => pool.kind);
  const measured = [];
  for (let step = 0; step <= kSteps; step++) {
    const result = await measureCycle(chain, hops, BigInt(Math.floor(most * (step / kSteps) ** 2)) + 10n ** 15n);
    if (result === undefined || result.ticks > kMostTicks) continue;
    measured.push({route: hops.map(({pool}) => (pool.kind === 'v2' ? pool.dex.name : `V3/${pool.fee}`)).join(' -> '), gap,
      kinds: kinds.join('-'), v2: kinds.filter((kind) => kind === 'v2').length, v3: kinds.filter((kind) => kind === 'v3').length, ...result});
  }
  return measured;
}

function fitModel(list) {
  const [base, v2, v3, tick] = fitRelative(list.map((c) => [1, c.v2, c.v3, c.ticks]), list.map((c) => c.gas)).map(Math.round);
  return {base, v2, v3, tick};
}

function modelled(m, cycle) {
  return m.base + m.v2 * cycle.v2 + m.v3 * cycle.v3 + m.tick * cycle.ticks;
}

function table(m, list) {
  const lines = [`gas = ${m.base} + ${m.v2} per V2 hop + ${m.v3} per V3 hop + ${m.tick} per tick crossed; ${list.length} cycles`,
    'kinds gap   cycles  gas without ticks  ticks  words  errors'];
  for (const key of [...new Set(list.map((c) => `${c.kinds} ${c.gap}`))].sort()) lines.push(row(key, list));
  return lines.join('\n');
}

function row(key, list) {
  const own = list.filter((c) => `${c.kinds} ${c.gap}` === key);
  const still = own.filter((c) => c.ticks === 0).map((c) => c.gas);
  const errors = own.map((c) => c.error);
  const percent = (x) => `${(100 * x).toFixed(1)} %`;
  const most = (name) => Math.max(...own.map((c) => c[name]));
  return [key.padEnd(12), String(own.length).padStart(4), `${Math.min(...still)} .. ${Math.max(...still)}`, `0 .. ${most('ticks')}`,
    `0 .. ${most('words')}`, `${percent(Math.min(...errors))} .. ${percent(Math.max(...errors))}`].join('  ');
}
