import {encodeAbiParameters, encodePacked, getAddress, getCreate2Address, keccak256} from 'viem';

/// Polygon as configs/polygon.json names it: tokens, exchanges, and where CREATE2 puts their pools.
export const kTokens = Object.fromEntries([
  ['USDC.e', '0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174', 6],
  ['USDC', '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359', 6],
  ['USDT', '0xc2132D05D31c914a87C6611C10748AEb04B58e8F', 6],
  ['DAI', '0x8f3Cf7ad23Cd3CaDbD9735AFf958023239c6A063', 18],
  ['WETH', '0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619', 18],
  ['WMATIC', '0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270', 18],
  ['WBTC', '0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6', 8],
  ['LINK', '0x53E0bca35eC356BD5ddDFebbD1Fc0fD03FaBad39', 18],
  ['UNI', '0xb33EaAd8d922B1083446DC23f610c2567fB5180f', 18],
  ['AAVE', '0xD6DF932A45C0f255f85145f286eA0b292B21C90B', 18],
].map(([symbol, address, decimals]) => [symbol, {symbol, address, decimals}]));

export const kQuickSwapV2 = {
  name: 'QuickSwapV2', kind: 'v2', factory: '0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32',
  initCodeHash: '0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f',
};
export const kSushiSwapV2 = {
  name: 'SushiSwapV2', kind: 'v2', factory: '0xc35DADB65012eC5796536bD9864eD8773aBc74C4',
  initCodeHash: '0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303',
};
export const kUniswapV3 = {
  name: 'UniswapV3', kind: 'v3', factory: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
  initCodeHash: '0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54',
  deployer: '0x6C9FC64A53c1b71FB3f9Af64d1ae3A4931A5f4E9',  // its transaction 0 creates the factory
};
export const kMulticall3 = '0xcA11bde05977b3631167028862bE2a173976CA11';
export const kQuoterV2 = '0x61fFE014bA17989E743c5F6cB21bF9697530B21e';
export const kTickSpacing = {100: 1, 500: 10, 3000: 60, 10000: 200};

/// Pool addresses compare by their bytes.
export function sortTokens(a, b) {
  return BigInt(a) < BigInt(b) ? [a, b] : [b, a];
}

/// The pool of two tokens (any order); `fee` only matters for V3.
export function poolAddress(dex, a, b, fee) {
  const [token0, token1] = sortTokens(a, b);
  const salt = keccak256(dex.kind === 'v2'
    ? encodePacked(['address', 'address'], [token0, token1])
    : encodeAbiParameters([{type: 'address'}, {type: 'address'}, {type: 'uint24'}], [token0, token1, fee]));
  return getAddress(getCreate2Address({from: dex.factory, salt, bytecodeHash: dex.initCodeHash}));
}
