/// Seeded random numbers (splitmix64), the same on every machine.
export class Random {
  #state;

  constructor(seed) {
    this.#state = BigInt.asUintN(64, BigInt(seed));
  }

  next64() {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let z = this.#state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /// In [0, 1).
  unit() {
    return Number(this.next64() >> 11n) / 2 ** 53;
  }

  /// In [low, high].
  integer(low, high) {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  real(low, high) {
    return low + this.unit() * (high - low);
  }

  /// A bigint whose logarithm is uniform over [low, high]; every digit is random.
  logUniform(low, high) {
    const bits = this.real(Math.log2(Number(low)), Math.log2(Number(high)));
    const whole = BigInt(Math.floor(bits));
    const mantissa = BigInt(Math.floor(2 ** (bits - Math.floor(bits)) * 2 ** 52)) << 64n | this.next64();
    const value = whole >= 116n ? mantissa << (whole - 116n) : mantissa >> (116n - whole);
    return value < low ? low : value > high ? high : value;
  }

  chance(probability) {
    return this.unit() < probability;
  }

  pick(list) {
    return list[this.integer(0, list.length - 1)];
  }
}
