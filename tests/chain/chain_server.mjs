// A Polygon on this machine with the real contracts: a node that paper-trading can follow on its shipped configuration.
import {writeFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import {Chain} from './lib/chain.mjs';
import {kProbe, placeContracts} from './lib/contracts.mjs';
import {Flow, reorganise} from './lib/flow.mjs';
import {seedMarket} from './lib/market.mjs';
import {kQuoterV2} from './lib/polygon.mjs';
import {Random} from './lib/random.mjs';

const kUsage = `usage: node chain_server.mjs [options]
  --port N            where the node listens (any free port)
  --seed N            decides the market and everybody's trades (1)
  --blocks N          blocks to mine, then wait for a signal; 0 goes on for ever (0)
  --block-ms N        pause between blocks; their timestamps advance two seconds (500)
  --reorg-at N:DEPTH  undo DEPTH blocks after the Nth, and mine others; may be repeated
  --gap-at N:LENGTH   mine LENGTH blocks without a pause after the Nth; may be repeated
  --exit              end after the last block instead of waiting
  --ready-file FILE   written as JSON when the market stands: url, first block, pools`;

const options = readOptions();
const chain = await Chain.start({port: Number(options.port), timestamp: Math.floor(Date.now() / 1000)});
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stopping = true));
try {
  await serve();
} finally {
  await chain.stop();
}

async function serve() {
  const random = new Random(options.seed);
  await placeContracts(chain);
  const pools = await seedMarket(chain, random);
  announce(pools);
  const flow = new Flow(chain, random, pools);
  const last = Number(options.blocks) || Infinity;
  for (let i = 1; i <= last && !stopping; i++) await step(flow, i);
  console.log(`mined to block ${Number(chain.head.number)}: ${JSON.stringify(flow.counts)}`);
  while (!stopping && !options.exit) await pause(50);
}

async function step(flow, i) {
  await pause(Number(options['block-ms']));
  const header = await flow.block();
  if (i % 20 === 0) console.log(`block ${Number(header.number)} ${header.hash}`);
  const depth = options.reorgs.get(i);
  if (depth) {
    await reorganise(flow, depth);
    console.log(`reorganised ${depth} blocks, now at ${Number(chain.head.number)} ${chain.head.hash}`);
  }
  for (let n = options.gaps.get(i) ?? 0; n > 0; n--) await flow.block();
}

function announce(pools) {
  const ready = {
    url: chain.anvil.url, block: Number(chain.head.number), quoter: kQuoterV2, probe: kProbe,
    pools: pools.map(({dex, address, token0, token1, fee, role}) => ({dex: dex.name, address, token0, token1, fee, role: role ?? 'normal'})),
  };
  if (options['ready-file']) writeFileSync(options['ready-file'], JSON.stringify(ready, null, 1));
  console.log(`ready at ${ready.url}, block ${ready.block}, ${pools.length} pools`);
}

function readOptions() {
  try {
    const {values} = parseArgs({options: {
      port: {type: 'string', default: '0'}, seed: {type: 'string', default: '1'}, blocks: {type: 'string', default: '0'},
      'block-ms': {type: 'string', default: '500'}, 'reorg-at': {type: 'string', multiple: true, default: []},
      'gap-at': {type: 'string', multiple: true, default: []}, exit: {type: 'boolean', default: false}, 'ready-file': {type: 'string'}, help: {type: 'boolean', short: 'h', default: false},
    }});
    if (values.help) {
      console.log(kUsage);
      process.exit(0);
    }
    return {...values, reorgs: pairsOf(values['reorg-at']), gaps: pairsOf(values['gap-at'])};
  } catch (error) {
    console.error(`${error.message}\n${kUsage}`);
    process.exit(2);
  }
}

/// "N:M" options as a map from N to M.
function pairsOf(texts) {
  return new Map(texts.map((text) => {
    if (!/^\d+:\d+$/.test(text)) throw new Error(`expected N:M, not '${text}'`);
    return text.split(':').map(Number);
  }));
}

/// In slices, so that a signal is answered soon.
async function pause(milliseconds) {
  const until = Date.now() + milliseconds;
  while (!stopping && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, Math.min(50, until - Date.now())));
}
