// The whole program against the real contracts: it follows this chain on its shipped configuration while blocks are mined,
// undone and mined in one go, and every amount it logs is held against what the contracts pay on the same block.
import {mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Chain} from './lib/chain.mjs';
import {Checks} from './lib/checks.mjs';
import {placeContracts} from './lib/contracts.mjs';
import {Daemon, GrowingLog} from './lib/daemon.mjs';
import {seedMarket} from './lib/market.mjs';
import {Miner, pause} from './lib/miner.mjs';
import {Random} from './lib/random.mjs';
import {Replay} from './lib/replay.mjs';
import {checkBooks, checkEverythingRan, checkMissing, checkReport, checkSentence} from './lib/report_checks.mjs';
import {Timeline} from './lib/timeline.mjs';
import {Verifier} from './lib/verifier.mjs';
import {WatchedNode} from './lib/watched_node.mjs';

const {values: options} = parseArgs({options: {
  daemon: {type: 'string'}, seed: {type: 'string', default: '7'}, blocks: {type: 'string', default: '200'},
  'block-ms': {type: 'string', default: '250'}, 'event-log': {type: 'string'},
}});
if (!options.daemon) {
  console.error('usage: node follow.mjs --daemon PAPER_TRADING [--seed N] [--blocks N] [--block-ms N] [--event-log FILE]');
  process.exit(2);
}

const kRepository = fileURLToPath(new URL('../../', import.meta.url));
const kPlan = {
  blocks: Number(options.blocks), pace: Number(options['block-ms']),
  reorganisations: new Map([[50, 1], [100, 3], [150, 12]]),  // after which block, how deep
  gaps: new Map([[75, 5], [175, 9]]),                        // after which block, how many at once
};
const kConfigurations = ['conservative', 'moderate', 'aggressive', 'large_trades', 'small_trades', 'weth_only', 'wmatic_only',
  'multi_pair', 'fast_polling', 'slow_polling', 'high_gas', 'low_gas'];

const kQuietMs = 600;  // after it, what there is to say of the blocks so far is in the log

const started = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'dexarb-follow-'));
const eventLog = resolve(options['event-log'] ?? join(folder, 'events.jsonl'));
const checks = new Checks();
const chain = await Chain.start({timestamp: Math.floor(Date.now() / 1000)});
const watched = await WatchedNode.before(chain);
try {
  await follow();
} finally {
  watched.stop();
  await chain.stop();
  rmSync(folder, {recursive: true});
}
checks.print(`${((Date.now() - started) / 1000).toFixed(0)} s, seed ${options.seed}`);
process.exit(checks.failures.length === 0 ? 0 : 1);

async function follow() {
  const random = new Random(options.seed);
  await placeContracts(chain);
  const pools = await seedMarket(chain, random);
  const timeline = new Timeline(watched);
  timeline.add(chain.head);
  const verifier = new Verifier(new Replay(chain, pools), timeline, checks);
  const log = new GrowingLog(eventLog);
  const daemon = startDaemon();
  const beforeUndoing = async () => {
    await log.quiet(kQuietMs);
    await verifier.take(log.take());
  };
  const miner = new Miner({chain, random, pools, watched, timeline, checks, daemon, beforeUndoing}, kPlan);
  if (await marketRead(daemon)) await miner.mine();
  await conclude({daemon, verifier, log, pools});
}

/// The shipped market and presets; only what counts as a profit is lowered, so that there is something to decide.
function startDaemon() {
  const settings = join(folder, '.env');
  writeFileSync(settings, '');
  const args = ['run', '--rpc', watched.url, '--event-log', eventLog, '--max-blocks', kPlan.blocks + 1, '--json',
    '--audit-every', 5, '--env-file', settings, '--set', '*.min_profit_usd=0.01', '--state-dir', folder];
  return Daemon.start(resolve(options.daemon), args.map(String), {cwd: kRepository, env: {PATH: process.env.PATH, POLL_INTERVAL_MS: '50'}});
}

