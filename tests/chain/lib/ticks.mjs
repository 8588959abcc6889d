/// Prices and ranges for setting pools up. Floating point: what it decides is only where a random market lies.
export const kMaxTick = 887272;

export const alignDown = (tick, spacing) => Math.floor(tick / spacing) * spacing;
export const usableTick = (spacing) => alignDown(kMaxTick, spacing);

/// sqrtPriceX96 near a tick, which may be fractional.
export function sqrtPriceAt(tick) {
  const exponent = (tick * Math.log2(1.0001)) / 2 + 96;
  const whole = Math.floor(exponent);
  const mantissa = BigInt(Math.round(2 ** (exponent - whole) * 2 ** 52));
  return whole >= 52 ? mantissa << BigInt(whole - 52) : mantissa >> BigInt(52 - whole);
}

/// The tick of a price of token0 in token1, both in smallest units.
export function tickOfPrice(price) {
  return Math.log(price) / Math.log(1.0001);
}

/// Ticks that the positions [{lower, upper, liquidity}] initialise, ascending.
export function initialisedTicks(positions) {
  const ticks = new Set(positions.flatMap(({lower, upper}) => [lower, upper]));
  return [...ticks].sort((a, b) => a - b);
}
