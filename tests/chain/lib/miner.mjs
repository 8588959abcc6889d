import {Flow, undo} from './flow.mjs';

const kFarthestBehind = 10;  // blocks that the program may be late; the first interval it has to learn

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/// Mines a chain at a pace of its own while a daemon follows: `plan` says after which blocks some come at once (`gaps`),
/// and after which the last ones are undone and replaced (`reorganisations`, by depth).
export class Miner {
  /// `beforeUndoing` is called while the node still knows the blocks that are about to go.
  constructor({chain, random, pools, watched, timeline, checks, daemon, beforeUndoing}, plan) {
    Object.assign(this, {chain, watched, timeline, checks, daemon, beforeUndoing, plan});
    this.flow = new Flow(chain, random, pools);
  }

  /// False as soon as the daemon does not follow.
  async mine() {
    const {blocks, pace, gaps, reorganisations} = this.plan;
    for (let mined = 0; mined < blocks;) {
      mined += await this.#some(Math.min(gaps.get(mined) ?? 1, blocks - mined));
      await pause(pace);
      if (!(await this.#isRead(Number(this.chain.head.number) - kFarthestBehind))) return false;
      const depth = reorganisations.get(mined);
      if (depth !== undefined && mined + depth < blocks) mined += await this.#replace(depth);
    }
    return true;
  }

  async #some(count) {
    if (count > 1) this.checks.count('gaps');
    return this.#blocks(count);
  }

  async #blocks(count) {
    for (let i = 0; i < count; i++) this.timeline.add(await this.flow.block());
    return count;
  }

  async #isRead(number) {
    const hash = this.timeline.newest(number);
    const read = hash === undefined || (await this.watched.hasRead(hash, this.daemon));
    return this.checks.that(read, () => `block ${number} was never read: ${this.daemon.stderr.slice(-2000)}`);
  }

  async #replace(depth) {
    await this.#isRead(Number(this.chain.head.number));
    await this.beforeUndoing();
    const fork = Number(this.chain.head.number) - depth;
    await undo(this.chain, depth);
    this.timeline.undoAbove(fork);
    this.checks.count('reorganisations');
    this.checks.count('blocks undone', depth);
    return this.#blocks(depth + 1);
  }
}
