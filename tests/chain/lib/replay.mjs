import {decodeErrorResult, decodeFunctionResult} from 'viem';
import {kAbis} from './abis.mjs';
import {call, kReplay, kRivalCycle} from './contracts.mjs';
import {cycleCall, hopWords} from './cycle.mjs';
import {hex} from './rpc.mjs';

const kGas = 100_000_000_000n;

/// What the contracts pay on a past state, found by running them there.
export class Replay {
  constructor(chain, pools) {
    this.chain = chain;
    this.pools = new Map(pools.map((pool) => [pool.address.toLowerCase(), pool]));
  }

  /// The hops of a logged route, with the pools as this chain knows them; throws for a pool that does not stand here.
  hops(route) {
    return route.map((hop) => {
      const pool = this.pools.get(hop.pool.toLowerCase());
      if (pool === undefined) throw new Error(`${hop.pool} is not on this chain`);
      return {pool, zeroForOne: hop.zero_for_one};
    });
  }

  /// Per input the output of every hop; zeros where a pool does not take the whole.
  async outputs(hops, inputs, blockHash) {
    const {data} = call(kReplay, kAbis.replay, 'outputs', [hopWords(hops), inputs]);
    const result = await this.#call({from: this.chain.owner, to: kReplay, data}, blockHash);
    return decodeFunctionResult({abi: kAbis.replay, functionName: 'outputs', data: result});
  }

  /// Executes the whole cycle in one transaction with capital of its own: {paid}, or {paid, refused} below `minOut`.
  async execute(hops, amountIn, minOut, blockHash) {
    const {data} = cycleCall(kRivalCycle, hops, amountIn, minOut);
    try {
      const result = await this.#call({from: this.chain.rival, to: kRivalCycle, data}, blockHash);
      return {paid: decodeFunctionResult({abi: kAbis.cycle, functionName: 'run', data: result})};
    } catch (error) {
      return {paid: paidByRevert(error), refused: true};
    }
  }

  #call(transaction, blockHash) {
    return this.chain.rpc.call('eth_call', {...transaction, gas: hex(kGas)}, {blockHash, requireCanonical: true});
  }
}

function paidByRevert(error) {
  if (typeof error.data !== 'string') throw error;
  const {errorName, args} = decodeErrorResult({abi: kAbis.cycle, data: error.data});
  if (errorName !== 'TooLittle') throw error;
  return args[0];
}
