import {encodeAbiParameters, encodeDeployData, encodeFunctionData, getContractAddress, keccak256, pad, slice, stringToHex, toHex} from 'viem';
import {multicall3Bytecode} from '../node_modules/viem/_esm/constants/contracts.js';
import {kAbis, kHelpers, kQuoter, kV2Factory, kV2Pair, kV3Factory} from './abis.mjs';
import {kMulticall3, kQuickSwapV2, kQuoterV2, kSushiSwapV2, kTokens, kUniswapV3, poolAddress, sortTokens} from './polygon.mjs';
import {hex} from './rpc.mjs';

/// Helper contracts of ours: free places, far from anybody's.
export const kTrader = '0x00000000000000000000000000000000000007a1';
export const kCycle = '0x000000000000000000000000000000000000c1c1';
export const kRivalCycle = '0x000000000000000000000000000000000000c1c2';
export const kProbe = '0x0000000000000000000000000000000000009206';
export const kReplay = '0x0000000000000000000000000000000000009207';
const kImplementationSlot = keccak256(stringToHex('matic.network.proxy.implementation'));

/// Places everything that stands on Polygon before any pool does: tokens, factories, Multicall3, QuoterV2, our helpers.
export async function placeContracts(chain) {
  await placeTokens(chain, Object.values(kTokens));
  await placeCode(chain, kMulticall3, await runtimeCode(chain, multicall3Bytecode));
  for (const dex of [kQuickSwapV2, kSushiSwapV2]) await placeCode(chain, dex.factory, `0x${kV2Factory.evm.deployedBytecode.object}`);
  await deployV3Factory(chain);
  const quoterArguments = [kUniswapV3.factory, kTokens.WMATIC.address];
  await placeCode(chain, kQuoterV2, await runtimeCode(chain, encodeDeployData({...kQuoter, args: quoterArguments})));
  await placeHelpers(chain);
}

/// Tokens {address, symbol, decimals}: all but WMATIC stand behind a proxy with code of its own, as bridged tokens do.
export async function placeTokens(chain, tokens) {
  const {Token, TokenProxy} = kHelpers;
  const implementation = ({address}) => slice(keccak256(address), 12);
  await chain.rpc.batch(tokens.flatMap((token) => [
    ['anvil_setCode', implementation(token), Token.deployedBytecode],
    ['anvil_setCode', token.address, token.symbol === 'WMATIC' ? Token.deployedBytecode : TokenProxy.deployedBytecode],
    storage(token.address, kImplementationSlot, implementation(token)),
    storage(token.address, slot(0), shortString(token.symbol)),
    storage(token.address, slot(1), shortString(token.symbol)),
    storage(token.address, slot(2), toHex(token.decimals)),
  ]));
}

/// Creates pools {dex, token0, token1, fee?, sqrtPriceX96?}; a V3 pool without a price stays uninitialised.
export async function createPools(chain, pools) {
  const sushi = pools.filter((pool) => pool.dex === kSushiSwapV2);
  for (const pool of sushi) await placeSushiPair(chain, pool);
  const others = pools.filter((pool) => pool.dex !== kSushiSwapV2);
  await chain.execute(others.map((pool) => ({...creation(pool), what: `create ${pool.address}`})), 6_000_000);
  const priced = pools.filter((pool) => pool.sqrtPriceX96 !== undefined);
  await chain.execute(priced.map((pool) => call(pool.address, kAbis.pool, 'initialize', [pool.sqrtPriceX96])), 300_000);
}

/// A transaction that calls a function.
export function call(to, abi, functionName, args) {
  return {to, data: encodeFunctionData({abi, functionName, args}), what: functionName};
}

/// Many calls of the trader in few transactions.
export function traderBatches(calls, each = 20) {
  const batches = [];
  for (let i = 0; i < calls.length; i += each) {
    const data = calls.slice(i, i + each).map(([functionName, ...args]) => encodeFunctionData({abi: kAbis.trader, functionName, args}));
    batches.push(call(kTrader, kAbis.trader, 'all', [data]));
  }
  return batches;
}

function creation({dex, token0, token1, fee}) {
  return dex.kind === 'v2'
    ? call(dex.factory, kAbis.v2Factory, 'createPair', [token0, token1])
    : call(dex.factory, kAbis.v3Factory, 'createPool', [token0, token1, fee]);
}

/// SushiSwap compiled its own pair, so its address does not follow from v2-core's code: the code and its state are written there.
async function placeSushiPair(chain, {dex, token0, token1}) {
  const pair = poolAddress(dex, token0, token1);
  const [low, high] = sortTokens(token0, token1);
  await placeCode(chain, pair, `0x${kV2Pair.evm.deployedBytecode.object}`);
  await chain.rpc.batch([
    storage(pair, slot(5), dex.factory), storage(pair, slot(6), low), storage(pair, slot(7), high), storage(pair, slot(12), '0x1'),
    storage(dex.factory, getPairSlot(low, high), pair), storage(dex.factory, getPairSlot(high, low), pair),
  ]);
}

function getPairSlot(a, b) {
  const types = [{type: 'address'}, {type: 'uint256'}];
  const outer = keccak256(encodeAbiParameters(types, [a, 2n]));
  return keccak256(encodeAbiParameters([{type: 'address'}, {type: 'bytes32'}], [b, outer]));
}

/// The factory keeps its own address as an immutable: only a deployment from Uniswap's deployer puts it in its place.
async function deployV3Factory(chain) {
  const {deployer, factory} = kUniswapV3;
  if (getContractAddress({from: deployer, nonce: 0n}) !== factory) throw new Error('the V3 deployer does not give its factory');
  await chain.rpc.call('anvil_setBalance', deployer, hex(10n ** 24n));
  await chain.execute([
    {from: deployer, data: kV3Factory.bytecode, what: 'deploy the V3 factory'},
    {...call(factory, kAbis.v3Factory, 'enableFeeAmount', [100, 1]), from: deployer},
  ]);
}

async function placeHelpers(chain) {
  await placeCode(chain, kTrader, kHelpers.Trader.deployedBytecode);
  await placeCode(chain, kProbe, kHelpers.Probe.deployedBytecode);
  await placeCode(chain, kReplay, kHelpers.Replay.deployedBytecode);
  for (const [address, owner] of [[kCycle, chain.owner], [kRivalCycle, chain.rival]]) {
    await placeCode(chain, address, await runtimeCode(chain, encodeDeployData({...kHelpers.Cycle, args: [owner]})));
  }
}

/// What a constructor leaves behind, immutables included: an eth_call without a recipient answers with it.
function runtimeCode(chain, creationCode) {
  return chain.rpc.call('eth_call', {from: chain.owner, data: creationCode}, 'latest');
}

function placeCode(chain, address, code) {
  return chain.rpc.call('anvil_setCode', address, code);
}

const slot = (index) => pad(toHex(index), {size: 32});
const storage = (address, at, value) => ['anvil_setStorageAt', address, at, pad(value, {size: 32})];

function shortString(text) {
  return `${pad(stringToHex(text), {dir: 'right', size: 31})}${(text.length * 2).toString(16).padStart(2, '0')}`;
}
