import {otherInputs} from './grid.mjs';
import {kTokens} from './polygon.mjs';

const kStableUnits = new Map(['USDC.e', 'USDC', 'USDT', 'DAI'].map((symbol) => [kTokens[symbol].address, 10n ** BigInt(kTokens[symbol].decimals)]));
/// A size weighs the gas of crossed ticks against profit. What ten of them cost here, in millionths of a dollar: 25,400 gas
/// each, at most 90 gwei, $0.10 per native token.
const kTickGasMicros = 2_500n;

/// Holds the lines of an event log against the contracts, on the states of the node. Lines are taken in order, while the
/// node still knows their blocks.
export class Verifier {
  constructor(replay, timeline, checks) {
    Object.assign(this, {replay, timeline, checks});
    this.caps = new Map();     // configuration -> dollars
    this.actions = new Map();  // id -> its line
    this.offers = new Map();   // episode and block hash -> opportunity line
    this.routesByRole = {empty: new Set(), shallow: new Set(), off_market: new Set()};
  }

  async take(lines) {
    for (const line of lines) {
      this.checks.count(`${line.type} lines`);
      await this[`take_${line.type}`]?.(line);
    }
  }

  take_start(line) {
    for (const config of line.configurations) this.caps.set(config.id, config.max_trade_size_usd);
  }

  async take_opportunity(line) {
    if (line.phase === 'close') return;
    this.offers.set(`${line.episode} ${line.block_hash}`, line);
    this.#noteRoles(line);
    if (this.timeline.undone.has(line.block_hash)) return this.checks.count('opportunities on undone blocks, beyond replay');
    this.checks.that(this.timeline.newest(line.block) === line.block_hash, () => `${line.id}: block ${line.block_hash} is not the chain's`);
    await this.#quoted(line, line.block_hash, line.id);
    await this.#bestInput(line, line.block_hash, BigInt(line.certificate_gap), undefined, line.id);
    this.#gross(line, line.amounts_out.at(-1), line);
    this.#noteGap(line);
    this.checks.count('opportunities verified');
  }

  async take_action(line) {
    this.actions.set(line.id, line);
    const hash = this.timeline.seenBy(line.block, Date.parse(line.decided_at));
    if (!this.checks.that(hash !== undefined, () => `${line.id}: decided on block ${line.block} before it was read`)) return;
    if (this.timeline.undone.has(hash)) return this.checks.count('actions on undone blocks, beyond replay');
    await this.#quoted(line, hash, line.id);
    const cap = this.#cap(line);
    this.checks.that(cap === undefined || BigInt(line.amount_in) <= cap, () => `${line.id}: ${line.amount_in} exceeds its cap ${cap}`);
    await this.#bestInput(line, hash, this.#allowance(line, hash), cap, line.id);
    this.checks.count('actions verified');
  }

  async take_outcome(line) {
    this.checks.count(`outcomes ${line.result}`);
    const action = this.actions.get(line.action);
    if (!this.checks.that(action !== undefined, () => `${line.action}: an outcome without its action`)) return;
    this.#noteFill(action, line);
    if (line.result !== 'filled' && line.result !== 'reverted') return;
    const hash = this.timeline.newest(line.inclusion_block);
    const hops = this.replay.hops(action.route);
    const what = () => `${line.action} ${line.result} in ${line.inclusion_block}`;
    const {paid, refused} = await this.replay.execute(hops, BigInt(action.amount_in), BigInt(action.min_out), hash);
    this.checks.that(Boolean(refused) === (line.result === 'reverted'), () => `${what()}: the contracts pay ${paid}, min_out ${action.min_out}`);
    this.checks.count(`${line.result} outcomes replayed`);
    if (line.result !== 'filled') return;
    this.checks.equal(line.amount_out, paid, what);
    const [row] = await this.replay.outputs(hops, [BigInt(action.amount_in)], hash);
    this.checks.equal(line.amount_out, row.at(-1), what);
    this.#gross(action, line.amount_out, line);
  }

