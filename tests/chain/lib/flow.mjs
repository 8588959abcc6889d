import {kAbis} from './abis.mjs';
import {call, kTrader} from './contracts.mjs';
import {fairPrice, kStartPrices, liquidityFor, unitsOf} from './market.mjs';
import {readStates} from './pool_reader.mjs';
import {rivalTrade} from './rival.mjs';
import {alignDown, tickOfPrice} from './ticks.mjs';

const kSwapGas = 4_000_000;
const kGwei = 1_000_000_000;
const kTradesPerBlock = 4;

/// Everybody else on the chain, from a seed: swaps, liquidity coming and going, a rival, the base fee.
export class Flow {
  constructor(chain, random, pools) {
    Object.assign(this, {chain, random, pools, dollars: {...kStartPrices}, added: []});
    this.traded = pools.filter(({role}) => role === undefined);
    this.counts = {swaps: 0, mints: 0, burns: 0, rival: 0, rivalReverted: 0, reverted: 0};
  }

  /// Mines one block full of transactions; returns its header.
  async block(seconds = 2) {
    this.#movePrices();
    const states = await readStates(this.chain, this.pools);
    const stateOf = (pool) => states[this.pools.indexOf(pool)];
    const transactions = [...this.#rival(states), ...this.#swaps(stateOf), ...this.#liquidity(stateOf)];
    const hashes = await this.chain.send(transactions, kSwapGas);
    const header = await this.chain.mine(seconds, this.#baseFee());
    this.#count(transactions, await this.chain.receipts(hashes));
    return header;
  }

  #count(transactions, receipts) {
    for (const [i, {status}] of receipts.entries()) {
      if (status !== '0x1') this.counts[transactions[i].from === this.chain.rival ? 'rivalReverted' : 'reverted']++;
    }
  }

  /// Now and then a rival closes the widest gap before anybody else in the block.
  #rival(states) {
    if (!this.random.chance(0.35)) return [];
    const trade = rivalTrade(this.chain, this.traded, this.traded.map((pool) => states[this.pools.indexOf(pool)]));
    if (trade === undefined) return [];
    this.counts.rival++;
    return [trade];
  }

  #swaps(stateOf) {
    const trades = Array.from({length: this.random.integer(0, kTradesPerBlock)}, () => this.#swap(stateOf));
    this.counts.swaps += trades.length;
    return trades;
  }

  /// Sizes from a hundredth to several times what moves the price by 1 % (a tenth of that between stablecoins); more often towards the fair price than away.
  #swap(stateOf) {
    const pool = this.random.pick(this.traded);
    const gap = Math.log(stateOf(pool).price / fairPrice(pool, this.dollars));
    const zeroForOne = this.random.chance(Math.min(Math.max(0.5 + 60 * gap, 0.05), 0.95));
    const dollars = pool.depth * pool.calm * Math.exp(this.random.real(Math.log(0.01), Math.log(2.5)));
    const [sold, bought] = zeroForOne ? [pool.token0, pool.token1] : [pool.token1, pool.token0];
    const amountIn = unitsOf(sold, dollars, this.dollars) + 1n;
    if (pool.kind === 'v2') return call(kTrader, kAbis.trader, 'swapV2', [pool.address, zeroForOne, amountIn]);
    const amount = this.random.chance(0.8) ? amountIn : -unitsOf(bought, dollars, this.dollars) - 1n;
    return call(kTrader, kAbis.trader, 'swapV3', [pool.address, zeroForOne, amount, 0n]);
  }

  #liquidity(stateOf) {
    if (this.random.chance(0.15)) return [this.#mint(stateOf)];
    if (this.added.length > 0 && this.random.chance(0.12)) return [this.#burn()];
    return [];
  }

  #mint(stateOf) {
    this.counts.mints++;
    const pool = this.random.pick(this.traded);
    const liquidity = BigInt(Math.floor(liquidityFor(pool, pool.depth, this.dollars) * this.random.real(0.01, 0.2))) + 1000n;
    const {price} = stateOf(pool);
    if (pool.kind === 'v2') {
      const amounts = [1 / Math.sqrt(price), Math.sqrt(price)].map((root) => BigInt(Math.floor(Number(liquidity) * root)) + 1n);
      return call(kTrader, kAbis.trader, 'provideV2', [pool.address, ...amounts]);
    }
    const middle = alignDown(tickOfPrice(price), pool.spacing) + this.random.integer(-8, 8) * pool.spacing;
    const width = this.random.integer(1, 12) * pool.spacing;
    const position = [pool.address, middle - width, middle + width, liquidity];
    this.added.push(position);
    return call(kTrader, kAbis.trader, 'mintV3', position);
  }

  /// Half of the burns leave a part behind, so that a tick stays initialised.
  #burn() {
    this.counts.burns++;
    const at = this.random.integer(0, this.added.length - 1);
    const [address, lower, upper, liquidity] = this.added[at];
    const part = this.random.chance(0.5) ? liquidity / 3n : liquidity;
    this.added.splice(at, 1, ...(part === liquidity ? [] : [[address, lower, upper, liquidity - part]]));
    return call(kTrader, kAbis.trader, 'burnV3', [address, lower, upper, part]);
  }

  #movePrices() {
    for (const symbol of ['WETH', 'WMATIC', 'WBTC', 'LINK']) this.dollars[symbol] *= 1 + this.random.real(-1, 1) * 0.002;
  }

  #baseFee() {
    return BigInt(Math.floor(this.random.real(30, 60) * kGwei));
  }
}

/// Undoes the last `depth` blocks and mines as many and one more with other contents: what a reorganisation looks like.
export async function reorganise(flow, depth) {
  await undo(flow.chain, depth);
  for (let i = 0; i <= depth; i++) await flow.block();
  return flow.chain.head;
}

/// The chain without its last `depth` blocks.
export async function undo(chain, depth) {
  await chain.rpc.call('anvil_rollback', depth);
  chain.head = await chain.rpc.call('eth_getBlockByNumber', 'latest', false);
  chain.timestamp = Number(chain.head.timestamp);
}
