import {once} from 'node:events';
import {createServer} from 'node:http';

/// Passes JSON-RPC on to the node and notes when the daemon was given a block's logs: then it has read that block. The
/// block it starts on it reads by calls.
export class WatchedNode {
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
    this.bodies = undefined;  // of questions, where somebody sets a list
    this.server = createServer((request, response) => this.#serve(request, response).catch((error) => response.destroy(error)));
  }

  /// Waits until the daemon has read `hash`; false if it ended or took longer than `milliseconds`.
  async hasRead(hash, daemon, milliseconds = 20_000) {
    const until = Date.now() + milliseconds;
    while (!this.readAt.has(hash) && !daemon.ended && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.readAt.has(hash);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #serve(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const answer = await fetch(this.target, {method: 'POST', headers: {'content-type': 'application/json'}, body});
    const bytes = Buffer.from(await answer.arrayBuffer());
    this.#note(JSON.parse(body));
    this.bodies?.push(body);
    response.writeHead(answer.status, {'content-type': 'application/json', 'content-length': bytes.length});
    response.end(bytes);
  }

  #note(calls) {
    for (const {method, params} of [calls].flat()) {
      this.requests++;
      const hash = {eth_getLogs: params[0]?.blockHash, eth_call: params[1]?.blockHash}[method]?.toLowerCase();
      if (hash && !this.readAt.has(hash)) this.readAt.set(hash, Date.now());
    }
  }
}
