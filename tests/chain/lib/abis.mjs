import {createRequire} from 'node:module';
import {multicall3Abi} from 'viem';
import {compileContracts} from './compile.mjs';

const require = createRequire(import.meta.url);
const artifact = (path) => require(`@uniswap/${path}.json`);

export const kHelpers = compileContracts();
export const kV2Factory = artifact('v2-core/build/UniswapV2Factory');
export const kV2Pair = artifact('v2-core/build/UniswapV2Pair');
export const kV3Factory = artifact('v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory');
export const kV3Pool = artifact('v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool');
export const kQuoter = artifact('v3-periphery/artifacts/contracts/lens/QuoterV2.sol/QuoterV2');

export const kAbis = {
  token: kHelpers.Token.abi, trader: kHelpers.Trader.abi, cycle: kHelpers.Cycle.abi, probe: kHelpers.Probe.abi, replay: kHelpers.Replay.abi,
  v2Factory: kV2Factory.abi, pair: kV2Pair.abi, v3Factory: kV3Factory.abi, pool: kV3Pool.abi, quoter: kQuoter.abi,
  multicall3: multicall3Abi,
};
