import {pause} from './miner.mjs';
import {knowsItsPrice, stateDifference} from './state_book.mjs';

const kPatience = 120_000;
/// Blocks in a row on which a pool's price may lie beyond its known ticks: one, and more where the read is spoilt. Who
/// follows several at a time reads between them.
const kLongestBeyond = 8;

/// Holds each line of the follower against the book.
export class StateReader {
  constructor({tail, book, pools, follower, checks, atATime = 1}) {
    Object.assign(this, {tail, book, pools, follower, checks, atATime, blocks: 0, newest: 0, newestHash: undefined, ours: {}});
    this.published = new Set();
    this.beyond = new Map();  // pool -> blocks in a row with a price beyond its known ticks
    this.canonical = [];
  }

  mined(header) {
    this.canonical.push(header);
  }

  wentBack({number}) {
    while (this.canonical.length > 0 && Number(this.canonical.at(-1).number) > Number(number)) this.canonical.pop();
  }

  /// Reads on until `holds`; false if the follower ended or nothing came for too long.
  async reaches(holds) {
    for (let until = Date.now() + kPatience; !this.follower.ended && Date.now() < until;) {
      if (this.#take() > 0) until = Date.now() + kPatience;
      if (holds()) return true;
      await pause(5);
    }
    return this.checks.that(false, () => `the follower stopped at block ${this.newest} of ${Number(this.canonical.at(-1)?.number)}: ${this.follower.stderr.slice(-1500)}`);
  }

  #take() {
    const lines = this.tail.take();
    for (const line of lines) this.#compare(line);
    return lines.length;
  }

  #compare({block, hash, pools}) {
    Object.assign(this.ours, pools);
    this.blocks++;
    [this.newest, this.newestHash] = [block, hash];
    this.published.add(hash);
    const theirs = this.book.byHash.get(hash);
    if (!this.checks.that(theirs !== undefined, () => `block ${block} ${hash} was never mined`)) return;
    for (const {address, spacing} of this.pools) this.#comparePool(block, address, theirs.get(address), spacing);
  }

  #comparePool(block, address, theirs, spacing) {
    const ours = this.ours[address];
    if (ours == null) return this.checks.count('states not certain and left out');
    const difference = stateDifference(ours, theirs, spacing);
    this.checks.count('states compared');
    this.checks.that(difference === undefined, () => `block ${block}, pool ${address}: ${difference}`);
    this.#noteReach(block, address, knowsItsPrice(ours, spacing));
  }

  #noteReach(block, address, isKnown) {
    const blocks = isKnown ? 0 : (this.beyond.get(address) ?? 0) + 1;
    this.beyond.set(address, blocks);
    if (isKnown) return;
    this.checks.count('prices beyond known ticks');
    this.checks.that(blocks <= kLongestBeyond * this.atATime, () => `block ${block}, pool ${address}: the word of its price is not known for ${blocks} blocks`);
  }
}