/// The block it starts on is its first; the chain waits for that.
async function marketRead(daemon) {
  const until = Date.now() + 60_000;
  const isRead = () => daemon.stderr.includes('pools certain after');
  while (!daemon.ended && !isRead() && Date.now() < until) await pause(20);
  return checks.that(isRead(), () => `the program did not start: ${daemon.stderr}`);
}

async function conclude({daemon, verifier, log, pools}) {
  const ending = await daemon.ending(30_000);
  checks.that(ending.code === 0, () => `the program ended with ${JSON.stringify(ending)}: ${daemon.stderr.slice(-4000)}`);
  await verifier.take(log.take());
  verifier.sum();
  checkEverythingRan(checks);
  const report = lastReport(daemon.stdout);
  if (report === undefined) return;
  checkReport(checks, report, {
    blocks: kPlan.blocks + 1, undone: checks.of('blocks undone'), head: chain.head, configurations: kConfigurations,
  });
  checkMissing(checks, missingPools(pools), daemon.stderr);
  checkBooks(checks, report, log.lines);
  checkSentence(checks, report, log.lines);
  await checkRecording(report, log.lines);
  await checkWithoutEdge();
  checks.that(checks.of('last sentences') > 0, 'no last sentence was weighed to the end');
}

function recordingFiles() {
  const recordings = join(folder, 'recordings');
  return readdirSync(recordings).sort().map((name) => join(recordings, name));
}

async function replayed(words) {
  const replay = Daemon.start(resolve(options.daemon), ['replay', ...recordingFiles(), '--json', ...words], {cwd: folder, env: {}});
  const ending = await replay.ending(60_000);
  checks.that(ending.code === 0, () => `replay ${words} ended with ${JSON.stringify(ending)}: ${replay.stderr.slice(-4000)}`);
  return {report: lastReport(replay.stdout), stderr: replay.stderr};
}

/// The same chain for whom loses every race: he pays gas and has no edge, and no configuration may be named.
async function checkWithoutEdge() {
  const file = join(folder, 'lost.jsonl');
  const {report} = await replayed(['--event-log', file, '--set', '*.competition_rate=1', '--set', '*.max_consecutive_losses=1000']);
  if (report === undefined) return;
  const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const isNamed = checkSentence(checks, report, lines);
  checks.that(!isNamed, () => `without an edge one is separable: ${report.evidence.sentence}`);
}

/// What was recorded of this run gives its digest again, and takes no more room than promised.
async function checkRecording(report, lines) {
  const {report: again, stderr} = await replayed(['--verify']);
  if (again !== undefined) checkSentence(checks, again, lines);
  checks.that(again?.digest === report.digest, () => `digest ${report.digest} live, ${again?.digest} replayed`);
  checks.that(stderr.includes('and the end of the run'), () => `not verified to the end: ${stderr.slice(-1000)}`);
  const bytes = recordingFiles().reduce((sum, file) => sum + statSync(file).size, 0);
  const perBlock = bytes / report.feed.blocks_seen;
  console.log(`recording: ${bytes} bytes, ${perBlock.toFixed(0)} a block, head and first snapshot among them`);
  checks.that(perBlock <= 1024, () => `${perBlock.toFixed(0)} bytes a block`);
}

function lastReport(text) {
  try {
    return JSON.parse(text.trim().split('\n').at(-1));
  } catch (error) {
    checks.that(false, `no last report in JSON: ${error.message}: ${text.slice(-500)}`);
    return undefined;
  }
}

/// Pools of the shipped configuration that this chain does not have.
function missingPools(pools) {
  const here = new Set(pools.map(({address}) => address));
  const market = readFileSync(join(kRepository, 'configs/polygon.json'), 'utf8');
  return [...market.matchAll(/"fee_ppm": \d+, "address": "(0x\w{40})"/g)].map(([, address]) => address)
    .filter((address) => !here.has(address));
}
