import {kAbis} from './abis.mjs';

/// What every pool stands at on the latest block: [{price, liquidity}], token0 in token1, in floating point: for the flow.
export async function readStates(chain, pools) {
  const read = ({address, kind}) => (kind === 'v2'
    ? [{address, abi: kAbis.pair, functionName: 'getReserves'}]
    : ['slot0', 'liquidity'].map((functionName) => ({address, abi: kAbis.pool, functionName})));
  const answers = await chain.readAll(pools.flatMap(read));
  return pools.map(({kind}) => (kind === 'v2' ? pairState(answers.shift()) : poolState(answers.shift(), answers.shift())));
}

function pairState([reserve0, reserve1]) {
  const [x, y] = [Number(reserve0), Number(reserve1)];
  return {price: y / x, liquidity: Math.sqrt(x * y)};
}

function poolState([sqrtPriceX96, tick], liquidity) {
  return {price: (Number(sqrtPriceX96) / 2 ** 96) ** 2, liquidity: Number(liquidity), tick};
}
