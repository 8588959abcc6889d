import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {createServer} from 'node:net';
import {hex, Rpc} from './rpc.mjs';

const kStatesInMemory = 4000;  // eth_call answers at this many past blocks; each takes 0.7 MB here
const kPolygonGasLimit = 160_000_000;

/// A local Polygon: chain id 137, blocks only on demand, transactions in the order they were sent.
export class Anvil {
  static async start({port = 0, timestamp, gasLimit = kPolygonGasLimit, states = kStatesInMemory} = {}) {
    const chosen = port || (await freePort());
    const child = spawn(binary(), flags(chosen, timestamp, gasLimit, states), {stdio: ['ignore', 'ignore', 'pipe']});
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const node = new Anvil(child, `http://127.0.0.1:${chosen}`);
    await node.#answering(() => stderr);
    return node;
  }

  constructor(child, url) {
    this.child = child;
    this.url = url;
    this.rpc = new Rpc(url);
    this.stopWithParent = () => child.kill('SIGKILL');
    process.once('exit', this.stopWithParent);
  }

  /// Mines one block with all pending transactions; returns its header.
  async mine(timestamp, baseFee) {
    if (baseFee !== undefined) await this.rpc.call('anvil_setNextBlockBaseFeePerGas', hex(baseFee));
    await this.rpc.call('evm_mine', hex(timestamp));
    return this.rpc.call('eth_getBlockByNumber', 'latest', false);
  }

  async stop() {
    process.removeListener('exit', this.stopWithParent);
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }

  async #answering(stderr) {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (this.child.exitCode !== null) break;
      try {
        if ((await this.rpc.call('eth_chainId')) === '0x89') return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
    await this.stop();
    throw new Error(`anvil did not start at ${this.url}: ${stderr()}`);
  }
}

function flags(port, timestamp, gasLimit, states) {
  return ['--port', port, '--host', '127.0.0.1', '--chain-id', 137, '--no-mining', '--order', 'fifo', '--auto-impersonate',
    '--gas-limit', gasLimit, '--base-fee', 30_000_000_000,
    '--hardfork', 'prague', '--accounts', 3, '--balance', 1_000_000_000, '--prune-history', states,
    '--no-request-size-limit', '--quiet', ...(timestamp ? ['--timestamp', timestamp] : [])].map(String);
}

/// npm brings the node for x86-64; elsewhere DEXARB_ANVIL names one.
function binary() {
  if (process.env.DEXARB_ANVIL) return process.env.DEXARB_ANVIL;
  try {
    return createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/bin/anvil');
  } catch {
    throw new Error('anvil is not installed: run tests/chain/install, or name a binary in DEXARB_ANVIL');
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
