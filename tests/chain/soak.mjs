// Thousands of blocks of the real contracts through a fault proxy that spoils one answer in five: every state of every pool
// that the daemon's feed hands over is compared with what the contracts said when the block was mined. Beside it another
// one follows several blocks at a time (--every), and is held against the same book.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Chain} from './lib/chain.mjs';
import {Checks} from './lib/checks.mjs';
import {placeContracts} from './lib/contracts.mjs';
import {Daemon} from './lib/daemon.mjs';
import {Flow, undo} from './lib/flow.mjs';
import {seedMarket} from './lib/market.mjs';
import {pause} from './lib/miner.mjs';
import {Random} from './lib/random.mjs';
import {StateBook} from './lib/state_book.mjs';
import {StateReader} from './lib/state_reader.mjs';
import {Tail} from './lib/tail.mjs';
import {WatchedNode} from './lib/watched_node.mjs';

const kBlocks = 5000;
const kShorter = 25;          // unless DEXARB_FULL=1
const kFarthestBehind = 40;   // blocks that the follower may be behind; it can undo 64
const kReorganiseEvery = 60;  // blocks
const kDeepest = 12;
const kLeastSpoilt = 0.15;    // of all answers; what finds nothing to spoil is not counted
const kMostGrowth = 8 * 2 ** 20;  // bytes, over the last two thirds of a run
const kAtATime = 8;           // blocks, of the one that follows by ranges

const full = process.env.DEXARB_FULL === '1';
const {values: options} = parseArgs({options: {
  follower: {type: 'string'}, proxy: {type: 'string'}, seed: {type: 'string', default: '7'},
  blocks: {type: 'string', default: String(full ? kBlocks : kBlocks / kShorter)},
}});
if (!options.follower || !options.proxy) {
  console.error('usage: node soak.mjs --follower SOAK_FOLLOWER --proxy FAULT_PROXY [--seed N] [--blocks N]');
  process.exit(2);
}

const started = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'dexarb-soak-'));
const checks = new Checks();
const chain = await Chain.start({timestamp: Math.floor(Date.now() / 1000)});
const watched = await WatchedNode.before(chain);
try {
  await soak();
} finally {
  watched.stop();
  await chain.stop();
  rmSync(folder, {recursive: true});
}
checks.print(`${((Date.now() - started) / 1000).toFixed(0)} s, seed ${options.seed}, ${options.blocks} blocks`);
process.exit(checks.failures.length === 0 ? 0 : 1);

async function soak() {
  const random = new Random(options.seed);
  await placeContracts(chain);
  const pools = await seedMarket(chain, random);
  const book = await StateBook.start(chain, pools);
  const proxy = await startProxy();
  const single = startFollower('states', proxy.url, book, pools);
  const ranged = startFollower('ranges', watched.url, book, pools, kAtATime);
  const readers = [single, ranged];
  if (await all(readers, (reader) => reader.blocks > 0)) await mine(new Flow(chain, random, pools), book, readers, random);
  for (const {follower} of readers) follower.child.kill('SIGTERM');
  await conclude('', single);
  await conclude('by ranges: ', ranged);
  await concludeProxy(proxy);
}

function startFollower(name, url, book, pools, atATime = 1) {
  const file = join(folder, `${name}.jsonl`);
  const follower = Daemon.start(resolve(options.follower), [url, file, String(atATime)], {cwd: folder, env: process.env});
  return new StateReader({tail: new Tail(file), book, pools, follower, checks, atATime});
}

/// Whether each reader reaches what `holds` asks of it.
async function all(readers, holds) {
  for (const reader of readers) if (!(await reader.reaches(() => holds(reader)))) return false;
  return true;
}

async function startProxy() {
  const script = fileURLToPath(new URL('soak_faults.json', import.meta.url));
  const daemon = Daemon.start(resolve(options.proxy), ['--target', watched.url, '--script', script, '--seed', options.seed], {cwd: folder, env: process.env});
  while (!daemon.ended && !daemon.stdout.includes('\n')) await pause(20);
  const [, url] = daemon.stdout.match(/listening on (\S+)/) ?? [];
  if (!url) throw new Error(`the proxy did not start: ${daemon.stderr}`);
  return {daemon, url};
}

