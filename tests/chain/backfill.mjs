// The past of the real contracts: the program follows a chain while it is mined, then makes a recording of the same blocks
// from their logs. Every state in it is held against what the contracts said of that block, and what is decided on it
// against what is decided on the live recording.
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Chain} from './lib/chain.mjs';
import {Checks} from './lib/checks.mjs';
import {placeContracts} from './lib/contracts.mjs';
import {Daemon} from './lib/daemon.mjs';
import {Flow} from './lib/flow.mjs';
import {seedMarket} from './lib/market.mjs';
import {pause} from './lib/miner.mjs';
import {secondsOfAsking} from './lib/questions.mjs';
import {Random} from './lib/random.mjs';
import {kUnknownHash, RecordedStates} from './lib/recorded_states.mjs';
import {blockFrames} from './lib/recording_frames.mjs';
import {StateBook} from './lib/state_book.mjs';
import {WatchedNode} from './lib/watched_node.mjs';

const kBlocks = 200;
const kBlocksInFull = 20_000;  // with DEXARB_FULL=1
const kBefore = 40;            // of them, that the live run has not: where it begins, most pools are certain in both
const kBehind = 90;            // mined after the last of them, so that their events are to be undone as well
const kFarthestBehind = 10;    // blocks that the live run may be late
const kStates = 128;           // of past blocks, that the node keeps: no archive
const kInFlight = 8;           // questions of a backfill at once
const kEnoughStates = 20;      // blocks, times all pools

const full = process.env.DEXARB_FULL === '1';
const {values: options} = parseArgs({options: {
  daemon: {type: 'string'}, states: {type: 'string'}, seed: {type: 'string', default: '7'}, measure: {type: 'boolean', default: false},
  blocks: {type: 'string', default: String(full ? kBlocksInFull : kBlocks)}, kills: {type: 'string', default: full ? '4' : '1'},
}});
if (!options.daemon || !options.states) {
  console.error('usage: node backfill.mjs --daemon PAPER_TRADING --states RECORDING_STATES [--seed N] [--blocks N] [--kills N] [--measure]');
  process.exit(2);
}

const kRepository = fileURLToPath(new URL('../../', import.meta.url));
const kProfits = ['--set', '*.min_profit_usd=0.01'];  // the shipped presets, but so that there is something to decide
const blocks = Number(options.blocks);

const started = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'dexarb-backfill-'));
writeFileSync(join(folder, '.env'), '');
const checks = new Checks();
const chain = await Chain.start({timestamp: Math.floor(started / 1000) - 2 * (blocks + kBehind), states: kStates});
const watched = await WatchedNode.before(chain);
try {
  await prove();
} finally {
  watched.stop();
  await chain.stop();
  rmSync(folder, {recursive: true});
}
checks.print(`${seconds()} s, seed ${options.seed}, ${blocks} blocks`);
process.exit(checks.failures.length === 0 ? 0 : 1);

function seconds() {
  return ((Date.now() - started) / 1000).toFixed(0);
}

async function prove() {
  const random = new Random(options.seed);
  await placeContracts(chain);
  const pools = await seedMarket(chain, random);
  const book = await StateBook.start(chain, pools);
  const flow = new Flow(chain, random, pools);
  const canonical = new Map();
  const mine = async () => {
    await book.record(await flow.block());
    canonical.set(Number(chain.head.number), chain.head);
  };
  for (let i = 0; i < kBefore; i++) await mine();
  const live = await followLive(mine);
  const last = Number(chain.head.number);
  for (let i = 0; i < kBehind; i++) await mine();
  for (const what of ['swaps', 'mints', 'burns', 'rival']) checks.count(`flow: ${what}`, flow.counts[what]);
  console.log(`${canonical.size} blocks mined after ${seconds()} s`);
  if (live === undefined) return;
  const range = [last - blocks + 1, last];
  const past = await backfill(range, canonical);
  if (past === undefined) return;
  const unknown = await compareStates(past, {book, pools, canonical});
  await compareDecisions(live, past, last, unknown);
  await interrupt(random, range, past);
  if (options.measure) await measure(range);
}

function start(words, cwd = kRepository) {
  const environment = {PATH: process.env.PATH, POLL_INTERVAL_MS: '20'};
  return Daemon.start(resolve(options.daemon), words.map(String), {cwd, env: environment});
}

