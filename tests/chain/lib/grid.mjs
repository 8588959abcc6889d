const kPoints = 24;
const kScale = 10n ** 12n;
const [kLeast, kMost] = [1 / 1000, 4];

/// Other inputs to try around `amount`: from a thousandth to four times, evenly in the logarithm, and the neighbours by one
/// and two units and by 0.1 %; at most `cap`.
export function otherInputs(amount, cap) {
  const grid = Array.from({length: kPoints}, (_, i) => kLeast * (kMost / kLeast) ** (i / (kPoints - 1)))
    .map((factor) => (amount * BigInt(Math.round(factor * Number(kScale)))) / kScale);
  const near = [-2n, -1n, 1n, 2n, -amount / 1000n, amount / 1000n].map((step) => amount + step);
  const others = new Set([...grid, ...near, ...(cap === undefined ? [] : [cap])]);
  return [...others].filter((input) => input > 0n && input !== amount && (cap === undefined || input <= cap));
}
