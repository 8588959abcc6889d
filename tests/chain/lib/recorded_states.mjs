import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {stateDifference} from './state_book.mjs';

/// Of a block whose header was not read, nor that of its child.
export const kUnknownHash = `0x${'0'.repeat(64)}`;

/// Holds every state of a recording against what the contracts said of the same block.
export class RecordedStates {
  /// `canonical`: the chain's headers by number.
  constructor({book, pools, canonical, checks}) {
    Object.assign(this, {book, pools, canonical, checks, ours: {}, certainFrom: new Map(), blocks: 0, unknown: new Set()});
  }

  /// `program` is recording-states.
  async compare(program, file) {
    const child = spawn(program, [file], {stdio: ['ignore', 'pipe', 'inherit']});
    const ended = once(child, 'close');
    for await (const line of createInterface({input: child.stdout})) this.#compareBlock(JSON.parse(line));
    const [code] = await ended;
    this.checks.that(code === 0, () => `recording-states ended with ${code}`);
  }

  #compareBlock({block, hash, pools}) {
    Object.assign(this.ours, pools);
    this.blocks++;
    const header = this.canonical.get(block);
    if (!this.checks.that(header !== undefined, () => `block ${block} was never mined`)) return;
    if (hash === kUnknownHash) this.unknown.add(header.hash);
    else this.checks.that(hash === header.hash, () => `block ${block} is ${hash} instead of ${header.hash}`);
    const theirs = this.book.byHash.get(header.hash);
    for (const {address, spacing} of this.pools) this.#comparePool(block, address, theirs.get(address), spacing);
  }

  #comparePool(block, address, theirs, spacing) {
    const ours = this.ours[address];
    if (ours == null) {
      this.checks.that(!this.certainFrom.has(address), () => `block ${block}, pool ${address} is not certain any more`);
      return;
    }
    if (!this.certainFrom.has(address)) this.certainFrom.set(address, block);
    const difference = stateDifference(ours, theirs, spacing);
    this.checks.count('states compared');
    this.checks.that(difference === undefined, () => `block ${block}, pool ${address}: ${difference}`);
  }
}