/// How a program ended that was to end well: its last line as JSON, or nothing.
async function outcome(program, what, milliseconds = 600_000) {
  const ending = await program.ending(milliseconds);
  if (!checks.that(ending.code === 0, () => `${what} ended with ${JSON.stringify(ending)}: ${program.stderr.slice(-3000)}`)) return undefined;
  try {
    return JSON.parse(program.stdout.trim().split('\n').at(-1));
  } catch (error) {
    checks.that(false, `${what}: no JSON in the end: ${error.message}`);
    return undefined;
  }
}

/// A run that sees all blocks but the first few, mined as fast as it reads them; answers its recording's file.
async function followLive(mine) {
  const count = blocks - kBefore;
  const program = start(['run', '--rpc', watched.url, '--json', '--no-http', '--no-journal', '--env-file', join(folder, '.env'),
    '--state-dir', folder, '--max-blocks', count + 1, ...kProfits]);
  const isRead = () => program.stderr.includes('pools certain after');
  while (!program.ended && !isRead()) await pause(20);
  const hashes = [];
  for (let i = 0; i < count && !program.ended; i++) {
    await mine();
    hashes.push(chain.head.hash);
    const behind = hashes.at(-1 - kFarthestBehind);
    if (behind !== undefined && !(await watched.hasRead(behind, program, 120_000))) break;
    if (i % 2000 === 1999) console.log(`${i + 1} blocks followed after ${seconds()} s`);
  }
  const report = await outcome(program, 'run');
  if (report === undefined) return undefined;
  const {blocks_seen: seen, blocks_missed: missed} = report.feed;
  checks.that(seen === count + 1 && missed === 0, () => `the live run saw ${seen} blocks and missed ${missed}`);
  checks.count('blocks followed live', seen);
  const files = readdirSync(join(folder, 'recordings')).sort().map((name) => join(folder, 'recordings', name));
  const verified = await outcome(start(['replay', ...files, '--verify', '--json']), 'replay --verify');
  checks.that(verified?.digest === report.digest, () => `digest ${report.digest} live, ${verified?.digest} replayed`);
  return files;
}

function backfillWords([from, to], name, url = watched.url) {
  return ['backfill', '--rpc', url, '--env-file', join(folder, '.env'), '--json', '--from', from, '--to', to,
    '-o', join(folder, name), ...kProfits];
}

/// From the time of the first block, which the program has to find, to the last one's number.
async function backfill([from, to], canonical) {
  const time = new Date(Number(canonical.get(from).timestamp) * 1000).toISOString();
  const made = await outcome(start(backfillWords([time, to], 'past.dxrec')), 'backfill');
  if (made === undefined) return undefined;
  const {from: first, to: newest, blocks: count} = made;
  checks.that(first === from && newest === to && count === blocks, () => `made of ${first} to ${newest}, ${count} blocks`);
  checks.that(made.head === Number(chain.head.number), () => `read at ${made.head}, the newest is ${chain.head.number}`);
  console.log(`backfill: ${made.requests} requests, ${made.bytes} bytes, ${(made.bytes / count).toFixed(0)} a block, after ${seconds()} s`);
  checks.count('blocks backfilled', count);
  checks.count('of them with modelled times', made.blocks_modelled);
  return made;
}

/// Answers the hashes that the recording does not know.
async function compareStates(made, {book, pools, canonical}) {
  const states = new RecordedStates({book, pools, canonical, checks});
  await states.compare(resolve(options.states), made.file);
  checks.that(states.blocks === blocks, () => `the recording holds ${states.blocks} of ${blocks} blocks`);
  const enough = kEnoughStates * pools.length;
  checks.that(checks.of('states compared') >= enough, () => `only ${checks.of('states compared')} states were compared`);
  for (const [address, block] of states.certainFrom) {
    const said = made.left_out.find(({pool}) => pool === address)?.certain_from ?? made.from;
    checks.that(said === block, () => `pool ${address} is said to be certain from ${said}, and is from ${block}`);
  }
  checks.that(states.certainFrom.size === pools.length, () => `${states.certainFrom.size} of ${pools.length} pools are ever certain`);
  const missing = made.left_out.filter(({certain_from: from}) => from === undefined);
  const isHere = ({pool}) => pools.some(({address}) => address === pool);
  checks.that(missing.length > 0 && !missing.some(isHere), () => `left out for good: ${JSON.stringify(missing.filter(isHere))}`);
  checks.count('blocks without a hash', states.unknown.size);
  return states.unknown;
}

