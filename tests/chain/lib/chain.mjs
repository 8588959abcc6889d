import {decodeFunctionResult, encodeFunctionData} from 'viem';
import {kAbis} from './abis.mjs';
import {Anvil} from './anvil.mjs';
import {kMulticall3} from './polygon.mjs';
import {hex} from './rpc.mjs';

const kCallGas = 100_000_000_000n;
const kMaxFee = 10n ** 13n;
const kCallsPerMulticall = 200;

/// A running node with its clock: transactions are queued by `send` and mined by `mine`; reads go through Multicall3.
export class Chain {
  static async start({timestamp = 1_760_000_000, ...options} = {}) {
    const anvil = await Anvil.start({timestamp, ...options});
    const chain = new Chain(anvil, timestamp);
    [chain.owner, chain.rival] = await anvil.rpc.call('eth_accounts');
    return chain;
  }

  constructor(anvil, timestamp) {
    this.anvil = anvil;
    this.rpc = anvil.rpc;
    this.timestamp = timestamp;
    this.head = null;
    this.around = (making) => making();  // for who must know that a block is being made
  }

  /// Queues transactions {to, data, from?, gas?}; answers their hashes. Gas is given, so nothing is executed to estimate it.
  async send(transactions, gas = 12_000_000) {
    return this.rpc.batch(transactions.map((t) => ['eth_sendTransaction', {
      from: t.from ?? this.owner, to: t.to, data: t.data, gas: hex(t.gas ?? gas),
      maxFeePerGas: hex(kMaxFee), maxPriorityFeePerGas: hex(t.tip ?? 30_000_000_000n)}]));
  }

  /// Mines one block, `seconds` after the one before.
  async mine(seconds = 2, baseFee = 40_000_000_000n) {
    this.timestamp += seconds;
    this.head = await this.around(() => this.anvil.mine(this.timestamp, baseFee));
    return this.head;
  }

  /// Sends, mines, and refuses to go on if one of them failed. Large set-ups spread over blocks by gas.
  async execute(transactions, gas = 12_000_000) {
    const receipts = [];
    const each = Math.max(1, Math.floor(150_000_000 / gas));
    for (let i = 0; i < transactions.length; i += each) {
      const hashes = await this.send(transactions.slice(i, i + each), gas);
      await this.mine();
      receipts.push(...(await this.receipts(hashes)));
    }
    const failed = receipts.findIndex((receipt) => receipt.status !== '0x1');
    if (failed >= 0) throw new Error(`transaction ${failed} of ${transactions.length} failed: ${transactions[failed].what ?? ''}`);
    return receipts;
  }

  receipts(hashes) {
    return this.rpc.batch(hashes.map((hash) => ['eth_getTransactionReceipt', hash]));
  }

  /// One contract call at `block` (a tag, a number in hex, or {blockHash}).
  async read(read, block = 'latest') {
    const data = encodeFunctionData(read);
    const result = await this.rpc.call('eth_call', {from: this.owner, to: read.address, data, gas: hex(kCallGas)}, block);
    return decodeFunctionResult({...read, data: result});
  }

  /// Many reads {address, abi, functionName, args} on one state; a reverted one yields undefined.
  async readAll(reads, block = 'latest', perCall = kCallsPerMulticall) {
    const results = [];
    for (let i = 0; i < reads.length; i += perCall) {
      results.push(...(await this.#readSome(reads.slice(i, i + perCall), block)));
    }
    return results;
  }

  async #readSome(reads, block) {
    const calls = reads.map((read) => ({target: read.address, allowFailure: true, callData: encodeFunctionData(read)}));
    const answers = await this.read({address: kMulticall3, abi: kAbis.multicall3, functionName: 'aggregate3', args: [calls]}, block);
    return answers.map(({success, returnData}, i) =>
      success && returnData !== '0x' ? decodeFunctionResult({...reads[i], data: returnData}) : undefined);
  }

  stop() {
    return this.anvil.stop();
  }
}