async function mine(flow, book, readers, random) {
  const blocks = Number(options.blocks);
  const behind = (limit) => (reader) => reader.newest >= Number(chain.head.number) - limit;
  for (let mined = 0; mined < blocks; mined++) {
    await book.record(await flow.block());
    for (const reader of readers) reader.mined(chain.head);
    await pause(20);
    if (!(await all(readers, behind(kFarthestBehind)))) return;
    if (mined % 500 === 499) console.log(`${mined + 1} blocks after ${((Date.now() - started) / 1000).toFixed(0)} s`);
    const isTime = mined % kReorganiseEvery === kReorganiseEvery - 1 && mined + kDeepest < blocks;
    if (isTime && !(await replaceSome(book, readers, random))) return;
  }
  await all(readers, hasHead);
}

/// Whoever reads ranges has the last whole one.
function hasHead(reader) {
  return reader.atATime === 1 ? reader.newestHash === chain.head.hash : reader.newest > Number(chain.head.number) - reader.atATime;
}

async function replaceSome(book, readers, random) {
  if (!(await all(readers, hasHead))) return false;
  await undo(chain, random.integer(1, kDeepest));
  book.goBack(chain.head);
  for (const reader of readers) reader.wentBack(chain.head);
  checks.count('reorganisations');
  return true;
}

async function conclude(name, reader) {
  const {follower} = reader;
  const ending = await follower.ending(60_000);
  checks.that(ending.code === 0, () => `the follower ended with ${JSON.stringify(ending)}: ${follower.stderr.slice(-4000)}`);
  const counters = parse(follower.stdout);
  if (counters === undefined) return;
  const handedOver = reader.canonical.filter(({number}) => Number(number) <= reader.newest);
  const unpublished = handedOver.filter(({hash}) => !reader.published.has(hash)).length;
  checks.that(unpublished === counters.skipped, () => `${name}${unpublished} blocks were not handed over, ${counters.skipped} were counted`);
  checks.that(counters.broken_pools === 0, () => `${name}${counters.broken_pools} pools contradicted their events`);
  checks.count(`${name}blocks handed over`, reader.blocks);
  for (const what of ['late', 'undone', 'skipped', 'fresh_starts', 'failures', 'mended_pools', 'ranges_refused', 'requests'])
    checks.count(`${name}feed: ${what}`, counters[what]);
  checkHeap(name, counters.heap);
}

/// What is allocated grows by what is kept on purpose (records of what was open), not with every block.
function checkHeap(name, heap) {
  const [early, late] = [heap[Math.floor(heap.length / 3)], heap.at(-1)];
  console.log(`${name}heap every 250 blocks, MiB: ${heap.map((bytes) => (bytes / 2 ** 20).toFixed(2)).join(' ')}`);
  checks.that(late < early + kMostGrowth, () => `${name}the heap grew from ${early} to ${late} bytes`);
}

async function concludeProxy(proxy) {
  proxy.daemon.child.kill('SIGTERM');
  await proxy.daemon.ending(10_000);
  const spoilt = parse(proxy.daemon.stdout);
  if (spoilt === undefined) return;
  checks.count('answers', spoilt.requests);
  const faults = Object.values(spoilt.faults).reduce((sum, count) => sum + count, 0);
  for (const [name, count] of Object.entries(spoilt.faults)) checks.count(`spoilt: ${name}`, count);
  checks.that(faults >= kLeastSpoilt * spoilt.requests, () => `only ${faults} of ${spoilt.requests} answers were spoilt`);
}

function parse(text) {
  const last = text.trim().split('\n').at(-1);
  try {
    return JSON.parse(last);
  } catch (error) {
    checks.that(false, `no figures at the end: ${last}`);
    return undefined;
  }
}
