/// Every block that was ever the chain's, and when the daemon had read it.
export class Timeline {
  constructor(watched) {
    Object.assign(this, {watched, byNumber: new Map(), undone: new Set()});
  }

  add(header) {
    const number = Number(header.number);
    this.byNumber.set(number, [...(this.byNumber.get(number) ?? []), header.hash]);
  }

  undoAbove(fork) {
    for (const [number, hashes] of this.byNumber) if (number > fork) hashes.forEach((hash) => this.undone.add(hash));
  }

  /// The block of this number that the daemon saw last by `time`: the one it decided on then.
  seenBy(number, time) {
    return (this.byNumber.get(number) ?? []).filter((hash) => this.watched.readAt.get(hash) <= time).at(-1);
  }

  newest(number) {
    return this.byNumber.get(number)?.at(-1);
  }
}
