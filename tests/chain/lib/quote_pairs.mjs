import {kAbis} from './abis.mjs';
import {createPools, kProbe, placeTokens} from './contracts.mjs';
import {kQuickSwapV2, poolAddress} from './polygon.mjs';

const kMaxReserve = 2n ** 112n - 1n;
const kCasesPerCall = 500;
const kTokens = ['0x1000000000000000000000000000000000000001', '0x1000000000000000000000000000000000000002'];

/// Random reserves and inputs, each with the greatest output the pair accepted:
/// [{reserveIn, reserveOut, zeroForOne, amountIn, accepted}].
export async function pairCases(chain, random, count) {
  const [token0, token1] = kTokens;
  await placeTokens(chain, kTokens.map((address) => ({address, symbol: 'RND', decimals: 18})));
  await createPools(chain, [{dex: kQuickSwapV2, token0, token1}]);
  const pair = poolAddress(kQuickSwapV2, token0, token1);
  const cases = Array.from({length: count}, () => randomCase(random));
  for (let i = 0; i < cases.length; i += kCasesPerCall) {
    const some = cases.slice(i, i + kCasesPerCall);
    const outputs = await chain.read({address: kProbe, abi: kAbis.probe, functionName: 'greatestOutputs', args: [pair, some]});
    outputs.forEach((accepted, at) => (some[at].accepted = accepted));
  }
  return cases;
}

/// Reserves up to the pair's own limit of 112 bits, inputs from one unit to what still fits.
function randomCase(random) {
  const reserveIn = random.logUniform(1n, kMaxReserve - 1n);
  const reserveOut = random.logUniform(1n, kMaxReserve);
  const near = random.chance(0.7) && reserveIn > 1000n;
  const most = kMaxReserve - reserveIn;
  const amountIn = near ? random.logUniform(1n, reserveIn < most ? reserveIn : most) : random.logUniform(1n, most);
  return {reserveIn, reserveOut, zeroForOne: random.chance(0.5), amountIn};
}
