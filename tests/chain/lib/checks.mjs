/// Counts what was compared and keeps what did not agree.
export class Checks {
  constructor() {
    Object.assign(this, {passed: 0, failures: [], counts: new Map()});
  }

  count(what, by = 1) {
    this.counts.set(what, this.of(what) + by);
  }

  of(what) {
    return this.counts.get(what) ?? 0;
  }

  that(holds, complaint) {
    if (holds) this.passed++;
    else this.failures.push(typeof complaint === 'function' ? complaint() : complaint);
    return holds;
  }

  equal(actual, expected, what) {
    return this.that(String(actual) === String(expected), () => `${what()}: the program says ${actual}, the contracts ${expected}`);
  }

  /// Counts, failures, and a closing line.
  print(remark) {
    for (const [what, count] of this.counts) console.log(`${String(count).padStart(8)} ${what}`);
    for (const failure of this.failures.slice(0, 40)) console.log(`FAILED ${failure}`);
    if (this.failures.length > 40) console.log(`... and ${this.failures.length - 40} more`);
    console.log(`${this.passed} passed, ${this.failures.length} failed (${remark})`);
  }
}