/// Both recordings, replayed with arrivals modelled, from the first block on which every pool is certain in both. Of the
/// live one the hashes that the other does not know are blotted out.
async function compareDecisions(live, made, last, unknown) {
  const from = Math.max(made.complete_from, made.from + kBefore);
  checks.that(from + blocks / 4 < last, () => `the pools are certain only from ${from} on`);
  const again = await replay(live, 'live', from, last);
  const past = await replay([made.file], 'past', from, last);
  const actions = past.lines.filter((line) => JSON.parse(line).type === 'action').length;
  checks.that(actions > 0, 'nothing was decided');
  checks.count('records compared', past.lines.length);
  checks.count('actions among them', actions);
  checks.that(past.lines.length === again.lines.length, () => `${past.lines.length} records, ${again.lines.length} live`);
  const expected = again.lines.map((line) => line.replaceAll(/0x[0-9a-f]{64}/g, (hash) => (unknown.has(hash) ? kUnknownHash : hash)));
  const other = past.lines.findIndex((line, i) => line !== expected[i]);
  checks.that(other < 0, () => `record ${other}: ${past.lines[other]} instead of ${expected[other]}`);
  const books = [past, again].map(({report}) => JSON.stringify(report?.configurations));
  checks.that(books[0] === books[1], 'the books differ from those of the live recording');
  const refused = start(['replay', made.file, '--verify']);
  const {code} = await refused.ending(60_000);
  checks.that(code === 3 && refused.stderr.includes('holds no live run'), () => `replay --verify of a backfill ended with ${code}: ${refused.stderr}`);
}

async function replay(files, name, from, to) {
  const log = join(folder, `${name}.jsonl`);
  const words = ['replay', ...files, '--arrival', 'modelled', '--json', '--from', from, '--to', to, '--event-log', log];
  const report = await outcome(start(words), `replay of ${name}`);
  return {report, lines: readFileSync(log, 'utf8').trim().split('\n').slice(1)};  // the first says when and by what
}

/// Killed again and again and started again, it makes the same recording.
async function interrupt(random, range, made) {
  const words = backfillWords(range, 'again.dxrec');
  for (let kill = 0; kill < Number(options.kills); kill++) {
    const program = start(words);
    const enough = watched.requests + Math.ceil(made.requests * random.real(0.1, 0.9 / Number(options.kills)));
    while (!program.ended && watched.requests < enough) await pause(1);
    program.child.kill('SIGKILL');
    const {signal} = await program.ending(60_000);
    checks.that(signal === 'SIGKILL', () => `it was over before it was killed: ${program.stderr.slice(-2000)}`);
    checks.that(!existsSync(join(folder, 'again.dxrec')), 'there is a recording of what was killed');
    checks.count('kills');
  }
  const again = await outcome(start(words), 'backfill after kills');
  if (again === undefined) return;
  checks.that(Number(options.kills) === 0 || again.requests < made.requests || blocks < kBlocksInFull, 'it asked for everything anew');
  const [before, after] = [made, again].map(({file}) => blockFrames(file));
  const other = before.findIndex((frame, i) => after[i] === undefined || !frame.equals(after[i]));
  checks.that(before.length > 1 && other < 0 && before.length === after.length, () => `frame ${other} of ${before.length} differs after kills`);
  checks.count('frames compared', before.length);
}

/// Against the least that it could take: the same questions, as many at a time, asked by a loop that reads no answer.
async function measure(range) {
  watched.bodies = [];
  await outcome(start(backfillWords(range, 'asked.dxrec')), 'backfill');
  const bodies = watched.bodies;
  for (let round = 0; round < 3; round++) {
    const floor = await secondsOfAsking(chain.anvil.url, bodies, kInFlight);
    const from = performance.now();
    const made = await outcome(start(backfillWords(range, `measured${round}.dxrec`, chain.anvil.url)), 'backfill');
    const took = (performance.now() - from) / 1000;
    console.log(`${blocks} blocks, ${made?.requests} requests: backfill ${took.toFixed(2)} s, ${(blocks / took).toFixed(0)} blocks a second; `
      + `the same ${bodies.length} questions by fetch ${floor.toFixed(2)} s; ratio ${(took / floor).toFixed(2)}`);
  }
}
