import {once} from 'node:events';
import {createServer} from 'node:http';

/// Passes JSON-RPC on to the node and notes when the daemon was given a block's logs: then it has read that block. The
/// block it starts on it reads by calls.
///
/// Nothing is passed on while a block is made: anvil then answers a call at the newest block's hash with the state of the
/// block that is coming, which no node of a real chain does.
export class WatchedNode {
  /// In front of a chain that is mined meanwhile.
  static async before(chain) {
    const watched = await WatchedNode.start(chain.anvil.url);
    chain.around = (making) => watched.exclusive(making);
    return watched;
  }

  static async start(target) {
    const watched = new WatchedNode(target);
    watched.server.listen(0, '127.0.0.1');
    await once(watched.server, 'listening');
    watched.url = `http://127.0.0.1:${watched.server.address().port}`;
    return watched;
  }

  constructor(target) {
    this.target = target;
    this.readAt = new Map();  // block hash -> milliseconds since the epoch
    this.requests = 0;
    this.passing = new Set();
    this.held = Promise.resolve();
    this.bodies = undefined;  // of questions, where somebody sets a list
    this.server = createServer((request, response) => this.#serve(request, response).catch((error) => response.destroy(error)));
  }

  /// Waits until the daemon has read `hash`; false if it ended or took longer than `milliseconds`.
  async hasRead(hash, daemon, milliseconds = 20_000) {
    const until = Date.now() + milliseconds;
    while (!this.readAt.has(hash) && !daemon.ended && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.readAt.has(hash);
  }

  /// Runs `action` while nothing is passed on: what came before is answered first, what comes meanwhile waits.
  async exclusive(action) {
    let release;
    this.held = new Promise((resolve) => (release = resolve));
    try {
      await Promise.all(this.passing);
      return await action();
    } finally {
      release();
    }
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #serve(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    for (let held; held !== this.held;) await (held = this.held);
    const {answer, bytes} = await this.#pass(body);
    this.#note(JSON.parse(body));
    this.bodies?.push(body);
    response.writeHead(answer.status, {'content-type': 'application/json', 'content-length': bytes.length});
    response.end(bytes);
  }

  async #pass(body) {
    const passed = fetch(this.target, {method: 'POST', headers: {'content-type': 'application/json'}, body})
      .then(async (answer) => ({answer, bytes: Buffer.from(await answer.arrayBuffer())}));
    const settled = passed.catch(() => undefined);
    this.passing.add(settled);
    try {
      return await passed;
    } finally {
      this.passing.delete(settled);
    }
  }

  #note(calls) {
    for (const {method, params} of [calls].flat()) {
      this.requests++;
      const hash = {eth_getLogs: params[0]?.blockHash, eth_call: params[1]?.blockHash}[method]?.toLowerCase();
      if (hash && !this.readAt.has(hash)) this.readAt.set(hash, Date.now());
    }
  }
}
