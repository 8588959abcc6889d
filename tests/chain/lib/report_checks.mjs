const micros = (dollars) => Math.round(dollars * 1e6);

/// That the last report tells of the chain as it is: every block seen, none missed, the head by hash, all configurations.
export function checkReport(checks, report, {blocks, undone, head, configurations}) {
  const {feed} = report;
  checks.that(report.is_last === true, 'the report is not marked as the last');
  checks.that(feed.blocks_seen === blocks, () => `the report counts ${feed.blocks_seen} blocks, the chain had ${blocks}`);
  checks.that(feed.blocks_missed === 0 && feed.fresh_starts === 0, () => `missed ${feed.blocks_missed}, fresh starts ${feed.fresh_starts}`);
  checks.that(feed.blocks_undone === undone, () => `the report counts ${feed.blocks_undone} undone blocks, there were ${undone}`);
  checks.that(feed.block_hash === head.hash, () => `the report ends on ${feed.block_hash}, the chain on ${head.hash}`);
  const {parity} = feed;
  checks.that(parity.checks > 0 && parity.agreed === parity.checks, () => `parity with the real contracts: ${JSON.stringify(parity)}`);
  checks.count('values audited against the real contracts', parity.agreed);
  const ids = report.configurations.map(({config}) => config.id);
  checks.that(String(ids.sort()) === String([...configurations].sort()), () => `configurations in the report: ${ids}`);
  checks.count('blocks late', feed.blocks_late);
  checks.count('requests of the program', feed.requests);
}

/// Every pool that is configured but not on this chain has its line on stderr.
export function checkMissing(checks, addresses, stderr) {
  for (const address of addresses) {
    const short = `${address.slice(0, 6)}..${address.slice(-4)}`.toLowerCase();
    checks.that(stderr.includes(`${short}: missing`), () => `the missing pool ${address} is not named on stderr`);
    checks.count('missing pools named');
  }
  checks.that(addresses.length > 0, 'no configured pool is missing here');
}

/// The report's nets against the sum of the event log's outcomes and corrections, per configuration, to the micro-dollar.
export function checkBooks(checks, report, lines) {
  const sums = new Map(report.configurations.map(({config}) => [config.id, {net: 0, actions: 0}]));
  for (const line of lines) {
    const sum = sums.get(line.config);
    if (line.type === 'action') sum.actions++;
    if (['outcome', 'correction', 'quarantine'].includes(line.type)) sum.net += micros(line.net_usd);
  }
  for (const {config, metrics} of report.configurations) {
    const {net, actions} = sums.get(config.id);
    checks.that(micros(metrics.net_usd) === net, () => `${config.id}: report ${metrics.net_usd}, event log ${net / 1e6}`);
    checks.that(metrics.actions === actions, () => `${config.id}: report ${metrics.actions} actions, event log ${actions}`);
    checks.count('configurations whose books agree with the event log');
  }
}

/// A check that compared nothing proves nothing.
export function checkEverythingRan(checks) {
  const needed = ['opportunities verified', 'hop outputs compared', 'other inputs tried', 'cycles executed', 'actions verified',
    'filled outcomes replayed', 'reverted outcomes replayed', 'gross values compared', 'reorganisations', 'gaps'];
  for (const what of needed) checks.that(checks.of(what) > 0, () => `nothing counted: ${what}`);
}

/// Booked trades of each configuration by the event log: what was undone or lies in quarantine is not among them.
function bookedTrades(lines) {
  const booked = new Map();
  const apart = new Map();
  for (const {type, config, action, outcome, result, net_usd: net} of lines) {
    if (!booked.has(config)) booked.set(config, new Map());
    const trades = booked.get(config);
    if (type === 'outcome' && ['filled', 'reverted', 'lost'].includes(result)) trades.set(action, net);
    if (type !== 'correction' && type !== 'quarantine') continue;
    if (trades.delete(outcome)) apart.set(outcome, -net);
    else if (apart.delete(outcome)) trades.set(outcome, net);
  }
  return new Map([...booked].map(([config, trades]) => [config, [...trades.values()]]));
}

function tStatistic(nets) {
  const mean = nets.reduce((sum, net) => sum + net, 0) / nets.length;
  const variance = nets.reduce((sum, net) => sum + (net - mean) ** 2, 0) / (nets.length - 1);
  return variance > 0 ? mean / Math.sqrt(variance / nets.length) : undefined;
}

/// The last sentence of a report against the trades of its event log: how many there are, and of thirty and more the t of
/// each configuration; which is the best, and whether it is above the bar. Whether any is. A report that could not wait for
/// its last trades to be weighed says so, and is not looked at.
export function checkSentence(checks, report, lines) {
  const trades = bookedTrades(lines);
  const {evidence} = report;
  if (evidence.block !== report.feed.block) {
    checks.count('reports whose last trades were not weighed');
    return false;
  }
  checks.count('last sentences');
  let best;
  let most = 0;
  for (const {config, evidence: own} of report.configurations) {
    const nets = trades.get(config.id) ?? [];
    most = Math.max(most, nets.length);
    checks.that(own.trades === nets.length, () => `${config.id}: ${own.trades} trades weighed, the event log has ${nets.length}`);
    const t = nets.length < evidence.trades_needed ? undefined : tStatistic(nets);
    const agree = t === undefined ? own.t === null : Math.abs(own.t - t) <= 1e-4 * (1 + Math.abs(t));
    checks.that(agree, () => `${config.id}: t ${own.t}, of the event log's trades ${t}`);
    if (t !== undefined) checks.count('t statistics recomputed');
    if (t !== undefined && (best === undefined || t > best.t)) best = {t, name: config.name};
  }
  const isSeparable = best !== undefined && best.t >= evidence.t_needed;
  const wanted = isSeparable ? `Separable from zero is ${best.name}: t ` :
    best !== undefined ? `No configuration is separable from zero: best is ${best.name}, t ` :
    most > 0 ? 'No configuration is separable from zero: too few trades, ' : 'No configuration is separable from zero: ';
  checks.that(evidence.sentence.startsWith(wanted), () => `"${evidence.sentence}" should begin "${wanted}"`);
  console.log(`sentence: ${evidence.sentence}`);
  return isSeparable;
}
