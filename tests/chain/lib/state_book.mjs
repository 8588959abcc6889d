import {kAbis} from './abis.mjs';

/// What the contracts say of every pool after every block, read when the block was mined. Liquidity at ticks changes by
/// mints and burns alone: ticks are read again where a block has one.
export class StateBook {
  static async start(chain, pools) {
    const book = new StateBook(chain, pools);
    for (const pool of book.concentrated) book.bounds.set(pool.address, new Set(pool.positions.flatMap(({lower, upper}) => [lower, upper])));
    book.newest = new Map();
    await book.#readTicks(book.concentrated, book.newest, chain.head);
    await book.record(chain.head);
    return book;
  }

  constructor(chain, pools) {
    Object.assign(this, {chain, pools, bounds: new Map(), byHash: new Map()});
    this.concentrated = pools.filter(({kind}) => kind === 'v3');
  }

  /// After `header`, the newest block.
  async record(header) {
    const changed = await this.#noteBounds(header);
    const states = new Map(this.newest);
    await this.#readTicks(changed, states, header);
    const answers = await this.chain.readAll(this.pools.flatMap(reads), {blockHash: header.hash});
    for (const {address, kind} of this.pools) {
      const ticks = states.get(address)?.ticks;
      states.set(address, kind === 'v2' ? pairState(answers.shift()) : {...poolState(answers.shift(), answers.shift()), ticks});
    }
    this.newest = states;
    this.byHash.set(header.hash, states);
  }

  /// The chain went back to `header`.
  goBack(header) {
    this.newest = this.byHash.get(header.hash);
  }

  /// Pools with a mint or burn in this block; their new ticks are known from here on.
  async #noteBounds({hash}) {
    const logs = await this.chain.rpc.call('eth_getLogs', {blockHash: hash, address: this.concentrated.map(({address}) => address)});
    const found = logs.map((log) => [log, this.#rangeOf(log)]).filter(([, range]) => range);
    for (const [log, range] of found) for (const tick of range) this.#boundsOf(log.address).add(tick);
    const touched = new Set(found.map(([log]) => log.address.toLowerCase()));
    return this.concentrated.filter(({address}) => touched.has(address.toLowerCase()));
  }

  #boundsOf(address) {
    return this.bounds.get(this.concentrated.find((pool) => pool.address.toLowerCase() === address.toLowerCase()).address);
  }

  /// Mint(address,address,int24,int24,..) and Burn(address,int24,int24,..) have owner and both ticks as topics.
  #rangeOf({topics}) {
    return kLiquidityTopics.has(topics[0]) ? [topics[2], topics[3]].map(tickOf) : undefined;
  }

  async #readTicks(pools, states, {hash}) {
    const reads = pools.flatMap(({address}) => [...this.bounds.get(address)].sort((a, b) => a - b)
      .map((tick) => ({address, tick, abi: kAbis.pool, functionName: 'ticks', args: [tick]})));
    const answers = await this.chain.readAll(reads, {blockHash: hash});
    for (const {address} of pools) states.set(address, {ticks: []});
    reads.forEach(({address, tick}, i) => {
      const [gross, net] = answers[i];
      if (gross > 0n) states.get(address).ticks.push([tick, String(gross), String(net)]);
    });
  }
}

const kLiquidityTopics = new Set([
  '0x7a53080ba414158be7ec69b987b5fb7d07dee101fe85488f0853ae16239d0bde',  // Mint
  '0x0c396cd989a39f4459b5fa1aed6a9a8dcdbc45908acfd67e028cd568da98982c',  // Burn
]);

function tickOf(topic) {
  return Number(BigInt.asIntN(24, BigInt(topic)));
}

function reads({address, kind}) {
  if (kind === 'v2') return [{address, abi: kAbis.pair, functionName: 'getReserves'}];
  return ['slot0', 'liquidity'].map((functionName) => ({address, abi: kAbis.pool, functionName}));
}

function pairState([reserve0, reserve1]) {
  return {reserves: [String(reserve0), String(reserve1)]};
}

function poolState([price, tick], liquidity) {
  return {price: String(price), tick: Number(tick), liquidity: String(liquidity)};
}

/// In what `ours`, a state as the follower wrote it, differs from `theirs`; undefined if in nothing. Ticks are compared
/// in the words that ours knows.
export function stateDifference(ours, theirs, spacing) {
  for (const field of ['reserves', 'price', 'tick', 'liquidity']) {
    if (String(ours[field]) !== String(theirs[field])) return `${field} ${ours[field]} instead of ${theirs[field]}`;
  }
  if (theirs.ticks === undefined) return undefined;
  const known = theirs.ticks.filter(([tick]) => isKnown(ours, tick, spacing));
  return String(ours.ticks) === String(known) ? undefined : `ticks ${ours.ticks} instead of ${known}`;
}

/// Whether a state knows the word of its own price: otherwise nothing can be quoted of it.
export function knowsItsPrice(state, spacing) {
  return state.words === undefined || isKnown(state, state.tick, spacing);
}

function isKnown({words}, tick, spacing) {
  const word = Math.floor(Math.floor(tick / spacing) / 256);
  return words[0] <= word && word <= words[1];
}
