// Reference numbers for the pool arithmetic, all computed by the contracts: see README.md for the file it writes.
import {createWriteStream} from 'node:fs';
import {once} from 'node:events';
import {parseArgs} from 'node:util';
import {Chain} from './lib/chain.mjs';
import {placeContracts} from './lib/contracts.mjs';
import {createRandomPools} from './lib/quote_pools.mjs';
import {pairCases} from './lib/quote_pairs.mjs';
import {poolQuotes} from './lib/quote_swaps.mjs';
import {Random} from './lib/random.mjs';

const {values} = parseArgs({options: {
  out: {type: 'string'}, seed: {type: 'string', default: '1'}, pools: {type: 'string', default: '12'},
  'exact-in': {type: 'string', default: '10000'}, 'exact-out': {type: 'string', default: '3000'}, v2: {type: 'string', default: '10000'},
}});
if (!values.out) {
  console.error('usage: node quotes.mjs --out FILE [--seed N] [--pools PER_TIER] [--exact-in N] [--exact-out N] [--v2 N]');
  process.exit(2);
}

const started = Date.now();
const random = new Random(values.seed);
const chain = await Chain.start({gasLimit: 1_000_000_000_000});
try {
  await placeContracts(chain);
  const pools = await createRandomPools(chain, random, Number(values.pools));
  const quotes = await poolQuotes(chain, random, pools, Number(values['exact-in']), Number(values['exact-out']));
  const pairs = await pairCases(chain, random, Number(values.v2));
  await write(pools, quotes, pairs);
  report(pools, quotes, pairs);
} finally {
  await chain.stop();
}

async function write(pools, quotes, pairs) {
  const exactIn = quotes.filter(({amount}) => amount > 0n).length;
  const file = createWriteStream(values.out);
  const line = (object) => file.write(`${JSON.stringify(object, (_, value) => (typeof value === 'bigint' ? value.toString() : value))}\n`);
  line({type: 'header', version: 1, seed: values.seed, v3_pools: pools.length, v3_exact_in: exactIn, v3_exact_out: quotes.length - exactIn, v2: pairs.length});
  pools.forEach((p, id) => line({type: 'v3_pool', id, fee: p.fee, spacing: p.spacing, sqrt_price: p.sqrtPriceX96, tick: p.tick, liquidity: p.liquidity, ticks: p.ticks}));
  for (const q of quotes) line({type: 'v3', pool: q.pool, zero_for_one: q.zeroForOne, amount: q.amount, amount0: q.amount0, amount1: q.amount1, sqrt_price: q.sqrtPriceX96, tick: q.tick, liquidity: q.liquidity, crossed: q.crossed});
  for (const c of pairs) line({type: 'v2', reserve_in: c.reserveIn, reserve_out: c.reserveOut, amount_in: c.amountIn, accepted: c.accepted});
  file.end();
  await once(file, 'finish');
}

function report(pools, quotes, pairs) {
  const perTier = [100, 500, 3000, 10000].map((fee) => `${fee}: ${quotes.filter((q) => pools[q.pool].fee === fee).length}`);
  const most = quotes.reduce((a, q) => Math.max(a, q.crossed), 0);
  const partial = quotes.filter((q) => q.partial).length;
  console.log(`${quotes.length} V3 quotes (${perTier.join(', ')}) on ${pools.length} pools, up to ${most} ticks crossed, ${partial} partial;`);
  console.log(`${pairs.length} V2 outputs accepted, one more refused; ${((Date.now() - started) / 1000).toFixed(1)} s; ${values.out}`);
}