  /// Adds what only the whole shows: that no fill went unseen, and how often the pools that lure were on an open route.
  sum() {
    const [fills, replayed] = [this.checks.of('outcomes filled'), this.checks.of('filled outcomes replayed')];
    this.checks.that(fills === replayed, () => `${fills} fills, of which ${replayed} were replayed`);
    for (const [role, routes] of Object.entries(this.routesByRole)) this.checks.count(`routes through the ${role} pool ever open`, routes.size);
  }

  /// Every hop by itself, then the whole cycle executed in one transaction that insists on the output.
  async #quoted(line, hash, id) {
    const hops = this.replay.hops(line.route);
    const input = BigInt(line.amount_in);
    const [row] = await this.replay.outputs(hops, [input], hash);
    row.forEach((output, i) => this.checks.equal(line.amounts_out[i], output, () => `${id} hop ${i + 1}`));
    this.checks.count('hop outputs compared', row.length);
    const out = BigInt(line.amounts_out.at(-1));
    const executed = await this.replay.execute(hops, input, out, hash);
    this.checks.equal(out, executed.paid, () => `${id} executed`);
    this.checks.that(!executed.refused, () => `${id}: the cycle refuses its own output`);
    this.checks.count('cycles executed');
  }

  /// No other input up to the cap earns more than `allowed` on top.
  async #bestInput(line, hash, allowed, cap, id) {
    const amount = BigInt(line.amount_in);
    const profit = BigInt(line.amounts_out.at(-1)) - amount;
    const inputs = otherInputs(amount, cap);
    const rows = await this.replay.outputs(this.replay.hops(line.route), inputs, hash);
    rows.forEach((row, i) => this.checks.that(row.at(-1) - inputs[i] <= profit + allowed, () =>
      `${id}: input ${inputs[i]} instead of ${amount} earns ${row.at(-1) - inputs[i] - profit} more, ${allowed} are allowed`));
    this.checks.count('other inputs tried', inputs.length);
  }

  /// An action at the size of its opportunity has that one's certificate. One sized for its own cap may miss a unit of the
  /// token in the middle, and what ticks cost.
  #allowance(line, hash) {
    const offer = this.offers.get(`${line.episode} ${hash}`);
    if (offer?.amount_in === line.amount_in) return BigInt(offer.certificate_gap);
    this.checks.count('actions sized for their own cap');
    const [between, out] = line.amounts_out.map(BigInt);
    return out / between + 1n + (kTickGasMicros * kStableUnits.get(line.route[0].token_in)) / 1_000_000n;
  }

  #cap(line) {
    const unit = kStableUnits.get(line.route[0].token_in);
    return unit === undefined ? undefined : (BigInt(Math.round(this.caps.get(line.config) * 1e6)) * unit) / 1_000_000n;
  }

  /// Dollars are what the amounts say, rounded down, where the route starts in a stablecoin.
  #gross({route, amount_in}, amountOut, line) {
    const unit = kStableUnits.get(route[0].token_in);
    if (unit === undefined) return;
    const scaled = (BigInt(amountOut) - BigInt(amount_in)) * 1_000_000n;
    const floor = scaled >= 0n ? scaled / unit : -((-scaled + unit - 1n) / unit);
    this.checks.equal(Math.round(line.gross_usd * 1e6), floor, () => `${line.id ?? line.action} gross in micro-dollars`);
    this.checks.count('gross values compared');
  }

  /// How much the certificates leave open: the test of other inputs is worth no more than they are tight.
  #noteGap(line) {
    const [gap, profit] = [Number(line.certificate_gap), Number(BigInt(line.amounts_out.at(-1)) - BigInt(line.amount_in))];
    if (gap === 0) this.checks.count('opportunities proven best to the unit');
    else if (gap > profit / 1000) this.checks.count('opportunities whose gap exceeds a thousandth of the profit');
  }

  #rolesOf(route) {
    return new Set(this.replay.hops(route).map(({pool}) => pool.role).filter(Boolean));
  }

  #noteRoles(line) {
    for (const role of this.#rolesOf(line.route)) this.routesByRole[role].add(JSON.stringify(line.route));
  }

  #noteFill(action, line) {
    for (const role of this.#rolesOf(action.route)) this.checks.count(`outcomes through the ${role} pool: ${line.result}`);
  }
}
